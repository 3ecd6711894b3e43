import { type ChildProcess, execFile, spawn } from 'node:child_process';
import os from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Disposable } from '../base/disposable.ts';
import type { Failure } from '../base/failure.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { BoundedOutput } from './bounded-output.ts';
import { errorCode, errorText } from './files.ts';
import { processTable, startOf, treeOf } from './process-table.ts';
import { findProgram, launchOf } from './programs.ts';

/** A program to start. Its words are handed over one by one; no shell reads them. */
export type ProgramStart = {
  /** A name looked up on PATH, or a path (relative ones from `cwd`). */
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Added to this process's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What it is for, said when it is missing: "the step Run tests". */
  readonly neededFor?: string;
};

export type ProgramRun = ProgramStart & {
  /** Without one it may take for ever. */
  readonly timeoutMilliseconds?: number;
  /** Written to its standard input; without it standard input is empty. */
  readonly input?: string;
  /** Of each stream; head and tail are kept. Default 1 MiB. */
  readonly maxOutputBytes?: number;
  /** What becomes of processes that it leaves behind in its group: ended (the default), or left (a database server, say). */
  readonly rest?: 'end' | 'leave';
  /** Told when it has started; what comes back is disposed of when its whole tree is gone. */
  readonly started?: (pid: number) => Disposable;
};

export type ProgramEnd = {
  /** Undefined when a signal ended it. */
  readonly exit: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order in which they came. */
  readonly output: string;
  /** Something was left out of the middle of the output. */
  readonly truncated: boolean;
  readonly milliseconds: number;
};

/** How a run ended, with what it had printed until then also when it was cut short. */
export type Execution = ProgramEnd & { readonly cut: 'timed-out' | 'cancelled' | undefined };

/** Time between asking a process tree to end (SIGTERM) and ending it (SIGKILL). */
const graceMilliseconds = 3000;
/** Time that output may still come after the end, when a process that left the group holds the pipe. */
const flushMilliseconds = 500;

/**
 * Runs a program to its end. Fails with `program-missing`, `words-broken` (see `launchOf`), `program-failed` (could not be started),
 * `file-failed` (no such folder), `timed-out` or `cancelled`; an exit code other than 0 is no failure. Whatever the end, its whole process tree is gone by then.
 */
export async function runProgram(run: ProgramRun, signal?: AbortSignal): Promise<Result<ProgramEnd>> {
  const done = await executeProgram(run, signal);
  if (!done.ok || done.value.cut === undefined) return done;
  const what = [run.program, ...run.args].join(' ').slice(0, 200);
  return done.value.cut === 'cancelled'
    ? fail({ kind: 'cancelled', what })
    : fail({ kind: 'timed-out', what, milliseconds: run.timeoutMilliseconds ?? 0 });
}

/** Like `runProgram`, for callers who want the output of a run that was cut short: a time-out or cancel is told by `cut`. */
export async function executeProgram(run: ProgramRun, signal?: AbortSignal): Promise<Result<Execution>> {
  if (signal?.aborted) return fail({ kind: 'cancelled', what: run.program });
  const begin = performance.now();
  const started = await start(run, run.input === undefined ? 'ignore' : 'pipe', run.started);
  if (!started.ok) return started;
  const { child, pid, atWork } = started.value;
  const limit = run.maxOutputBytes ?? 1024 * 1024;
  const streams = {
    stdout: new BoundedOutput(limit),
    stderr: new BoundedOutput(limit),
    output: new BoundedOutput(limit),
  };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      streams[name].add(chunk);
      streams.output.add(chunk);
    });
  }
  // A program that ends without reading its input breaks the pipe; its exit code says what that means.
  child.stdin?.on('error', () => {}).end(run.input);
  const end = await whenOver(child, pid, run, signal);
  atWork?.dispose();
  return ok({
    ...end,
    stdout: streams.stdout.text(),
    stderr: streams.stderr.text(),
    output: streams.output.text(),
    truncated: Object.values(streams).some(({ truncated }) => truncated),
    milliseconds: Math.round(performance.now() - begin),
  });
}

async function whenOver(
  child: ChildProcess,
  pid: number,
  run: ProgramRun,
  signal: AbortSignal | undefined,
): Promise<Pick<Execution, 'exit' | 'cut'>> {
  let cut: Execution['cut'];
  let ending: Promise<void> = Promise.resolve();
  const end = (why: 'timed-out' | 'cancelled'): void => {
    if (cut !== undefined || child.exitCode !== null || child.signalCode !== null) return;
    cut = why;
    ending = endTree(pid);
  };
  const timer = run.timeoutMilliseconds && setTimeout(() => end('timed-out'), run.timeoutMilliseconds);
  const cancel = (): void => end('cancelled');
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted) cancel();
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exit = await exited(child);
  if (timer) clearTimeout(timer);
  signal?.removeEventListener('abort', cancel);
  await ending;
  if (run.rest !== 'leave' && groupLives(pid)) await endTree(pid);
  await flushed(child, closed);
  return { exit, cut };
}

const exited = (child: ChildProcess): Promise<number | undefined> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode ?? undefined)
    : new Promise((resolve) => child.once('exit', (code) => resolve(code ?? undefined)));

/** Waits until all output was read, but not for ever: a daemon may have inherited the pipe. */
async function flushed(child: ChildProcess, closed: Promise<void>): Promise<void> {
  const timer = setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, flushMilliseconds);
  await closed;
  clearTimeout(timer);
}

/** A program that stays, spoken to through its standard streams. Disposing asks it to end and does not wait. */
export type RunningProgram = Disposable & {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves once, when it is over; `exit` is undefined when a signal ended it. */
  readonly ended: Promise<{ readonly exit: number | undefined }>;
  /** Ends it and its whole tree; resolves when all are gone. */
  end(): Promise<void>;
};

/** Starts a program that stays. Whoever starts it ends it. */
export async function spawnProgram(wanted: ProgramStart): Promise<Result<RunningProgram>> {
  const started = await start(wanted, 'pipe');
  if (!started.ok) return started;
  const { child, pid } = started.value;
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('started without pipes');
  // Writing to a program that just ended is told by `ended`, not by an error that nobody listens to.
  stdin.on('error', () => {});
  const ended = exited(child).then((exit) => ({ exit }));
  const end = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => (stdout.closed ? resolve() : child.once('close', () => resolve())));
    if (groupLives(pid) || (child.exitCode === null && child.signalCode === null)) await endTree(pid);
    await ended;
    await flushed(child, closed);
  };
  return ok({ pid, stdin, stdout, stderr, ended, end, dispose: () => void end() });
}

async function start(
  { program, args, cwd, env, neededFor }: ProgramStart,
  stdin: 'pipe' | 'ignore',
  whenStarted: ProgramRun['started'] = () => ({ dispose: () => {} }),
): Promise<Result<{ readonly child: ChildProcess; readonly pid: number; readonly atWork: Disposable }>> {
  const environment = childEnvironment(env ?? {});
  const pathName = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const file = findProgram(program, { PATH: environment[pathName] ?? '', cwd });
  if (file === undefined) return fail({ kind: 'program-missing', program, neededFor: neededFor ?? 'this' });
  const launch = launchOf(file, args);
  if (!launch.ok) return launch;
  const { verbatim } = launch.value;
  let child: ChildProcess;
  try {
    child = spawn(launch.value.file, launch.value.args, {
      cwd,
      env: { ...environment, ...launch.value.env },
      stdio: [stdin, 'pipe', 'pipe'],
      // A group of its own, so that the whole tree can be ended; on Windows that would open a console, and taskkill knows the tree.
      detached: process.platform !== 'win32',
      windowsHide: true,
      windowsVerbatimArguments: verbatim,
    });
  } catch (thrown) {
    // Node throws what it does not expect of a system: words that are too long, a folder that is a file.
    return fail(startFailure(thrown, program, cwd));
  }
  // At once: whoever is killed in the next moment has taken it down.
  const atWork = child.pid === undefined ? undefined : whenStarted(child.pid);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      atWork?.dispose();
      resolve(fail(startFailure(error, program, cwd)));
    });
    child.once('spawn', () => {
      child.on('error', () => {});
      if (child.pid !== undefined && atWork !== undefined) resolve(ok({ child, pid: child.pid, atWork }));
    });
  });
}

function startFailure(thrown: unknown, program: string, cwd: string): Failure {
  const code = errorCode(thrown) ?? '';
  // The program was found, so it is the folder that is not there.
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'file-failed', operation: 'read', file: cwd, code };
  const detail = code === 'E2BIG' ? `its words are longer than this system takes (${code})` : errorText(thrown);
  return { kind: 'program-failed', program, exit: undefined, detail };
}

/** This process's environment without what is meant for it alone, and what is added. */
function childEnvironment(added: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const environment: Record<string, string> = {};
  // Without this a child that is an Electron program (VS Code's `code`, say) would start as plain Node.
  const all = { ...process.env, ELECTRON_RUN_AS_NODE: undefined, ...added };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) environment[name] = value;
  return environment;
}

/** Whether any process of this group is there; false on Windows, which has none. */
function groupLives(pid: number): boolean {
  return process.platform !== 'win32' && signal(-pid, 0);
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/**
 * Ends a process and everything that it started: asked first (SIGTERM), ended after a grace time (SIGKILL); on Windows by
 * `taskkill /T /F` at once, which has no polite form for programs without a window. Resolves when all are gone. One that is gone already is fine.
 */
export async function endTree(pid: number, grace: number = graceMilliseconds): Promise<void> {
  if (process.platform === 'win32') return taskkill(pid);
  const first = others(treeOf(pid, await processTable()));
  for (const one of first) signal(one, 'SIGTERM');
  if (await allGone(pid, first, grace)) return;
  for (const one of await living(pid, first)) signal(one, 'SIGKILL');
  await allGone(pid, first, grace);
}

/** What lives of a tree: children whose parents ended are remembered from before, new ones are found now. */
async function living(pid: number, before: readonly number[]): Promise<readonly number[]> {
  const table = await processTable();
  const now = new Set(table.map((row) => row.pid));
  return others([...new Set([...treeOf(pid, table), ...before.filter((one) => now.has(one))])]);
}

/** What a leftover started may have started us: we are never a part of what we end. */
const others = (pids: readonly number[]): readonly number[] => pids.filter((pid) => pid !== process.pid);

/** POSIX tells only of own children when they end, so others are looked for in growing pauses. */
async function allGone(pid: number, before: readonly number[], within: number): Promise<boolean> {
  const until = performance.now() + within;
  for (let pause = 5; ; pause = Math.min(pause * 2, 100)) {
    if ((await living(pid, before)).length === 0) return true;
    if (performance.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

const taskkill = (pid: number): Promise<void> =>
  new Promise((resolve) => {
    execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => resolve());
  });

/**
 * Whether a process from an earlier time still lives. `seenAt`: a moment (milliseconds since 1970) at which it certainly lived: one that
 * started later has only been given the same number. A process that another user owns counts as another one.
 */
export async function isAlive(pid: number, seenAt?: number): Promise<boolean> {
  if (!signal(pid, 0)) return false;
  if (seenAt === undefined && process.platform === 'win32') return true;
  const start = await startOf(pid);
  if (start === undefined) return process.platform === 'win32';
  return seenAt === undefined || start <= seenAt + 5000;
}

/**
 * Ends what a process from an earlier time left: itself and its tree, also where it is gone and only those that it started live on. `seenAt`
 * as in `isAlive`. A number is not given out again while a group has it, but all of them are after a reboot.
 */
export async function endLeftover(pid: number, seenAt: number): Promise<void> {
  const booted = Date.now() - os.uptime() * 1000;
  const orphaned = !signal(pid, 0) && groupLives(pid) && seenAt >= booted;
  if (orphaned || (await isAlive(pid, seenAt))) await endTree(pid);
}
