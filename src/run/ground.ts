import type { Ground } from './events.ts';
import type { Run, TaskRecord } from './state.ts';

/** What the end of a task rests on, as the journal knows it: its turn, what Git saw, and the verify steps of this attempt. */
export function groundOf(run: Run, task: TaskRecord): Ground {
  const steps = run.steps.filter(
    (step) => step.phase === task.phase && step.task === task.task && step.place === 'verify',
  );
  const passed = steps.filter(({ result }) => result?.ok === true).length;
  return { ...task.ground, checks: { passed, all: steps.length } };
}

/** The same in words, for one that is done. */
export function groundText({ files = 0, checks }: Ground): string {
  const changed = files === 1 ? '1 file changed' : `${files} files changed`;
  if (checks === undefined || checks.all === 0) return `${changed}, nothing to verify`;
  return `${changed}, ${checks.passed === 1 ? '1 check' : `${checks.passed} checks`} passed`;
}
