import type { RunnerConnection } from '../../adapters/ipc/client.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { findPlannedTask, type PlannedTask } from './agent-task.ts';
import { readWords } from './arguments.ts';
import { type Command, exitCode, type Io } from './command.ts';
import { attend } from './run.ts';
import { connect, refuse } from './runner-link.ts';

export const agentCommand: Command = {
  name: 'agent',
  usage:
    'agent TYPE [PROMPT|-] [--task PHASE/TASK] [--plan PLAN] [--issue ID] [--runner ID] [--isolation worktree|none] [--detach] [--json]',
  summary:
    'launches one agent ("agent demo …": the built-in demo agent, no keys needed); with --task on a task of the plan, as planned where TYPE is the planned one',
  run: async (words, io) => {
    const wanted = await readLaunch(words, io);
    return wanted.ok ? launchAgent(io, wanted.value) : refuse(io, wanted.error);
  },
};

type Wanted = {
  readonly agent: string;
  /** Empty only where a task brings its own. */
  readonly prompt: string;
  readonly task: PlannedTask | undefined;
  readonly issue: string | undefined;
  readonly runner: string | undefined;
  readonly isolation: 'worktree' | 'none' | undefined;
  readonly detach: boolean;
  readonly json: boolean;
};

async function readLaunch(words: readonly string[], io: Io): Promise<Result<Wanted>> {
  const read = readWords(words, {
    issue: { type: 'string' },
    runner: { type: 'string' },
    task: { type: 'string' },
    plan: { type: 'string' },
    isolation: { type: 'string' },
    detach: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  if (!read.ok) return read;
  const usage = (detail: string): Result<Wanted> => fail({ kind: 'usage', detail });
  const { positionals, values } = read.value;
  const [agent, ...rest] = positionals;
  const { issue, runner, isolation } = values;
  if (agent === undefined) return usage('agent takes a type and a prompt.');
  if (isolation !== undefined && isolation !== 'worktree' && isolation !== 'none')
    return usage('--isolation takes worktree or none.');
  const task = values.task === undefined ? undefined : findPlannedTask(io.cwd, values.plan, values.task);
  if (task?.ok === false) return task;
  const prompt = (rest.length === 1 && rest[0] === '-' ? await io.readStandardInput() : rest.join(' ')).trim();
  if (prompt === '' && task === undefined) return usage('agent takes a prompt, or - to read it from standard input.');
  const { detach = false, json = false } = values;
  return ok({ agent, prompt, task: task?.value, issue, runner, isolation, detach, json });
}

async function launchAgent(io: Io, wanted: Wanted): Promise<number> {
  const { detach, json } = wanted;
  const runner = await connect(io, true);
  if (!runner.ok) return refuse(io, runner.error);
  try {
    const launched = await launch(runner.value, wanted);
    if (!launched.ok) return refuse(io, launched.error);
    const { run } = launched.value;
    if (!detach) return await attend(runner.value, io, run, 0, json);
    io.out(json ? JSON.stringify({ run }) : run);
    return exitCode.ok;
  } finally {
    runner.value.dispose();
  }
}

/**
 * A task whose planned agent is asked for, and nothing else, runs as planned: hooks, verify steps, what is done with its issue. Any other
 * agent or wish gets the task's prompt and issue as a launch by hand, whose work waits for a person: the plan's checks were not meant for it.
 */
function launch(runner: RunnerConnection, wanted: Wanted): Promise<Result<{ readonly run: string }>> {
  const { agent, prompt, task: planned } = wanted;
  const own = [wanted.issue, wanted.runner, wanted.isolation].some((value) => value !== undefined) || prompt !== '';
  if (planned !== undefined && planned.task.agent === agent && !own)
    return runner.request('run.start', { plan: planned.plan, phase: planned.phase, task: planned.task.id });
  const issue = wanted.issue ?? planned?.task.issue;
  return runner.request('agent.launch', {
    agent,
    prompt: [planned?.task.prompt ?? '', prompt].filter((text) => text !== '').join('\n\n'),
    isolation: wanted.isolation ?? 'worktree',
    ...(issue === undefined ? {} : { issue }),
    ...(planned === undefined ? {} : { plan: planned.plan }),
    ...(wanted.runner === undefined ? {} : { runner: wanted.runner }),
  });
}
