import type { RunEvent } from './events.ts';
import { foldHooks } from './fold-hooks.ts';
import { foldTask } from './fold-task.ts';
import { lifeAfter } from './life.ts';
import {
  type Evidence,
  isOver,
  type MergeRecord,
  type PhaseRecord,
  type Run,
  type StepRecord,
  type TaskRecord,
  taskKey,
  type WorkspaceState,
} from './state.ts';

/** The next state. Unknown kinds change nothing, so that an older window survives a newer runner. */
export function fold(state: WorkspaceState, event: RunEvent): WorkspaceState {
  switch (event.kind) {
    case 'run.started':
      return withRun(state, startRun(event));
    case 'hook.started':
    case 'hook.tried':
    case 'hook.doubted':
    case 'hook.interrupted':
    case 'hook.finished':
    case 'hooks.declared':
    case 'hooks.paused':
      return foldHooks(state, event);
    case 'edit':
      return foldInRun(foldHooks(state, event), event);
    default:
      return foldInRun(state, event);
  }
}

function foldInRun(state: WorkspaceState, event: RunEvent): WorkspaceState {
  const run = state.runs[event.run];
  return run === undefined ? state : withRun(state, { ...foldRun(run, event), seq: event.seq });
}

const withRun = (state: WorkspaceState, run: Run): WorkspaceState => ({
  ...state,
  runs: { ...state.runs, [run.id]: run },
});

function startRun(event: Extract<RunEvent, { kind: 'run.started' }>): Run {
  const { plan, title, scope, base, phases, missingIssues = [] } = event;
  return {
    id: event.run,
    plan,
    title,
    scope,
    base,
    phases,
    missingIssues,
    startedAt: event.time,
    finishedAt: undefined,
    outcome: undefined,
    interrupted: false,
    reason: '',
    phaseStates: {},
    tasks: {},
    evidence: {},
    steps: [],
    edits: 0,
    heldBy: undefined,
    holds: [],
    released: [],
    claimed: [],
    seq: event.seq,
  };
}

function foldRun(run: Run, event: RunEvent): Run {
  switch (event.kind) {
    case 'run.interrupted':
      return interrupt(run, event);
    case 'run.resumed':
      return { ...reopen(run), interrupted: false };
    case 'run.finished':
      return {
        ...run,
        interrupted: false,
        holds: [],
        finishedAt: event.time,
        outcome: event.outcome,
        reason: event.reason,
      };
    case 'run.held':
      return { ...run, holds: event.holds };
    case 'run.paused':
      return { ...run, heldBy: event.by };
    case 'run.released':
      return { ...run, heldBy: undefined, released: [...new Set([...run.released, ...event.kinds])] };
    case 'phase.started':
    case 'phase.finished':
      return foldPhase(run, event);
    case 'phase.merged':
      return foldPhaseMerge(run, event.phase, { commit: event.commit, before: event.before, into: event.into });
    case 'phase.unmerged':
      return foldPhaseMerge(run, event.phase, undefined);
    case 'task.followed':
      return foldTask(reopenPhase(run, event.phase), event);
    case 'task.retried':
    case 'task.resolved':
      // One that has ended is resumed for it, with all else that failed.
      return foldTask(run.finishedAt === undefined ? reopenPhase(run, event.phase) : run, event);
    case 'step.started':
    case 'step.finished':
      return { ...run, steps: foldSteps(run.steps, event) };
    case 'evidence':
      return foldEvidence(run, event);
    case 'issue.changed':
      return event.change === 'claimed' ? { ...run, claimed: [...run.claimed, event.issue] } : run;
    case 'edit':
      return { ...run, edits: run.edits + 1 };
    case 'git.changed':
      return { ...run, edits: run.edits + event.files.length };
    default:
      return foldTask(run, event);
  }
}

/** Agents that were at work are lost, their work is kept; what was further on stays where it is. */
function interrupt(run: Run, event: RunEvent): Run {
  const cutOff = (task: TaskRecord): TaskRecord => {
    const life = lifeAfter(task.life, event);
    return life === task.life
      ? task
      : {
          ...task,
          life,
          reason: 'its runner was killed; its work is kept',
          waiting: [],
          countedAt: undefined,
          finishedAt: event.time,
        };
  };
  return { ...run, interrupted: true, tasks: mapValues(run.tasks, cutOff) };
}

/** A run that had ended without meeting its gates tries again what failed; one that was cut off goes on where it was, with what was lost. */
function reopen(run: Run): Run {
  const requeued = (task: TaskRecord): TaskRecord => ({ ...task, life: 'queued', reason: '', finishedAt: undefined });
  if (run.finishedAt === undefined)
    return { ...run, tasks: mapValues(run.tasks, (task) => (task.life === 'lost' ? requeued(task) : task)) };
  const again = { finishedAt: undefined, outcome: undefined, reason: '' };
  return {
    ...run,
    ...again,
    phaseStates: mapValues(run.phaseStates, (phase) =>
      phase.state === 'not-met' ? { ...phase, state: 'running', finishedAt: undefined } : phase,
    ),
    tasks: mapValues(run.tasks, (task) => (isOver(task.life) && task.life !== 'done' ? requeued(task) : task)),
    evidence: Object.fromEntries(Object.entries(run.evidence).filter(([, { met }]) => met)),
    steps: run.steps.filter(({ result }) => result === undefined || result.ok),
  };
}

const mapValues = <T>(record: Readonly<Record<string, T>>, map: (value: T) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

function foldPhase(run: Run, event: Extract<RunEvent, { kind: 'phase.started' | 'phase.finished' }>): Run {
  if (event.phase === undefined) return run;
  const before = run.phaseStates[event.phase];
  const phase: PhaseRecord | undefined =
    event.kind === 'phase.started'
      ? {
          state: 'running',
          branch: event.branch,
          worktree: event.worktree,
          startedAt: before?.startedAt ?? event.time,
          finishedAt: undefined,
          reason: '',
          merge: before?.merge,
        }
      : before && { ...before, state: event.met ? 'met' : 'not-met', reason: event.reason, finishedAt: event.time };
  return phase === undefined ? run : { ...run, phaseStates: { ...run.phaseStates, [event.phase]: phase } };
}

/** A phase with more to do is not closed any more, and what was found of it says nothing about what comes. */
function reopenPhase(run: Run, phase: string | undefined): Run {
  const before = phase === undefined ? undefined : run.phaseStates[phase];
  if (phase === undefined || before === undefined || before.state === 'running') return run;
  return {
    ...run,
    finishedAt: undefined,
    outcome: undefined,
    reason: '',
    phaseStates: { ...run.phaseStates, [phase]: { ...before, state: 'running', finishedAt: undefined, reason: '' } },
    evidence: Object.fromEntries(Object.entries(run.evidence).filter(([key]) => !key.startsWith(`${phase}/`))),
    steps: run.steps.filter((step) => step.phase !== phase || step.task !== undefined || step.result?.ok !== false),
  };
}

function foldPhaseMerge(run: Run, phase: string | undefined, merge: MergeRecord | undefined): Run {
  const before = phase === undefined ? undefined : run.phaseStates[phase];
  if (phase === undefined || before === undefined) return run;
  return { ...run, phaseStates: { ...run.phaseStates, [phase]: { ...before, merge } } };
}

function foldSteps(
  steps: readonly StepRecord[],
  event: Extract<RunEvent, { kind: 'step.started' | 'step.finished' }>,
): readonly StepRecord[] {
  const { phase, task, place, index } = event;
  const same = (step: StepRecord): boolean =>
    step.phase === phase && step.task === task && step.place === place && step.index === index;
  if (event.kind === 'step.finished')
    return steps.map((step) => (same(step) ? { ...step, result: event.result } : step));
  const record: StepRecord = {
    phase,
    task,
    place,
    index,
    step: event.step,
    command: event.command,
    startedAt: event.time,
    result: undefined,
  };
  return [...steps.filter((step) => !same(step)), record];
}

function foldEvidence(run: Run, event: Extract<RunEvent, { kind: 'evidence' }>): Run {
  const { criterion, title, met, command, exit, found, output, reason, milliseconds, commit, time, phase } = event;
  const evidence: Evidence = {
    phase,
    criterion,
    title,
    met,
    command,
    exit,
    found,
    output,
    reason,
    milliseconds,
    commit,
    time,
  };
  return { ...run, evidence: { ...run.evidence, [taskKey(phase ?? '', criterion)]: evidence } };
}
