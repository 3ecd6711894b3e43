import { processesIn, startedWith } from '../../adapters/process-table.ts';
import { endLeftover, endTree } from '../../adapters/processes.ts';
import type { Payload } from '../../run/events.ts';
import { isQueued } from '../../run/queue.ts';
import { isOver, type Run, taskKey } from '../../run/state.ts';
import { type EventLog, JournalBroken } from './event-log.ts';

/** Agents of a killed runner that did not notice its end would write beside the new ones. */
export async function endLeftovers(run: Run): Promise<void> {
  for (const { pid, pidSince } of Object.values(run.tasks)) {
    if (pid === undefined || pidSince === undefined) continue;
    await endLeftover(pid, Date.parse(pidSince));
  }
}

/** Ends a run that nothing works on any more, and all of its tasks that have no end of their own. Throws `JournalBroken`. */
export function recordStop(log: EventLog, run: Run, reason: string): void {
  if (run.finishedAt !== undefined) return;
  for (const task of Object.values(run.tasks)) {
    if (isOver(task.life)) continue;
    const { phase, task: id } = task;
    log.record(run.id, { phase, task: id }, { kind: 'task.finished', state: 'stopped', reason: 'the run was stopped' });
  }
  log.record(run.id, {}, { kind: 'run.finished', outcome: 'stopped', reason });
}

/** Ends a task that waits for its turn, so that its turn never comes; whether it did wait. Throws `JournalBroken`. */
export function stopQueued(log: EventLog, run: Run, phase: string, task: string): boolean {
  if (!isQueued(run, phase, task)) return false;
  const kept = run.tasks[taskKey(phase, task)]?.folder === undefined ? '' : '; its work is kept';
  const reason = `stopped while it waited for its turn${kept}`;
  log.record(run.id, { phase, task }, { kind: 'task.finished', state: 'stopped', reason });
  return true;
}

/**
 * Agents that earlier runners left: nobody hears them, and whoever resumes such a run may be a day away. Those too that a runner was killed over
 * before it could record them: their environment names their run. They are looked for at once, before anything is started here.
 */
export async function endAllLeftovers(log: EventLog, workspace: string): Promise<void> {
  const runs = Object.values(log.state.runs);
  const unrecorded = unrecordedOf(runs, workspace);
  await Promise.all([...runs.map(endLeftovers), ...unrecorded.map((pid) => endTree(pid))]);
}

/** Ids of runs are not unique over workspaces, so it must work in this one too. */
function unrecordedOf(runs: readonly Run[], workspace: string): readonly number[] {
  const open = runs.filter(({ finishedAt }) => finishedAt === undefined).map(({ id }) => `PHASELINE_RUN=${id}`);
  // An agent may have started us.
  const ours = [process.pid, process.ppid];
  return processesIn(workspace).filter(
    (pid) => !ours.includes(pid) && open.some((variable) => startedWith(pid, variable)),
  );
}

/** Runs and hooks that a killed runner left unfinished are told as such, once, so that no view takes them for going on. */
export function tellInterrupted(log: EventLog, report: (problem: unknown) => void): void {
  const { runs, hooks } = log.state;
  const record = (run: string, payload: Payload): void => {
    try {
      log.record(run, {}, payload);
    } catch (thrown) {
      if (!(thrown instanceof JournalBroken)) throw thrown;
      report(thrown);
    }
  };
  for (const { id, finishedAt, interrupted } of Object.values(runs))
    if (finishedAt === undefined && !interrupted) record(id, { kind: 'run.interrupted' });
  for (const { run, hook, state } of hooks) if (state === 'running') record(run, { kind: 'hook.interrupted', hook });
}
