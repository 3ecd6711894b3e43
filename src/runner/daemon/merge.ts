import type { Phase, Task } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import { groundOf, groundText } from '../../run/ground.ts';
import { type TaskRecord, taskKey } from '../../run/state.ts';
import type { Executing } from './executing.ts';
import { phaseWorktree } from './phases.ts';
import { finishIssue } from './task-issue.ts';

/** Brings a verified task's work onto the phase's branch, tells its issue, and ends it. Every part may be repeated after a kill. */
export async function mergeTask(executing: Executing, phase: Phase, task: Task): Promise<void> {
  const { context, run } = executing;
  const at = { phase: phase.id, task: task.id };
  const record = executing.state().tasks[taskKey(phase.id, task.id)];
  if (record === undefined) return;
  const refused =
    mergesInto(executing, record) && !record.merged ? await bringOver(executing, phase, task, record) : undefined;
  if (refused !== undefined) {
    context.log.record(run, at, { kind: 'task.finished', state: 'failed', reason: refused });
    return;
  }
  await finishIssue(executing, phase, task);
  await context.hooks.moment({
    run,
    ...at,
    on: 'post-task',
    root: record.folder ?? context.folders.workspace,
    subject: task.issue ?? task.id,
  });
  if (executing.left()) return;
  const ground = groundOf(executing.state(), record);
  context.log.record(run, at, { kind: 'task.finished', state: 'done', reason: groundText(ground), ground });
}

/** An agent launched by hand keeps its branch for a person to review; one that worked in the workspace itself has no branch. */
const mergesInto = (executing: Executing, record: TaskRecord): boolean =>
  executing.state().scope.kind === 'plan' && record.branch !== undefined && record.branch !== '';

async function bringOver(
  executing: Executing,
  phase: Phase,
  task: Task,
  record: TaskRecord,
): Promise<string | undefined> {
  const { context, run } = executing;
  const at = { phase: phase.id, task: task.id };
  const into = executing.state().phaseStates[phase.id]?.branch ?? '';
  const where = await phaseWorktree(executing, phase.id);
  if (!where.ok) return sentence(where.error);
  context.log.record(run, at, { kind: 'task.merging', into });
  const merged = await context.worktrees.merge(
    where.value,
    record.branch ?? '',
    `${task.title} (${phase.id}/${task.id})`,
    context.mergeWay(),
  );
  if (!merged.ok) {
    if (merged.error.kind === 'merge-conflict')
      context.log.record(run, at, { kind: 'task.foreseen', into, conflicts: merged.error.files });
    return sentence(merged.error);
  }
  context.log.record(run, at, { kind: 'task.merged', ...merged.value, into });
  return undefined;
}
