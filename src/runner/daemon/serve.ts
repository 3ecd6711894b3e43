import { watch } from 'node:fs';
import { systemClock } from '../../adapters/clock.ts';
import { freshSocket, freshToken, readEndpoint, removeEndpoint, writeEndpoint } from '../../adapters/ipc/endpoint.ts';
import { releaseLock, takeLock } from '../../adapters/ipc/lock.ts';
import { serve } from '../../adapters/ipc/server.ts';
import { ensureHome, type WorkspaceFolders, workspaceFolders } from '../../adapters/workspace.ts';
import type { Failure } from '../../base/failure.ts';
import { packageVersion } from '../version.ts';
import { JournalBroken } from './event-log.ts';
import { handlers } from './requests.ts';
import { createRunner } from './runner.ts';

export type ServeOptions = {
  readonly workspace: string;
  /** Milliseconds without clients and without work after which it ends. */
  readonly idleMilliseconds: number;
  /** Told once the workspace's runner, this one or another, can be reached. */
  ready(): void;
  log(text: string): void;
};

/** Runs the one runner of a workspace until it is told to end, or has been idle long enough. Resolves at once where another one serves it. */
export async function serveWorkspace(options: ServeOptions): Promise<void> {
  const folders = workspaceFolders(options.workspace);
  ensureHome(folders);
  const lock = takeLock(folders.lockFile);
  if (!lock.taken) {
    await endpointOf(folders, lock.holder);
    options.ready();
    return;
  }
  try {
    await serveLocked(folders, options);
  } finally {
    removeEndpoint(folders, process.pid);
    releaseLock(folders.lockFile);
  }
}

async function serveLocked(folders: WorkspaceFolders, options: ServeOptions): Promise<void> {
  const report = (problem: unknown): void =>
    options.log(problem instanceof Error ? (problem.stack ?? problem.message) : String(problem));
  const idle = new IdleWatch(options.idleMilliseconds);
  const runner = createRunner({ folders, clock: systemClock, report, shutDown: (force) => idle.end(force) });
  idle.busy = () => runner.runs.going > 0 || runner.hooks.busy;
  runner.runs.onChange(() => idle.look());
  const socket = freshSocket(folders.workspace);
  const token = freshToken();
  const failureOf = (thrown: unknown): Failure => {
    if (thrown instanceof JournalBroken) return thrown.failure;
    report(thrown);
    return {
      kind: 'runner-unreachable',
      folder: folders.workspace,
      detail: 'it met an error of its own; see runner.log',
    };
  };
  const server = await serve({
    socket,
    token,
    handlers: handlers(runner),
    onClients: (count) => idle.clients(count),
    failureOf,
    log: options.log,
  });
  writeEndpoint(folders, { pid: process.pid, socket, token, version: packageVersion });
  options.ready();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => idle.end(true));
  await idle.over;
  await runner.runs.stopAll('the runner was told to end');
  server.dispose();
  await runner.dispose();
}

/** Another process holds the lock: wait until it says where it listens. */
async function endpointOf(folders: WorkspaceFolders, holder: number): Promise<void> {
  const there = (): boolean => readEndpoint(folders)?.pid === holder;
  if (there()) return;
  await new Promise<void>((resolve) => {
    const watcher = watch(folders.home, () => (there() ? done() : undefined));
    const limit = setTimeout(() => done(), 10_000);
    const done = (): void => {
      clearTimeout(limit);
      watcher.close();
      resolve();
    };
    // It may have been written between the first look and the watch.
    if (there()) done();
  });
}

/** Whoever started this runner is on the way. */
const firstVisitMilliseconds = 20_000;

/** Ends the runner some time after the last client left, unless something still goes on. */
class IdleWatch {
  readonly #milliseconds: number;
  #clients = 0;
  #visited = false;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;
  #end: () => void = () => undefined;
  readonly over: Promise<void>;
  busy: () => boolean = () => false;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.over = new Promise((resolve) => {
      this.#end = () => {
        clearTimeout(this.#timer);
        this.#ended = true;
        resolve();
      };
    });
    this.look();
  }

  clients(count: number): void {
    this.#clients = count;
    this.#visited ||= count > 0;
    this.look();
  }

  look(): void {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    if (this.#clients > 0 || this.busy()) return;
    const patience = this.#visited ? this.#milliseconds : Math.max(this.#milliseconds, firstVisitMilliseconds);
    this.#timer = setTimeout(() => (this.busy() ? this.look() : this.#end()), patience);
  }

  end(force: boolean): void {
    if (force || !this.busy()) this.#end();
  }
}
