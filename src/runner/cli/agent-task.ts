import { findWorkspace } from '../../adapters/workspace.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Task } from '../../plan/model/plan.ts';
import { loadPlan } from '../daemon/plans.ts';
import { onlyPlan } from '../daemon/workspace-hooks.ts';
import { absolute } from './runner-link.ts';

export type PlannedTask = {
  /** The plan's file, absolute or relative to the workspace. */
  readonly plan: string;
  readonly phase: string;
  readonly task: Task;
};

/** The task `PHASE/TASK` of a plan: the one that is named, else the only one at the workspace's root. */
export function findPlannedTask(cwd: string, plan: string | undefined, name: string): Result<PlannedTask> {
  const [phaseId = '', taskId = '', ...more] = name.split('/');
  if (phaseId === '' || taskId === '' || more.length > 0)
    return fail({ kind: 'usage', detail: '--task takes PHASE/TASK.' });
  const workspace = findWorkspace(cwd);
  const file = plan === undefined ? onlyPlan(workspace) : absolute({ cwd }, plan);
  if (file === undefined)
    return fail({
      kind: 'usage',
      detail: `--task needs to know the plan, and ${workspace} does not hold exactly one: add --plan PLAN.`,
    });
  const loaded = loadPlan(workspace, file);
  if (!loaded.ok) return loaded;
  const { phases } = loaded.value.plan;
  const phase = phases.find(({ id }) => id === phaseId);
  if (phase === undefined)
    return fail({ kind: 'no-such', what: 'phase', name: phaseId, known: phases.map(({ id }) => id) });
  const task = phase.tasks.find(({ id }) => id === taskId);
  if (task === undefined)
    return fail({ kind: 'no-such', what: 'task', name, known: phase.tasks.map(({ id }) => `${phaseId}/${id}`) });
  return ok({ plan: file, phase: phaseId, task });
}
