import type { Ground } from './events.ts';
import type { Run, TaskRecord } from './state.ts';

/** What the end of a task rests on, as the journal knows it: its turn, what Git saw, and the verify steps of this attempt. */
export function groundOf(run: Run, task: TaskRecord): Ground {
  const steps = run.steps.filter(
    (step) => step.phase === task.phase && step.task === task.task && step.place === 'verify',
  );
  const passed = steps.filter(({ result }) => result?.ok === true).length;
  // What worked in the workspace itself has no commit of its own: then what was seen while it worked counts.
  return { ...task.ground, files: task.ground.files ?? task.files.length, checks: { passed, all: steps.length } };
}

/** Nothing but the agent's word says that its task is done: no file differs, and nothing was there to verify it. */
export const isUnproven = ({ files = 0, checks }: Ground): boolean => files === 0 && checks?.all === 0;

/** The same in words, for one that is done. */
export function groundText(ground: Ground): string {
  if (isUnproven(ground)) return 'nothing changed, nothing to verify: only its word';
  const { files = 0, checks } = ground;
  const changed = files === 0 ? 'nothing changed' : files === 1 ? '1 file changed' : `${files} files changed`;
  if (checks === undefined || checks.all === 0) return `${changed}, nothing to verify`;
  return `${changed}, ${checks.passed === 1 ? '1 check' : `${checks.passed} checks`} passed`;
}
