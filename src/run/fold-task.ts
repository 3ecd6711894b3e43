import type { RunEvent } from './events.ts';
import { type Run, type TaskRecord, taskKey } from './state.ts';

/** What an event changes about the task that it names; events that name none change nothing. */
export function foldTask(run: Run, event: RunEvent): Run {
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
