import { readdirSync } from 'node:fs';
import { splitWords } from '../../base/words.ts';
import type { HookDeclaration, Plan, Step } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import type { RunnerSettings } from '../../protocol/requests.ts';
import { loadPlan } from './plans.ts';

type Declared = {
  readonly plan: Plan | undefined;
  readonly declared: readonly HookDeclaration[];
  readonly problem: string | undefined;
};

/**
 * The hooks that follow a person's edits: those of the active plan and those that the person set. The active plan is the one that was
 * chosen, or the only one at the workspace's root.
 */
export function workspaceHooks(workspace: string, settings: RunnerSettings): Declared {
  const file =
    settings.activePlan === undefined || settings.activePlan === '' ? onlyPlan(workspace) : settings.activePlan;
  const loaded = file === undefined ? undefined : loadPlan(workspace, file);
  const plan = loaded?.ok === true ? loaded.value.plan : undefined;
  const problem = loaded?.ok === false ? sentence(loaded.error) : undefined;
  const own = (settings.hooks ?? []).flatMap((hook): readonly HookDeclaration[] => {
    const step = stepOf(hook);
    return step === undefined ? [] : [{ on: hook.on, files: hook.files ?? [], ignore: hook.ignore ?? [], step }];
  });
  return { plan, declared: [...(plan?.hooks ?? []), ...own], problem };
}

/** The plan at the root of a workspace, where there is exactly one. */
export function onlyPlan(workspace: string): string | undefined {
  const plans = readdirSync(workspace).filter((name) => name === 'phaseplan.yaml' || name.endsWith('.phaseplan.yaml'));
  return plans.length === 1 ? plans[0] : undefined;
}

function stepOf({ run, uses }: { readonly run?: string; readonly uses?: string }): Step | undefined {
  const words = run === undefined ? undefined : splitWords(run);
  const common = {
    env: {},
    cwd: undefined,
    timeoutSeconds: 120,
    retries: 0,
    continueOnError: false,
    expect: { exit: 0, match: undefined, number: undefined, json: undefined },
  } as const;
  if (uses !== undefined) return { ...common, name: uses, do: { kind: 'uses', action: uses, with: {} } };
  if (run === undefined || words === undefined || !words.ok) return undefined;
  return { ...common, name: run, do: { kind: 'run', words: words.value.map(({ text }) => text) } };
}
