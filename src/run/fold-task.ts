import { nothingSpent, spentBy, timeAtWork } from './budget.ts';
import type { Ground, RunEvent } from './events.ts';
import { lifeAfter } from './life.ts';
import { isOver, type Run, type TaskRecord, taskKey } from './state.ts';

/** What an event changes about the task that it names; events that name none change nothing. */
export function foldTask(run: Run, event: RunEvent): Run {
  if (event.phase === undefined || event.task === undefined) return run;
  const key = taskKey(event.phase, event.task);
  const known = run.tasks[key];
  const starts = event.kind === 'task.started' && (known === undefined || lifeAfter(known.life, event) === 'starting');
  const before = starts ? startTask(event, event.phase, event.task, known) : (known ?? neverBegun(run, event));
  if (before === undefined) return run;
  // What an earlier attempt passed says nothing about the next one.
  const steps = starts
    ? run.steps.filter(({ phase, task }) => phase !== event.phase || task !== event.task)
    : run.steps;
  return { ...run, steps, tasks: { ...run.tasks, [key]: taskAfter(before, event) } };
}

/** A person can end a task before its first turn comes: what it would have been stands in the run's plan. */
function neverBegun(run: Run, event: RunEvent): TaskRecord | undefined {
  if (event.kind !== 'task.finished') return undefined;
  const phase = run.phases.find(({ id }) => id === event.phase);
  const task = phase?.tasks.find(({ id }) => id === event.task);
  return phase && task && startTask({ ...task, attempt: 0, time: event.time }, phase.id, task.id, undefined);
}

function taskAfter(task: TaskRecord, event: RunEvent): TaskRecord {
  const next = livedOn(task, event);
  const milliseconds = timeAtWork(task, Date.parse(event.time));
  return { ...next, spent: { ...next.spent, milliseconds }, countedAt: isAtWork(next) ? event.time : undefined };
}

/** Its process is there, whether it has said so yet or not, and it waits for nobody. */
const isAtWork = ({ life, pid }: TaskRecord): boolean =>
  life === 'working' || (life === 'starting' && pid !== undefined);

function livedOn(task: TaskRecord, event: RunEvent): TaskRecord {
  const next = { ...task, ...taskChange(task, event) };
  const life = lifeAfter(task.life, event);
  if (isOver(life) && life !== 'stopped' && !isOver(task.life) && next.followUps.texts.length > 0)
    return { ...next, life: 'queued', finishedAt: undefined };
  // One answer of several leaves the others waiting.
  return { ...next, life: life === 'working' && next.waiting.length > 0 ? 'waiting' : life };
}

/** A further attempt keeps the worktree and branch of the one before. */
function startTask(
  event: Pick<Extract<RunEvent, { kind: 'task.started' }>, 'title' | 'agent' | 'issue' | 'attempt' | 'time'>,
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
    prepared: before?.prepared ?? false,
    ports: before?.ports ?? [],
    commit: undefined,
    merged: false,
    merge: undefined,
    conflict: undefined,
    resolving: before?.resolving ?? false,
    discarded: false,
    followUps: before?.followUps ?? { texts: [], sent: 0 },
    agentName: undefined,
    session: before?.session,
    takeUp: before?.takeUp,
    pid: undefined,
    pidSince: undefined,
    said: '',
    usage: undefined,
    // What was counted of it; how long it lived on unheard nobody knows.
    spent: before === undefined ? nothingSpent : spentBy({ ...before, countedAt: undefined }, 0),
    countedAt: undefined,
    pausedUntil: undefined,
    files: before?.files ?? [],
    waiting: [],
    ground: {},
    startedAt: time,
    finishedAt: undefined,
  };
}

/** Everything but its life, which `lifeAfter` knows. */
function taskChange(task: TaskRecord, event: RunEvent): Partial<TaskRecord> {
  switch (event.kind) {
    case 'task.worktree':
      return { folder: event.folder, branch: event.branch, base: event.base };
    case 'task.ports':
      return { ports: event.ports };
    case 'task.prepared':
      return { prepared: true };
    case 'agent.spawned':
      return { pid: event.pid, pidSince: event.time };
    case 'agent.started':
      return {
        agentName: event.version === '' ? event.name : `${event.name} ${event.version}`,
        session: event.session,
        takeUp: event.takeUp,
        pid: event.pid,
        pidSince: event.time,
        followUps: { ...task.followUps, sent: task.followUps.texts.length },
      };
    case 'agent.progress':
      return { said: event.said, usage: event.usage, files: event.files };
    case 'agent.waiting':
      return isOver(task.life) ? {} : { waiting: [...task.waiting, event.request] };
    case 'agent.answered':
      return { waiting: task.waiting.filter(({ id }) => id !== event.request) };
    case 'agent.finished':
      return { waiting: [], pid: undefined, ground: groundOf(event), followUps: heard(task) };
    case 'task.paused':
      return { reason: event.reason, pausedUntil: event.until, waiting: [], pid: undefined };
    case 'task.committed':
      return { commit: event.commit, files: event.files, ground: { ...task.ground, files: event.files.length } };
    case 'task.retried':
      return isOver(task.life) ? { reason: '', finishedAt: undefined, pausedUntil: undefined } : {};
    case 'task.followed': {
      const followUps = { ...task.followUps, texts: [...task.followUps.texts, event.text] };
      return isOver(task.life) ? { followUps, reason: '', finishedAt: undefined } : { followUps };
    }
    case 'task.merged':
    case 'task.unmerged':
    case 'task.foreseen':
    case 'task.resolving':
    case 'task.resolved':
    case 'task.reviewed':
    case 'task.discarded':
      return foldReview(event);
    case 'task.finished':
      return isOver(task.life) ? {} : ended(task, event);
    default:
      return {};
  }
}

/** What was sent with this turn has been heard; what came meanwhile has not. */
const heard = ({ followUps: { texts, sent } }: TaskRecord): TaskRecord['followUps'] => ({
  texts: texts.slice(sent),
  sent: 0,
});

function groundOf({ stop, exit, denied, limit }: Extract<RunEvent, { kind: 'agent.finished' }>): Ground {
  return {
    stop,
    ...(exit === undefined ? {} : { exit }),
    ...(denied === undefined ? {} : { denied }),
    ...(limit === undefined ? {} : { limit }),
  };
}

function ended(task: TaskRecord, event: Extract<RunEvent, { kind: 'task.finished' }>): Partial<TaskRecord> {
  return {
    reason: event.reason,
    ground: event.ground ?? task.ground,
    finishedAt: event.time,
    waiting: [],
    pid: undefined,
    failures: task.failures + (event.state === 'failed' ? 1 : 0),
  };
}

/** What a person, or a merge, decides about work that is done. */
function foldReview(event: Extract<RunEvent, { kind: ReviewKind }>): Partial<TaskRecord> {
  switch (event.kind) {
    case 'task.merged': {
      const { commit, before, into } = event;
      const merge = before === undefined ? undefined : { commit, before, into };
      return { merged: true, merge, conflict: undefined, resolving: false };
    }
    case 'task.unmerged':
      return { merged: false, merge: undefined };
    case 'task.foreseen':
      return { conflict: event.conflicts.length === 0 ? undefined : { into: event.into, files: event.conflicts } };
    case 'task.resolving':
      return { resolving: true, conflict: { into: event.into, files: event.files } };
    case 'task.resolved':
      return { reason: '', finishedAt: undefined, commit: undefined };
    case 'task.reviewed':
      return { commit: event.commit, files: event.files };
    case 'task.discarded':
      return { discarded: true, folder: undefined, conflict: undefined, resolving: false };
  }
}

type ReviewKind =
  | 'task.merged'
  | 'task.unmerged'
  | 'task.foreseen'
  | 'task.resolving'
  | 'task.resolved'
  | 'task.reviewed'
  | 'task.discarded';
