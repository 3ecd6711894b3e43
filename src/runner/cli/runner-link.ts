import path from 'node:path';
import { connectRunner, type RunnerConnection } from '../../adapters/ipc/client.ts';
import { foldersIn } from '../../adapters/journal.ts';
import { findWorkspace, workspaceFolders } from '../../adapters/workspace.ts';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { sentence } from '../../protocol/explain.ts';
import { type RunEvent, workspaceRun } from '../../run/events.ts';
import { exitCode, type Io } from './command.ts';

/** The bundle that this process runs from: a runner is started from the same one. */
export const thisCli = (): string => path.resolve(process.argv[1] ?? '');

/** `plan`: the workspace is the one that this plan lies in, wherever the command is called from. */
export const connect = (io: Io, start: boolean, plan?: string): Promise<Result<RunnerConnection>> =>
  connectRunner({
    workspace: findWorkspace(plan === undefined ? io.cwd : path.dirname(absolute(io, plan))),
    client: 'cli',
    settings: {},
    cli: start ? thisCli() : undefined,
  });

/** Whether anything was ever run in the folder: a run that a killed runner left open is there without one, too. */
export const hasRuns = (io: Io): boolean =>
  foldersIn(workspaceFolders(findWorkspace(io.cwd)).journal).some((name) => name !== workspaceRun);

/** Says a failure and gives the exit code for it. */
export function refuse(io: Io, failure: Failure): number {
  io.err(sentence(failure));
  return failure.kind === 'usage' ? exitCode.usage : exitCode.failed;
}

/** Asks the runner something and lets go of it again. */
export async function ask<T>(
  io: Io,
  start: boolean,
  question: (runner: RunnerConnection) => Promise<Result<T>>,
  tell: (value: T) => number,
  plan?: string,
): Promise<number> {
  const runner = await connect(io, start, plan);
  if (!runner.ok) return refuse(io, runner.error);
  try {
    const answer = await question(runner.value);
    return answer.ok ? tell(answer.value) : refuse(io, answer.error);
  } finally {
    runner.value.dispose();
  }
}

/**
 * Hands over every event of a run after `seq`, those that are there and those to come, until it has finished; resolves to the last event.
 * Undefined when the runner went away first; a failure when the run stands still.
 */
export async function follow(
  runner: RunnerConnection,
  run: string,
  seq: number,
  take: (event: RunEvent) => void,
): Promise<Result<RunEvent | undefined>> {
  let last = seq;
  let resolveEnd: (end: Result<RunEvent | undefined>) => void = () => undefined;
  const end = new Promise<Result<RunEvent | undefined>>((resolve) => {
    resolveEnd = resolve;
  });
  const one = (event: RunEvent): void => {
    if (event.run !== run || event.seq <= last) return;
    last = event.seq;
    take(event);
    if (event.kind === 'run.finished') resolveEnd(ok(event));
  };
  // Events that come before the answer to `subscribe` are among those that it holds.
  const early: RunEvent[] = [];
  let subscribed = false;
  runner.onEvent((event) => (subscribed ? one(event) : early.push(event)));
  runner.onClose(() => resolveEnd(ok(undefined)));
  runner.onHalted((halted) => (halted.run === run ? resolveEnd(fail(halted.failure)) : undefined));
  const known = await runner.request('subscribe', { after: { [run]: seq }, run });
  if (!known.ok) return ok(undefined);
  for (const event of [...known.value.events, ...early]) one(event);
  subscribed = true;
  return end;
}

/** The runner lives elsewhere: paths are handed over whole. */
export const absolute = (io: Pick<Io, 'cwd'>, file: string): string => path.resolve(io.cwd, file);
