import { randomUUID } from 'node:crypto';
import { link, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fail, ok, type Result } from '../../base/result.ts';
import { errorCode, fileFailure } from '../files.ts';
import { isAlive } from '../processes.ts';

/** Longest that one of ours holds the lock is far below; whoever seems to hold it longer has crashed or hangs. */
const staleMilliseconds = 30_000;
const waitMilliseconds = 15_000;
/** A write takes a few; asking for a process that is not there costs a process itself on some systems. */
const suspiciousMilliseconds = 200;

/** Whoever has waited this long says so, and is then left this long to take the lock. */
const patientMilliseconds = 100;
const giveWayMilliseconds = 30;

/** A held lock. `isOurs` tells false when somebody took it for stale: whoever slept that long must not write any more. */
export type HeldLock = { isOurs(): Promise<boolean>; release(): Promise<void> };

/**
 * Takes a lock that holds between processes: a file that only one can create. It survives crashes: a lock whose process is gone, or
 * that is older than half a minute, is taken over. Fails with `timed-out` when somebody holds it too long.
 */
export async function acquireLock(file: string, waitAtMost = waitMilliseconds): Promise<Result<HeldLock>> {
  const own = JSON.stringify({ pid: process.pid, host: hostname(), time: Date.now(), key: randomUUID() });
  const since = Date.now();
  const until = since + waitAtMost;
  let seen: { readonly content: string | undefined; readonly since: number } | undefined;
  for (let turn = 0; ; turn++) {
    try {
      await create(file, own);
      return ok({
        isOurs: async () => (await contentOf(file)) === own,
        release: async () => {
          if ((await contentOf(file)) === own) await unlink(file).catch(() => {});
          await giveWay(file);
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
    if (Date.now() - since > patientMilliseconds) await writeFile(waiting(file), '').catch(() => {});
    const content = await contentOf(file);
    if (seen?.content !== content) seen = { content, since: Date.now() };
    const suspicious = content !== undefined && Date.now() - (seen?.since ?? 0) > suspiciousMilliseconds;
    if (suspicious && (await isStale(file, content))) await breakLock(file, content);
    else await pause(Math.min(2 ** turn, 16) * (0.5 + Math.random()));
  }
}

/** Says that somebody has waited for long: whoever takes the lock again and again lets others go first then. */
const waiting = (file: string): string => `${file}.wait`;

async function giveWay(file: string): Promise<void> {
  const isAsked = await unlink(waiting(file)).then(
    () => true,
    () => false,
  );
  if (isAsked) await pause(giveWayMilliseconds);
}

/** The file is there with its whole content or not at all: a process that died in between would be nobody, and waited for until its lock is old. */
async function create(file: string, content: string): Promise<void> {
  const beside = `${file}.${randomUUID()}`;
  try {
    await writeFile(beside, content, { flag: 'wx' });
    await linkOrWrite(beside, file, content);
  } finally {
    // There too when a full disk took half of it.
    await unlink(beside).catch(() => {});
  }
}

async function linkOrWrite(beside: string, file: string, content: string): Promise<void> {
  try {
    await link(beside, file);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw error;
    // Some file systems have no links.
    try {
      await writeFile(file, content, { flag: 'wx' });
    } catch (thrown) {
      if (errorCode(thrown) !== 'EEXIST') await unlink(file).catch(() => {});
      throw thrown;
    }
  }
}

const contentOf = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);

/** Whether nobody holds the lock with this content any more. */
async function isStale(file: string, content: string): Promise<boolean> {
  const age = await ageOf(file);
  if (age === undefined) return false;
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
    // Not one of ours: its age decides.
    return undefined;
  }
}

/**
 * Takes a stale lock away. Of two who saw it stale, the slower would take the faster one's new lock: so it is moved aside first, looked
 * at, and put back when it is another one. Should that fail, its owner finds out before it writes (`isOurs`).
 */
async function breakLock(file: string, stale: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await contentOf(aside)) !== stale) await link(aside, file).catch(() => {});
  await unlink(aside).catch(() => {});
}
