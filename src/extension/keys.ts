import { type ContextKey, contextKeys } from '../protocol/commands.ts';
import type { Model } from './model.ts';
import { isHeld, isRunning, runsOf, waitingFor } from './work.ts';

/** What `when` clauses may ask, from the model. Pure. */
export function keysOf(model: Model): Readonly<Record<ContextKey, string | number | boolean | readonly string[]>> {
  const runs = runsOf(model.work);
  const { issues } = model;
  const running = runs.some(isRunning);
  return {
    [contextKeys.plans]: model.plans?.length ?? -1,
    [contextKeys.tracker]:
      issues === undefined
        ? 'unknown'
        : issues.state === 'known' && issues.readOnly !== undefined
          ? 'read-only'
          : issues.state,
    [contextKeys.runner]: model.link.state,
    [contextKeys.running]: running,
    [contextKeys.resumable]: !running && runs[0] !== undefined && runs[0].outcome !== 'met',
    [contextKeys.held]: runs.some(isHeld),
    [contextKeys.waiting]: waitingFor(model.work).length > 0,
    [contextKeys.hasRun]: runs.length > 0,
    [contextKeys.prompts]: model.prompts,
    [contextKeys.comments]: Object.keys(model.comments).length > 0,
    [contextKeys.hooksPaused]: model.work.hooksPaused,
    [contextKeys.hooksHeld]: model.heldHooks.length > 0,
    [contextKeys.filtered]: model.filter !== '',
    [contextKeys.closedHidden]: model.hideClosed,
  };
}
