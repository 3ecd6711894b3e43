import type { Edit } from './edit.ts';
import { HookEngine, type HookOrder } from './engine.ts';
import type { RuleSet } from './match.ts';
import type { HookMoment } from './rule.ts';

/** What a journal tells of hooks; its events fit as they are, other kinds are to be left out. */
export type HookHistory =
  | ({ readonly kind: 'edit' } & Edit)
  | {
      readonly kind: 'hook.started';
      readonly hook: string;
      readonly rule: string;
      readonly title: string;
      readonly on: HookMoment;
      readonly edit?: string;
    }
  | { readonly kind: 'hook.finished'; readonly hook: string }
  | { readonly kind: 'hooks.paused'; readonly paused: boolean };

export type Restored = {
  readonly engine: HookEngine;
  /** Starts again what was cut off, under its old id, and starts what waited. */
  readonly orders: readonly HookOrder[];
  /** Hooks of moments that were cut off: whoever owns the moment tells it again, or records them as cut. */
  readonly cutOff: readonly string[];
};

/**
 * The engine as it was when a journal ended, by kill or by intent. A hook whose end was recorded never runs again; one that was started
 * and has no end starts again under the same id; one whose rule is no longer there is cut, and said.
 */
export function restoreEngine<E extends HookHistory>(
  history: readonly E[],
  rulesFor: (edit: Extract<E, { kind: 'edit' }>) => RuleSet,
  limit: number,
): Restored {
  const facts = gather(history);
  const engine = new HookEngine(limit, facts.ended);
  engine.accept({ kind: 'pause', paused: true });
  const cuts: HookOrder[] = [];
  const edits = new Map<string, Edit>();
  const known = new Set<string>();
  for (const event of history) {
    if (!isEdit(event)) continue;
    const rules = rulesFor(event);
    for (const { rule, runs } of rules.judge({ on: 'post-edit', path: event.path })) {
      if (runs) known.add(`${event.id}/${rule.id}`);
    }
    edits.set(event.id, event);
    cuts.push(...engine.accept({ kind: 'edit', edit: editOf(event), rules }));
  }
  const open = facts.started.filter(({ hook }) => !facts.ended.has(hook));
  for (const started of open) {
    const edit = started.edit === undefined ? undefined : edits.get(started.edit);
    if (edit !== undefined && !known.has(started.hook)) cuts.push(withoutRule(started, edit));
  }
  const starts = facts.paused ? [] : engine.accept({ kind: 'pause', paused: false });
  const cutOff = open.filter(({ edit }) => edit === undefined).map(({ hook }) => hook);
  return { engine, orders: [...cuts, ...starts], cutOff };
}

type Started = Extract<HookHistory, { kind: 'hook.started' }>;

function gather(history: readonly HookHistory[]): { started: readonly Started[]; ended: Set<string>; paused: boolean } {
  const started = new Map<string, Started>();
  const ended = new Set<string>();
  let paused = false;
  for (const event of history) {
    if (event.kind === 'hook.started') started.set(event.hook, event);
    else if (event.kind === 'hook.finished') ended.add(event.hook);
    else if (event.kind === 'hooks.paused') paused = event.paused;
  }
  return { started: [...started.values()], ended, paused };
}

const isEdit = <E extends HookHistory>(event: E): event is Extract<E, { kind: 'edit' }> => event.kind === 'edit';

/** Without what a journal adds to an edit. */
const editOf = ({ id, root, path, change, hash, author }: Edit): Edit => ({ id, root, path, change, hash, author });

function withoutRule({ hook, rule, title, on }: Started, edit: Edit): HookOrder {
  const { root, path, author } = edit;
  const agent = author.kind === 'agent' ? author.task : undefined;
  const run = {
    id: hook,
    rule: { id: rule, title, on, files: [], ignore: [] },
    cause: { kind: 'edit', edit: edit.id, root, path, agent },
  } as const;
  return { kind: 'cut', run, edit: editOf(edit), reason: `the rule ${title} is no longer there` };
}
