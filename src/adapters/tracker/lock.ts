import { randomUUID } from 'node:crypto';
import { open, readFile, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fail, ok, type Result } from '../../base/result.ts';
import { errorCode, fileFailure } from '../files.ts';
import { isAlive } from '../processes.ts';

/** Longest that one of ours holds the lock is far below; whoever seems to hold it longer has crashed or hangs. */
const staleMilliseconds = 30_000;
const waitMilliseconds = 15_000;

/** A held lock. `isOurs` tells false when somebody took it for stale: whoever slept that long must not write any more. */
export type HeldLock = { isOurs(): Promise<boolean>; release(): Promise<void> };

/**
 * Takes a lock that holds between processes: a file that only one can create. It survives crashes: a lock whose process is gone, or
 * that is older than half a minute, is taken over. Fails with `timed-out` when somebody holds it too long.
 */
export async function acquireLock(file: string, waitAtMost = waitMilliseconds): Promise<Result<HeldLock>> {
  const own = JSON.stringify({ pid: process.pid, host: hostname(), time: Date.now(), key: randomUUID() });
  const until = Date.now() + waitAtMost;
  for (let turn = 0; ; turn++) {
    try {
      await create(file, own);
      return ok({
        isOurs: async () => (await contentOf(file)) === own,
        release: async () => {
          if ((await contentOf(file)) === own) await unlink(file).catch(() => {});
        },
      });
    } catch (error) {
      // Windows answers EPERM or EBUSY while another deletes the file.
      if (!['EEXIST', 'EPERM', 'EBUSY'].includes(errorCode(error) ?? '') || Date.now() > until) {
        return Date.now() > until
          ? fail({ kind: 'timed-out', what: `waiting for ${file}`, milliseconds: waitAtMost })
          : fail(fileFailure('create', file, error));
      }
    }
    if (await isStale(file)) await breakLock(file);
    else await pause(Math.min(2 ** turn, 32) * (0.5 + Math.random()));
  }
}

async function create(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
}

const contentOf = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);

async function isStale(file: string): Promise<boolean> {
  const [age, content] = [await ageOf(file), await contentOf(file)];
  if (age === undefined || content === undefined) return false;
  if (age > staleMilliseconds) return true;
  const owner = ownerIn(content);
  return owner !== undefined && owner.host === hostname() && !(await isAlive(owner.pid, owner.time));
}

async function ageOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => undefined,
  );
}

function ownerIn(content: string): { readonly pid: number; readonly host: string; readonly time: number } | undefined {
  try {
    const { pid, host, time } = JSON.parse(content);
    return typeof pid === 'number' && typeof host === 'string' && typeof time === 'number'
      ? { pid, host, time }
      : undefined;
  } catch {
    // Created and not yet written: its age decides.
    return undefined;
  }
}

/**
 * Removes a stale lock under a second lock, so that of two who saw it stale the slower does not remove the faster one's new lock.
 * The second lock is held for microseconds; one left by a crash goes by its age.
 */
async function breakLock(file: string): Promise<void> {
  const breaker = `${file}.break`;
  try {
    await create(breaker, '');
  } catch {
    if (((await ageOf(breaker)) ?? 0) > staleMilliseconds) await unlink(breaker).catch(() => {});
    await pause(5);
    return;
  }
  if (await isStale(file)) await unlink(file).catch(() => {});
  await unlink(breaker).catch(() => {});
}
