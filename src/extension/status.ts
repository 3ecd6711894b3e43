import { isOver, isRunning, type Run, type WorkspaceState } from '../run/state.ts';
import { dollars, line, plural } from './say/words.ts';
import { holdsOn, phaseName, runsOf, waitingFor } from './work.ts';

export type Status = {
  readonly text: string;
  readonly tooltip: string;
  readonly spoken: string;
  /** A person is needed: the one case for a colour. */
  readonly calls: boolean;
};

/** The status bar: what runs, how far it is, who waits, what holds it back, what it cost. Undefined while nothing has run. */
export function statusOf(work: WorkspaceState): Status | undefined {
  const runs = runsOf(work);
  const shown = runs.find((run) => isRunning(run) && !byHand(run)) ?? runs.find(isRunning) ?? runs[0];
  if (shown === undefined) return undefined;
  const batch = byHand(shown) ? together(runs.filter(byHand)) : [shown];
  const { title, whole, done, total } = byHand(shown) ? agentsOf(batch) : phaseOf(shown);
  const beside = byHand(shown) ? 0 : runs.filter((run) => isRunning(run) && byHand(run)).length;
  const waiting = waitingFor(work).length;
  const reasons = [...new Set(batch.flatMap((run) => holdsOn(run).map(({ reason }) => reason)))];
  const held = reasons.length === 0 ? undefined : 'held back';
  const words = line(
    title,
    `${done}/${total}`,
    beside === 0 ? undefined : plural(beside, 'agent'),
    waiting > 0 ? `${waiting} waiting` : undefined,
    held,
    costOf(batch),
  );
  const state = stateOf(batch);
  return {
    text: `${iconOf(batch, waiting, reasons.length)} ${words}`,
    tooltip: [line(whole, state), ...reasons.map((reason) => `Held back: ${reason}`)].join('\n'),
    spoken: `Phaseline: ${line(title, `${done} of ${total} done`, `${waiting} waiting for you`, held, state)}`,
    calls: waiting > 0,
  };
}

const byHand = ({ scope }: Run): boolean => scope.kind === 'agent';

/** Of runs, newest first: those that went on beside the newest, directly or by way of others. People see them as one thing. */
function together(runs: readonly Run[]): readonly Run[] {
  for (let batch = runs.slice(0, 1); ; ) {
    const [since = ''] = batch.map(({ startedAt }) => startedAt).sort();
    const more = runs.filter((run, index) => index === 0 || isRunning(run) || (run.finishedAt ?? '') >= since);
    if (more.length === batch.length) return batch;
    batch = more;
  }
}

type Progress = { readonly title: string; readonly whole: string; readonly done: number; readonly total: number };

function agentsOf(batch: readonly Run[]): Progress {
  const total = batch.flatMap(({ phases }) => phases.flatMap(({ tasks }) => tasks)).length;
  const done = batch.flatMap(({ tasks }) => Object.values(tasks)).filter(({ life }) => life === 'done').length;
  const [only] = batch;
  return {
    title: 'Agents',
    whole: batch.length === 1 ? (only?.title ?? '') : `${total} agents, ${done} done`,
    done,
    total,
  };
}

function phaseOf(run: Run): Progress {
  const phase =
    run.phases.find(({ id }) => run.phaseStates[id]?.state === 'running') ??
    run.phases.filter(({ id }) => run.phaseStates[id] !== undefined).at(-1) ??
    run.phases[0];
  const records = Object.values(run.tasks);
  const inPhase = phase === undefined ? records : records.filter((record) => record.phase === phase.id);
  return {
    title: short(phase === undefined ? run.title : phaseName(phase.id, phase.title)),
    whole: line(run.title, phase?.title),
    done: inPhase.filter(({ life }) => life === 'done').length,
    total: phase?.tasks.length ?? records.length,
  };
}

function costOf(batch: readonly Run[]): string | undefined {
  const records = batch.flatMap(({ tasks }) => Object.values(tasks));
  const costs = records.flatMap(({ usage }) => (usage?.cost === undefined ? [] : [usage.cost]));
  return costs.length === 0 ? undefined : dollars(costs.reduce((sum, value) => sum + value, 0));
}

function iconOf(batch: readonly Run[], waiting: number, holds: number): string {
  if (waiting > 0) return '$(bell-dot)';
  const atWork = batch.some(({ tasks }) => Object.values(tasks).some(({ life }) => !isOver(life) && life !== 'queued'));
  if (batch.some(isRunning)) return holds > 0 && !atWork ? '$(debug-pause)' : '$(loading~spin)';
  return batch.every(({ outcome }) => outcome === 'met') ? '$(pass)' : '$(circle-slash)';
}

function stateOf(batch: readonly Run[]): string {
  if (batch.some(isRunning)) return 'running';
  const open = batch.find(({ outcome }) => outcome !== 'met');
  if (open === undefined) return 'closed';
  return open.interrupted ? 'cut off' : open.reason || open.outcome || 'ended';
}

const short = (title: string): string => (title.length > 28 ? `${title.slice(0, 27)}…` : title);
