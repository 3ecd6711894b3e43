import type { PlannedPhase } from './events.ts';
import { type Run, taskKey } from './state.ts';

export type PlannedTask = { readonly phase: string; readonly task: PlannedPhase['tasks'][number] };

/** Tasks that a run means to carry out and that have not begun, as they were planned when it began. */
export function notBegun({ scope, phases, tasks }: Run): readonly PlannedTask[] {
  const [inPhase, only] = scope.kind === 'agent' ? [] : [scope.phase, scope.task];
  return phases
    .filter(({ id }) => inPhase === undefined || inPhase === id)
    .flatMap((phase) => phase.tasks.map((task) => ({ phase: phase.id, task })))
    .filter(({ task }) => only === undefined || only === task.id)
    .filter(({ phase, task }) => tasks[taskKey(phase, task.id)] === undefined);
}

/** Nothing goes on for a task, but something would by itself: once it is its turn, or once the usage limit that its agent met is over. */
export function isQueued(run: Run, phase: string, task: string): boolean {
  if (run.finishedAt !== undefined) return false;
  const record = run.tasks[taskKey(phase, task)];
  if (record !== undefined) return record.life === 'queued';
  return notBegun(run).some((one) => one.phase === phase && one.task.id === task);
}
