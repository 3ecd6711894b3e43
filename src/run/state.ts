import type { PermissionRequest, Usage } from '../agents/agent.ts';
import type { Author } from '../hooks/edit.ts';
import type { HookMoment } from '../hooks/rule.ts';
import type { PlannedPhase, RunEvent, RunOutcome, RunScope, StepPlace, StepResult, TaskEnd } from './events.ts';

/** What all clients and the runner hold: every run that the workspace remembers, and the hooks that fired. Folded from events, never set. */
export type WorkspaceState = {
  /** By id; ids sort by time of start. */
  readonly runs: Readonly<Record<string, Run>>;
  /** Newest last, bounded; running ones are never dropped. */
  readonly hooks: readonly HookEntry[];
  readonly hooksPaused: boolean;
};

export type Run = {
  readonly id: string;
  readonly plan: string;
  readonly title: string;
  readonly scope: RunScope;
  readonly base: string;
  readonly startedAt: string;
  readonly finishedAt: string | undefined;
  readonly outcome: RunOutcome | undefined;
  readonly reason: string;
  readonly phases: readonly PlannedPhase[];
  readonly phaseStates: Readonly<Record<string, PhaseRecord>>;
  /** By `phase/task`. */
  readonly tasks: Readonly<Record<string, TaskRecord>>;
  /** By `phase/criterion`; the plan's own criteria by `/criterion`. */
  readonly evidence: Readonly<Record<string, Evidence>>;
  readonly steps: readonly StepRecord[];
  readonly edits: number;
  /** Issues that this run has taken. */
  readonly claimed: readonly string[];
  /** Highest seq folded. */
  readonly seq: number;
};

export type PhaseRecord = {
  readonly state: 'running' | 'met' | 'not-met';
  readonly branch: string;
  readonly worktree: string;
  readonly startedAt: string;
  readonly finishedAt: string | undefined;
  readonly reason: string;
};

/** A task without a record waits for its first attempt; `queued` waits for another. */
export type TaskLife = 'queued' | 'starting' | 'working' | 'waiting' | 'verifying' | 'verified' | 'merging' | TaskEnd;

export type TaskRecord = {
  readonly phase: string;
  readonly task: string;
  readonly title: string;
  readonly agent: string;
  readonly issue: string | undefined;
  readonly life: TaskLife;
  /** Why it is in this state, for people. */
  readonly reason: string;
  readonly attempt: number;
  /** Attempts that failed; those cut off by a kill do not count. */
  readonly failures: number;
  readonly folder: string | undefined;
  readonly branch: string | undefined;
  readonly base: string | undefined;
  readonly commit: string | undefined;
  readonly merged: boolean;
  readonly agentName: string | undefined;
  readonly session: string | undefined;
  readonly pid: number | undefined;
  /** When its agent was seen to start, RFC 3339: with the pid it names one process, even after a reboot. */
  readonly pidSince: string | undefined;
  readonly said: string;
  readonly usage: Usage | undefined;
  readonly files: readonly string[];
  readonly waiting: readonly PermissionRequest[];
  readonly startedAt: string;
  readonly finishedAt: string | undefined;
};

export type Evidence = {
  readonly phase: string | undefined;
  readonly criterion: string;
  readonly title: string;
  readonly met: boolean;
  readonly command: string;
  readonly exit: number | undefined;
  readonly found: string;
  readonly output: string;
  readonly reason: string;
  readonly milliseconds: number;
  readonly commit: string;
  readonly time: string;
};

export type StepRecord = {
  readonly phase: string | undefined;
  readonly task: string | undefined;
  readonly step: string;
  readonly place: StepPlace;
  readonly index: number;
  readonly command: string;
  readonly startedAt: string;
  readonly result: StepResult | undefined;
};

export type HookEntry = {
  readonly hook: string;
  readonly rule: string;
  readonly title: string;
  readonly on: HookMoment;
  readonly subject: string;
  readonly author: Author | undefined;
  readonly run: string;
  readonly startedAt: string;
  readonly state: 'running' | 'ok' | 'failed' | 'unavailable' | 'cut';
  readonly result: StepResult | undefined;
};

export const emptyState: WorkspaceState = { runs: {}, hooks: [], hooksPaused: false };

export const taskKey = (phase: string, task: string): string => `${phase}/${task}`;

export const isOver = (life: TaskLife): life is TaskEnd =>
  life === 'done' || life === 'failed' || life === 'stopped' || life === 'lost';

const mostHooks = 1000;

/** The next state. Unknown kinds change nothing, so that an older window survives a newer runner. */
export function fold(state: WorkspaceState, event: RunEvent): WorkspaceState {
  switch (event.kind) {
    case 'hook.started':
    case 'hook.finished':
      return { ...state, hooks: foldHooks(state.hooks, event) };
    case 'hooks.paused':
      return { ...state, hooksPaused: event.paused };
    case 'run.started':
      return withRun(state, startRun(event));
    default: {
      const run = state.runs[event.run];
      return run === undefined ? state : withRun(state, { ...foldRun(run, event), seq: event.seq });
    }
  }
}

const withRun = (state: WorkspaceState, run: Run): WorkspaceState => ({
  ...state,
  runs: { ...state.runs, [run.id]: run },
});

function startRun(event: Extract<RunEvent, { kind: 'run.started' }>): Run {
  const { plan, title, scope, base, phases } = event;
  return {
    id: event.run,
    plan,
    title,
    scope,
    base,
    phases,
    startedAt: event.time,
    finishedAt: undefined,
    outcome: undefined,
    reason: '',
    phaseStates: {},
    tasks: {},
    evidence: {},
    steps: [],
    edits: 0,
    claimed: [],
    seq: event.seq,
  };
}

function foldRun(run: Run, event: RunEvent): Run {
  switch (event.kind) {
    case 'run.resumed':
      return reopen(run);
    case 'run.finished':
      return { ...run, finishedAt: event.time, outcome: event.outcome, reason: event.reason };
    case 'phase.started':
    case 'phase.finished':
      return foldPhase(run, event);
    case 'step.started':
    case 'step.finished':
      return { ...run, steps: foldSteps(run.steps, event) };
    case 'evidence':
      return foldEvidence(run, event);
    case 'issue.changed':
      return event.change === 'claimed' ? { ...run, claimed: [...run.claimed, event.issue] } : run;
    case 'edit':
      return { ...run, edits: run.edits + 1 };
    default:
      return foldTask(run, event);
  }
}

/** A run that had ended without meeting its gates tries again what failed; one that was cut off goes on where it was. */
function reopen(run: Run): Run {
  if (run.finishedAt === undefined) return run;
  const again = { finishedAt: undefined, outcome: undefined, reason: '' };
  return {
    ...run,
    ...again,
    phaseStates: mapValues(run.phaseStates, (phase) =>
      phase.state === 'not-met' ? { ...phase, state: 'running', finishedAt: undefined } : phase,
    ),
    tasks: mapValues(run.tasks, (task) =>
      isOver(task.life) && task.life !== 'done' ? { ...task, life: 'queued', reason: '' } : task,
    ),
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
        }
      : before && { ...before, state: event.met ? 'met' : 'not-met', reason: event.reason, finishedAt: event.time };
  return phase === undefined ? run : { ...run, phaseStates: { ...run.phaseStates, [event.phase]: phase } };
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

function foldTask(run: Run, event: RunEvent): Run {
  if (event.phase === undefined || event.task === undefined) return run;
  const key = taskKey(event.phase, event.task);
  const before =
    event.kind === 'task.started' ? startTask(event, event.phase, event.task, run.tasks[key]) : run.tasks[key];
  if (before === undefined) return run;
  // What an earlier attempt passed says nothing about the next one.
  const steps =
    event.kind === 'task.started'
      ? run.steps.filter(({ phase, task }) => phase !== event.phase || task !== event.task)
      : run.steps;
  return { ...run, steps, tasks: { ...run.tasks, [key]: { ...before, ...taskChange(before, event) } } };
}

/** A further attempt keeps the worktree and branch of the one before. */
function startTask(
  event: Extract<RunEvent, { kind: 'task.started' }>,
  phase: string,
  task: string,
  before: TaskRecord | undefined,
): TaskRecord {
  const { title, agent, issue, attempt, time } = event;
  return {
    phase,
    task,
    title,
    agent,
    issue,
    attempt,
    failures: before?.failures ?? 0,
    life: 'starting',
    reason: '',
    folder: before?.folder,
    branch: before?.branch,
    base: before?.base,
    commit: undefined,
    merged: false,
    agentName: undefined,
    session: before?.session,
    pid: undefined,
    pidSince: undefined,
    said: '',
    usage: undefined,
    files: before?.files ?? [],
    waiting: [],
    startedAt: time,
    finishedAt: undefined,
  };
}

function taskChange(task: TaskRecord, event: RunEvent): Partial<TaskRecord> {
  switch (event.kind) {
    case 'task.worktree':
      return { folder: event.folder, branch: event.branch, base: event.base };
    case 'agent.started':
      return {
        life: 'working',
        agentName: event.version === '' ? event.name : `${event.name} ${event.version}`,
        session: event.session,
        pid: event.pid,
        pidSince: event.time,
      };
    case 'agent.progress':
      return { said: event.said, usage: event.usage, files: event.files };
    case 'agent.waiting':
      return { life: 'waiting', waiting: [...task.waiting, event.request] };
    case 'agent.answered': {
      const waiting = task.waiting.filter(({ id }) => id !== event.request);
      return { waiting, life: waiting.length > 0 ? 'waiting' : task.life === 'waiting' ? 'working' : task.life };
    }
    case 'agent.finished':
      return { life: 'verifying', waiting: [], pid: undefined };
    case 'task.committed':
      return { commit: event.commit, files: event.files };
    case 'task.verified':
      return { life: 'verified' };
    case 'task.retried':
      return { life: 'queued', reason: '', finishedAt: undefined };
    case 'task.merging':
      return { life: 'merging' };
    case 'task.merged':
      return { merged: true };
    case 'task.finished':
      return {
        life: event.state,
        reason: event.reason,
        finishedAt: event.time,
        waiting: [],
        pid: undefined,
        failures: task.failures + (event.state === 'failed' ? 1 : 0),
      };
    default:
      return {};
  }
}

function foldHooks(
  hooks: readonly HookEntry[],
  event: Extract<RunEvent, { kind: 'hook.started' | 'hook.finished' }>,
): readonly HookEntry[] {
  if (event.kind === 'hook.finished') {
    return hooks.map((entry) =>
      entry.hook === event.hook ? { ...entry, state: event.state, result: event.result } : entry,
    );
  }
  const { hook, rule, title, on, subject, author, run, time } = event;
  const entry: HookEntry = {
    hook,
    rule,
    title,
    on,
    subject,
    author,
    run,
    startedAt: time,
    state: 'running',
    result: undefined,
  };
  return bounded([...hooks.filter((other) => other.hook !== hook), entry]);
}

/** Drops the oldest finished entries; a running one stays whatever its age. */
function bounded(hooks: readonly HookEntry[]): readonly HookEntry[] {
  let excess = hooks.length - mostHooks;
  if (excess <= 0) return hooks;
  return hooks.filter((entry) => entry.state === 'running' || excess-- <= 0);
}
