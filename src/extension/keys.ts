import { type ContextKey, contextKeys } from '../protocol/commands.ts';
import { isRunning } from '../run/state.ts';
import type { Model } from './model.ts';
import { isHeld, runsOf, waitingFor } from './work.ts';

type Keys = Readonly<Record<ContextKey, string | number | boolean | readonly string[]>>;

/** What `when` clauses may ask, from the models of the window's folders: what can be done in one of them can be done. Pure. */
export function keysOf(models: readonly Model[]): Keys {
  const some = (is: (model: Model) => boolean): boolean => models.some(is);
  const works = models.map(({ work }) => ({ work, runs: runsOf(work) }));
  const isAtWork = works.some(({ runs }) => runs.some(isRunning));
  const plans = models.flatMap((model) => model.plans ?? []).length;
  return {
    [contextKeys.plans]: plans === 0 && some((model) => model.plans === undefined) ? -1 : plans,
    [contextKeys.tracker]: first(trackerStates, models.map(trackerOf)),
    [contextKeys.runner]: first(
      linkStates,
      models.map(({ link }) => link.state),
    ),
    [contextKeys.running]: isAtWork,
    [contextKeys.resumable]:
      !isAtWork && works.some(({ runs: [newest] }) => newest !== undefined && newest.outcome !== 'met'),
    [contextKeys.held]: works.some(({ runs }) => runs.some(isHeld)),
    [contextKeys.waiting]: works.some(({ work }) => waitingFor(work).length > 0),
    [contextKeys.hasRun]: works.some(({ runs }) => runs.length > 0),
    [contextKeys.prompts]: models.flatMap(({ prompts }) => prompts),
    [contextKeys.comments]: some(({ comments }) => Object.keys(comments).length > 0),
    [contextKeys.hooksPaused]: some(({ work }) => work.hooksPaused),
    [contextKeys.hooksHeld]: some(({ heldHooks }) => heldHooks.length > 0),
    [contextKeys.filtered]: some(({ filter }) => filter !== ''),
    [contextKeys.closedHidden]: some(({ hideClosed }) => hideClosed),
  };
}

/** Of several folders the one with most to offer counts. */
const trackerStates = ['known', 'read-only', 'failed', 'none', 'unknown'] as const;
const linkStates = ['on', 'failed', 'connecting', 'off'] as const;

function trackerOf({ issues }: Model): (typeof trackerStates)[number] {
  if (issues === undefined) return 'unknown';
  return issues.state === 'known' && issues.readOnly !== undefined ? 'read-only' : issues.state;
}

const first = <T extends string>(order: readonly T[], there: readonly T[]): T | '' =>
  order.find((one) => there.includes(one)) ?? order.at(-1) ?? '';
