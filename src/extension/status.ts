import type { WorkspaceState } from '../run/state.ts';
import { dollars, line } from './say/words.ts';
import { isRunning, phaseName, runsOf, waitingFor } from './work.ts';

export type Status = {
  readonly text: string;
  readonly tooltip: string;
  readonly spoken: string;
  /** A person is needed: the one case for a colour. */
  readonly calls: boolean;
};

/** The status bar: what runs, how far it is, who waits, what it cost. Undefined while nothing has run. */
export function statusOf(work: WorkspaceState): Status | undefined {
  const runs = runsOf(work);
  const run = runs.find(isRunning) ?? runs[0];
  if (run === undefined) return undefined;
  const phase =
    run.phases.find(({ id }) => run.phaseStates[id]?.state === 'running') ??
    run.phases.filter(({ id }) => run.phaseStates[id] !== undefined).at(-1) ??
    run.phases[0];
  const records = Object.values(run.tasks);
  const inPhase = phase === undefined ? records : records.filter((record) => record.phase === phase.id);
  const total = phase?.tasks.length ?? records.length;
  const done = inPhase.filter(({ life }) => life === 'done').length;
  const waiting = waitingFor(work).length;
  const costs = records.map(({ usage }) => usage?.cost).filter((cost) => cost !== undefined);
  const cost = costs.length === 0 ? undefined : dollars(costs.reduce((sum, value) => sum + value, 0));
  const title = short(phase === undefined ? run.title : phaseName(phase.id, phase.title));
  const icon =
    waiting > 0
      ? '$(bell-dot)'
      : isRunning(run)
        ? '$(loading~spin)'
        : run.outcome === 'met'
          ? '$(pass)'
          : '$(circle-slash)';
  const words = line(title, `${done}/${total}`, waiting > 0 ? `${waiting} waiting` : undefined, cost);
  const state = isRunning(run)
    ? 'running'
    : run.interrupted
      ? 'cut off'
      : run.outcome === 'met'
        ? 'closed'
        : run.reason || run.outcome || 'ended';
  return {
    text: `${icon} ${words}`,
    tooltip: line(run.title, phase?.title, state),
    spoken: `Phaseline: ${title}, ${done} of ${total} tasks done, ${waiting} waiting for you, ${state}`,
    calls: waiting > 0,
  };
}

const short = (title: string): string => (title.length > 28 ? `${title.slice(0, 27)}…` : title);
