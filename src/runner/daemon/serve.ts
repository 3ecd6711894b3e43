import { watch } from 'node:fs';
import { systemClock } from '../../adapters/clock.ts';
import { freshSocket, freshToken, readEndpoint, removeEndpoint, writeEndpoint } from '../../adapters/ipc/endpoint.ts';
import { holderOf, releaseLock, takeLock } from '../../adapters/ipc/lock.ts';
import { serve } from '../../adapters/ipc/server.ts';
import { ensureHome, type WorkspaceFolders, workspaceFolders } from '../../adapters/workspace.ts';
import type { Failure } from '../../base/failure.ts';
import { packageVersion } from '../version.ts';
import { JournalBroken } from './event-log.ts';
import { IdleWatch } from './idle-watch.ts';
import { attendProcess } from './last-resort.ts';
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
  const until = performance.now() + mostPatience;
  for (let lock = await takeLock(folders.lockFile); !lock.taken; lock = await takeLock(folders.lockFile)) {
    if (await reachable(folders, lock.holder)) return options.ready();
    if (performance.now() > until)
      return options.log(`process ${lock.holder} holds ${folders.lockFile} and does not answer`);
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
  runner.hooks.onChange(() => idle.look());
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
  const attending = attendProcess({ end: () => idle.end(true), report });
  options.ready();
  await idle.over;
  // Whoever comes from now on waits for the next runner.
  removeEndpoint(folders, process.pid);
  await runner.runs.leaveAll();
  server.dispose();
  await runner.dispose();
  attending.dispose();
}

/** How long, in milliseconds, a runner that is just starting or ending is waited for; ending includes that of its agents. */
const mostPatience = 30_000;

/** Waits for what the holder of the lock does next: true once it can be reached, false once it has let go, or took too long. */
async function reachable(folders: WorkspaceFolders, holder: number): Promise<boolean> {
  const there = (): boolean => readEndpoint(folders)?.pid === holder;
  const decided = (): boolean => there() || holderOf(folders.lockFile) !== holder;
  if (!decided()) {
    await new Promise<void>((resolve) => {
      const watcher = watch(folders.home, () => (decided() ? done() : undefined));
      const limit = setTimeout(() => done(), mostPatience);
      const done = (): void => {
        clearTimeout(limit);
        watcher.close();
        resolve();
      };
      // It may have happened between the first look and the watch.
      if (decided()) done();
    });
  }
  return there();
}
