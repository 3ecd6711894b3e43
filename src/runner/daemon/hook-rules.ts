import { type RuleSet, ruleSet } from '../../hooks/match.ts';
import type { HookMoment, HookRule } from '../../hooks/rule.ts';
import type { HookDeclaration, Plan } from '../../plan/model/plan.ts';
import { type StepResult, workspaceRun } from '../../run/events.ts';
import { commandOf } from './step-context.ts';

/** Where something happened: in a run, or `workspaceRun`. */
export type HookPlace = { readonly run: string; readonly phase?: string; readonly task?: string };
export type MomentAt = HookPlace & { readonly on: HookMoment; readonly root: string; readonly subject: string };

/** The hooks of one run, and what each of them carries out. */
export type Rules = {
  readonly set: RuleSet;
  readonly steps: ReadonlyMap<string, HookDeclaration>;
  readonly plan: Plan | undefined;
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

export function rulesOf(run: string, declared: readonly HookDeclaration[], plan: Plan | undefined): Rules {
  const source = run === workspaceRun ? 'workspace' : 'plan';
  const entries = declared.map((hook, index): readonly [HookRule, HookDeclaration] => [
    {
      id: `${source}:${index}`,
      title: hook.step.name === '' ? commandOf(hook.step) : hook.step.name,
      on: hook.on,
      files: hook.files,
      ignore: hook.ignore,
    },
    hook,
  ]);
  return {
    set: ruleSet(entries.map(([rule]) => rule)),
    steps: new Map(entries.map(([rule, hook]) => [rule.id, hook])),
    plan,
  };
}

export const placeOf = ({
  run,
  phase,
  task,
}: {
  readonly run: string;
  readonly phase?: string;
  readonly task?: string;
}): HookPlace => ({
  run,
  ...(phase === undefined ? {} : { phase }),
  ...(task === undefined ? {} : { task }),
});
