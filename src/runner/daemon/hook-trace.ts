import { IgnoredFiles } from '../../adapters/ignored.ts';
import type { HookTarget } from '../../hooks/match.ts';
import type { EditReport, HeldHook, HooksOf, HookTrace } from '../../protocol/requests.ts';
import type { HookEntry } from '../../run/state.ts';
import type { RunContext } from './context.ts';
import type { Rules } from './hook-rules.ts';
import { commandOf } from './step-context.ts';

type Match = { readonly file: string; readonly hook: string; readonly title: string };

/** The hooks that run for these files. `agreed`: also those that nobody has agreed to. */
export const matchesOf = (rules: Rules | undefined, asked: HooksOf, agreed: boolean): readonly Match[] =>
  targets(asked).flatMap((target) =>
    (rules?.set.judge(target) ?? []).flatMap(({ rule, runs }) =>
      runs && (agreed || rules?.held.has(rule.id) !== true)
        ? [{ file: target.path ?? '', hook: rule.id, title: rule.title }]
        : [],
    ),
  );

/** The hooks of the plan that a person's edits would set off if somebody had agreed to them. */
export function heldFor(rules: Rules | undefined, edits: readonly EditReport[]): readonly HeldHook[] {
  if (rules === undefined || rules.held.size === 0) return [];
  const held = new Map<string, HeldHook>();
  for (const { path, change } of edits) {
    for (const { rule, runs } of rules.set.judge({ on: 'post-edit', path, change, author: 'person' })) {
      const hook = rules.steps.get(rule.id);
      if (runs && hook !== undefined && rules.held.has(rule.id))
        held.set(rule.id, { hook: rule.id, title: rule.title, command: commandOf(hook.step) });
    }
  }
  return [...held.values()];
}

/** Why each hook would or would not run for each file, and how it went when it last did. */
export function explainHooks(
  rules: Rules | undefined,
  { log, folders }: Pick<RunContext, 'log' | 'folders'>,
  asked: HooksOf,
): readonly HookTrace[] {
  const ignored = new IgnoredFiles(folders.workspace);
  return targets(asked).map((target) => ({
    file: target.path ?? '',
    ignored: target.path === undefined ? undefined : ignored.why(target.path),
    paused: log.state.hooksPaused,
    hooks: (rules?.set.judge(target) ?? []).map(({ rule, runs, why }) => ({
      hook: rule.id,
      title: rule.title,
      runs,
      why,
      held: rules?.held.has(rule.id) === true,
      last: lastOf(log.state.hooks, rule.id, target.path),
    })),
  }));
}

function lastOf(
  entries: readonly HookEntry[],
  rule: string,
  path: string | undefined,
): HookTrace['hooks'][number]['last'] {
  const last = entries.findLast((entry) => entry.rule === rule && (path === undefined || entry.files.includes(path)));
  return last && { at: last.startedAt, state: last.state, detail: last.result?.reason ?? '' };
}

const targets = ({ on, files }: HooksOf): readonly HookTarget[] =>
  files.length === 0 ? [{ on, path: undefined }] : files.map((file) => ({ on, path: file }));
