import type { Hold } from '../../run/events.ts';
import { type PhaseRecord, type PhaseState, phaseState, type Run } from '../../run/state.ts';
import { holdsOn, type PlanWork } from '../work.ts';

/** How the state of a phase is drawn and said, everywhere alike. */
export const phaseLooks = {
  idle: { icon: { name: 'circle-large-outline', tone: 'quiet' }, word: 'not started' },
  running: { icon: { name: 'play-circle', tone: 'working' }, word: 'running' },
  met: { icon: { name: 'pass-filled', tone: 'done' }, word: 'closed' },
  'not-met': { icon: { name: 'error', tone: 'failed' }, word: 'not closed' },
  stopped: { icon: { name: 'circle-slash', tone: 'quiet' }, word: 'stopped' },
} as const satisfies { readonly [state in PhaseState]: unknown };

/** Where a phase stands, from the newest run that touched it. */
export type PhaseStanding = {
  readonly state: PhaseState;
  readonly found: { readonly run: Run; readonly record: PhaseRecord } | undefined;
  /** Tasks that are done, of those named. */
  readonly done: number;
  /** What keeps more of its agents from starting. */
  readonly held: readonly Hold[];
};

export function phaseStanding(phase: string, tasks: readonly string[], work: PlanWork): PhaseStanding {
  const found = work.phase(phase);
  const state = phaseState(found);
  return {
    state,
    found,
    done: tasks.filter((task) => work.task(phase, task)?.record.life === 'done').length,
    held: state === 'running' && found !== undefined ? holdsOn(found.run, phase) : [],
  };
}

/** Words for `when` clauses. */
export function phaseContext({ state, found, held }: PhaseStanding): string {
  const position = state === 'idle' ? 'idle' : state === 'running' ? 'running' : 'ended';
  return `phase ${position}${held.length === 0 ? '' : ' held'}${found?.record.merge === undefined ? '' : ' undoable'}`;
}
