import { createHash } from 'node:crypto';
import { type HookTarget, type RuleSet, ruleSet, rulesFor } from '../../hooks/match.ts';
import type { HookMoment, HookRule } from '../../hooks/rule.ts';
import type { HookDeclaration, Plan } from '../../plan/model/plan.ts';
import type { StepResult } from '../../run/events.ts';
import { commandOf } from './step-context.ts';

/** Where something happened: in a run, or `workspaceRun`. */
export type HookPlace = { readonly run: string; readonly phase?: string; readonly task?: string };
export type MomentAt = HookPlace & { readonly on: HookMoment; readonly root: string; readonly subject: string };

/** A declared hook, and who wrote it. */
export type DeclaredHook = { readonly source: 'plan' | 'settings'; readonly hook: HookDeclaration };

/** The hooks of one run, and what each of them carries out. */
export type Rules = {
  readonly set: RuleSet;
  readonly steps: ReadonlyMap<string, HookDeclaration>;
  readonly plan: Plan | undefined;
  /** Ids of those that nobody has agreed to yet: they follow nothing until somebody has. */
  readonly held: ReadonlySet<string>;
};

/** What did not run, and why. */
export const notRun = (reason: string): StepResult => ({
  ok: false,
  exit: undefined,
  output: '',
  found: '',
  reason,
  milliseconds: 0,
});

/** `agreed`: ids of the plan's hooks that a person has seen and lets run; undefined: who started the run has agreed to all. */
export function rulesOf(
  declared: readonly DeclaredHook[],
  plan: Plan | undefined,
  agreed: readonly string[] | undefined,
): Rules {
  const entries: { readonly rule: HookRule; readonly declared: DeclaredHook }[] = [];
  const taken = new Set<string>();
  for (const one of declared) {
    const { source, hook } = one;
    const print = `${source}:${fingerprint(hook)}`;
    let id = print;
    for (let n = 2; taken.has(id); n += 1) id = `${print}.${n}`;
    taken.add(id);
    entries.push({ rule: { ...mannerOf(hook), id, title: titleOf(hook) }, declared: one });
  }
  const held = entries.filter((one) => one.declared.source === 'plan' && agreed?.includes(one.rule.id) === false);
  return {
    set: ruleSet(entries.map(({ rule }) => rule)),
    steps: new Map(entries.map((one) => [one.rule.id, one.declared.hook])),
    plan,
    held: new Set(held.map(({ rule }) => rule.id)),
  };
}

/** The same for the same declaration wherever it stands, and another one as soon as it would do something else. */
const fingerprint = (hook: HookDeclaration): string =>
  createHash('sha256').update(JSON.stringify(hook)).digest('hex').slice(0, 12);

const titleOf = ({ step }: HookDeclaration): string => (step.name === '' ? commandOf(step) : step.name);

function mannerOf(hook: HookDeclaration): Omit<HookRule, 'id' | 'title'> {
  const { on, files, ignore, authors, changes, debounce, batch, concurrency, repeatable, onFailure, step } = hook;
  return {
    on,
    files,
    ignore,
    authors,
    changes,
    debounce,
    batch,
    concurrency: concurrency ?? Number.POSITIVE_INFINITY,
    retries: step.retries,
    repeatable,
    onFailure,
  };
}

/** The rules of a run that follow this. `asked`: also those that nobody has agreed to, because a person asks for them now. */
export function followersOf(rules: Rules | undefined, target: HookTarget, asked = false): readonly HookRule[] {
  const followers = rules === undefined ? [] : rulesFor(rules.set, target);
  return asked ? followers : followers.filter(({ id }) => rules?.held.has(id) !== true);
}

/** As an edit is journaled with them. */
export const idsOf = (rules: readonly HookRule[]): { readonly hooks?: readonly string[] } =>
  rules.length === 0 ? {} : { hooks: rules.map(({ id }) => id) };

export const placeOf = ({ run, phase, task }: HookPlace): HookPlace => ({
  run,
  ...(phase === undefined ? {} : { phase }),
  ...(task === undefined ? {} : { task }),
});
