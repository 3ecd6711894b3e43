import { readdirSync } from 'node:fs';
import { unknownMatchers } from '../../hooks/problems.ts';
import type { Plan } from '../../plan/model/plan.ts';
import { readPlan } from '../../plan/model/read.ts';
import { sentence } from '../../protocol/explain.ts';
import type { RunnerSettings } from '../../protocol/requests.ts';
import type { HookSetting } from '../../protocol/settings.ts';
import type { DeclaredHook } from './hook-rules.ts';
import { loadPlan } from './plans.ts';
import { commandOf } from './step-context.ts';

type Declared = {
  readonly plan: Plan | undefined;
  readonly declared: readonly DeclaredHook[];
  readonly problems: readonly string[];
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
  const problems = loaded?.ok === false ? [sentence(loaded.error)] : [];
  const declared = (plan?.hooks ?? []).map((hook): DeclaredHook => ({ source: 'plan', hook }));
  for (const [index, setting] of (settings.hooks ?? []).entries()) {
    const read = readSetting(setting);
    if (typeof read === 'string') problems.push(`phaseline.hooks[${index}] is left out: ${read}`);
    else declared.push(...read);
  }
  for (const { hook } of declared)
    for (const name of unknownMatchers(hook.matchers))
      problems.push(`${commandOf(hook.step)}: no problem matcher is called ${name}`);
  return { plan, declared, problems };
}

/** The plan at the root of a workspace, where there is exactly one. */
export function onlyPlan(workspace: string): string | undefined {
  const plans = readdirSync(workspace).filter((name) => name === 'phaseplan.yaml' || name.endsWith('.phaseplan.yaml'));
  return plans.length === 1 ? plans[0] : undefined;
}

/** A hook of the settings is read as one of a plan, JSON being YAML: the same keys, the same complaints. */
function readSetting(setting: HookSetting): readonly DeclaredHook[] | string {
  const { plan, problems } = readPlan(JSON.stringify({ version: 1, name: 'settings', phases: {}, hooks: [setting] }));
  const wrong = problems.find(({ severity }) => severity === 'error');
  if (plan === undefined) return wrong?.message ?? 'it cannot be read';
  return plan.hooks.map((hook) => ({ source: 'settings', hook }));
}
