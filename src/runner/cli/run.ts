import { createInterface } from 'node:readline/promises';
import type { RunnerConnection } from '../../adapters/ipc/client.ts';
import type { RunEvent } from '../../run/events.ts';
import type { Preflight } from '../../run/preflight.ts';
import { readWords } from './arguments.ts';
import { type Command, exitCode, type Io } from './command.ts';
import { narrate } from './narrate.ts';
import { preflightText } from './preflight-text.ts';
import { absolute, connect, follow, refuse } from './runner-link.ts';

export const runCommand: Command = {
  name: 'run',
  usage: 'run PLAN [--phase P] [--task P/T] [--yes] [--detach] [--json]',
  summary: 'runs the plan or a part of it',
  run: async (words, io) => {
    const read = readWords(words, {
      phase: { type: 'string' },
      task: { type: 'string' },
      yes: { type: 'boolean', short: 'y' },
      detach: { type: 'boolean' },
      json: { type: 'boolean' },
    });
    if (!read.ok) return refuse(io, read.error);
    const { values, positionals } = read.value;
    const [plan, ...rest] = positionals;
    if (plan === undefined || rest.length > 0) return refuse(io, { kind: 'usage', detail: 'run takes one plan.' });
    if (values.phase !== undefined && values.task !== undefined)
      return refuse(io, { kind: 'usage', detail: 'run takes --phase or --task, not both.' });
    const scope = scopeOf(values.phase, values.task);
    if (scope === undefined) return refuse(io, { kind: 'usage', detail: '--task takes PHASE/TASK.' });
    return start(io, {
      plan,
      scope,
      yes: values.yes === true,
      detach: values.detach === true,
      json: values.json === true,
    });
  },
};

export const resumeCommand: Command = {
  name: 'resume',
  usage: 'resume [RUN] [--json] [--detach]',
  summary: 'goes on with a run that was cut off, or tries again what kept it from its gates',
  run: async (words, io) => {
    const read = readWords(words, { json: { type: 'boolean' }, detach: { type: 'boolean' } });
    if (!read.ok) return refuse(io, read.error);
    if (read.value.positionals.length > 1) return refuse(io, { kind: 'usage', detail: 'resume takes one run.' });
    const runner = await connect(io, true);
    if (!runner.ok) return refuse(io, runner.error);
    try {
      return await resume(
        runner.value,
        io,
        read.value.positionals[0],
        read.value.values.json === true,
        read.value.values.detach === true,
      );
    } finally {
      runner.value.dispose();
    }
  },
};

type Scope = { readonly phase?: string; readonly task?: string };
type Start = {
  readonly plan: string;
  readonly scope: Scope;
  readonly yes: boolean;
  readonly detach: boolean;
  readonly json: boolean;
};

function scopeOf(phase: string | undefined, task: string | undefined): Scope | undefined {
  if (task === undefined) return phase === undefined ? {} : { phase };
  const [first, second, ...more] = task.split('/');
  if (first === undefined || first === '' || second === undefined || second === '' || more.length > 0) return undefined;
  return { phase: first, task: second };
}

async function start(io: Io, { plan, scope, yes, detach, json }: Start): Promise<number> {
  const runner = await connect(io, true, plan);
  if (!runner.ok) return refuse(io, runner.error);
  try {
    const looked = await runner.value.request('preflight', { plan: absolute(io, plan), ...scope });
    if (!looked.ok) return refuse(io, looked.error);
    if (!json || looked.value.problems.length > 0) io.err(preflightText(looked.value));
    if (!looked.value.go) return exitCode.failed;
    if (!yes && !(await agreed(io, looked.value))) return exitCode.usage;
    const started = await runner.value.request('run.start', { plan: absolute(io, plan), ...scope });
    if (!started.ok) return refuse(io, started.error);
    const { run } = started.value;
    if (!detach) return await attend(runner.value, io, run, 0, json);
    io.out(json ? JSON.stringify({ run }) : run);
    return exitCode.ok;
  } finally {
    runner.value.dispose();
  }
}

async function resume(
  runner: RunnerConnection,
  io: Io,
  wanted: string | undefined,
  json: boolean,
  detach: boolean,
): Promise<number> {
  const known = await runner.request('subscribe', { after: {}, ...(wanted === undefined ? {} : { run: wanted }) });
  if (!known.ok) return refuse(io, known.error);
  const newest = wanted ?? newestRun(known.value.events);
  const own = known.value.events.filter(({ run }) => run === newest);
  const last = own.at(-1);
  // A run that ended well while nobody looked has nothing left to resume: its end is told again.
  if (newest !== undefined && last?.kind === 'run.finished' && last.outcome === 'met') {
    tell(io, last, json);
    return exitCode.ok;
  }
  const resumed = await runner.request('run.resume', newest === undefined ? {} : { run: newest });
  if (!resumed.ok) return refuse(io, resumed.error);
  if (detach) {
    io.out(json ? JSON.stringify({ run: resumed.value.run }) : resumed.value.run);
    return exitCode.ok;
  }
  return attend(runner, io, resumed.value.run, last?.seq ?? 0, json);
}

const newestRun = (events: readonly RunEvent[]): string | undefined =>
  events
    .filter(({ kind }) => kind === 'run.started')
    .map(({ run }) => run)
    .sort()
    .at(-1);

/** Prints a run's events until its end; Ctrl-C stops the run cleanly. */
export async function attend(
  runner: RunnerConnection,
  io: Io,
  run: string,
  seq: number,
  json: boolean,
): Promise<number> {
  const stop = (): void => {
    io.err('Stopping; press Ctrl-C again to leave at once.');
    void runner.request('run.stop', { run });
  };
  const interrupt = io.onInterrupt(stop);
  const end = await follow(runner, run, seq, (event) => tell(io, event, json));
  interrupt.dispose();
  if (!end.ok) {
    io.err(`${run} stands still; "phaseline resume ${run}" goes on once this is mended:`);
    return refuse(io, end.error);
  }
  if (end.value?.kind !== 'run.finished') {
    return refuse(io, {
      kind: 'runner-unreachable',
      folder: io.cwd,
      detail: `it went away during ${run}; "phaseline resume ${run}" goes on`,
    });
  }
  return { met: exitCode.ok, 'not-met': exitCode.failed, stopped: exitCode.stopped }[end.value.outcome];
}

function tell(io: Io, event: RunEvent, json: boolean): void {
  const line = json ? JSON.stringify(event) : narrate(event);
  if (line !== undefined) io.out(line);
}

async function agreed(io: Io, looked: Preflight): Promise<boolean> {
  const tasks = looked.phases.flatMap(({ waves }) => waves.flat()).length;
  if (!process.stdin.isTTY) {
    io.err('Nobody is there to confirm: add --yes to start.');
    return false;
  }
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D close it, and the question is then never answered.
  const closed = new Promise<string>((resolve) => asking.once('close', () => resolve('')));
  const asked = asking.question(`Start ${tasks} ${tasks === 1 ? 'task' : 'tasks'}? [y/N] `).catch(() => '');
  const answer = await Promise.race([asked, closed]);
  asking.close();
  return /^y(es)?$/i.test(answer.trim());
}
