import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { errorCode } from '../files.ts';
import { isAlive } from '../processes.ts';

type LockResult = { readonly taken: true } | { readonly taken: false; readonly holder: number };

/**
 * Takes the lock for this process, or tells who holds it. A lock whose process is gone is taken over: it is moved aside first, and put back
 * if what was moved turns out to be somebody's fresh lock, so that two that find the same stale lock cannot both win.
 */
export async function takeLock(file: string): Promise<LockResult> {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(process.pid), { mode: 0o600 });
  try {
    for (;;) {
      if (link(draft, file)) return { taken: true };
      const holder = holderOf(file);
      if (holder !== undefined && (await holds(holder, file))) return { taken: false, holder };
      moveAside(file, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

export function releaseLock(file: string): void {
  if (holderOf(file) === process.pid) rmSync(file, { force: true });
}

function link(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (thrown) {
    return errorCode(thrown) === 'EEXIST' ? false : create(file, readFileSync(draft));
  }
}

/** Some file systems (exFAT, many shared folders) have no links: there the file is made in place. */
function create(file: string, content: Buffer): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

/** After a restart of the machine or container another process may have the number: one that started after the lock was written is not its holder. */
async function holds(pid: number, file: string): Promise<boolean> {
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return written !== undefined && isRunning(pid) && (await isAlive(pid, written));
}

function moveAside(file: string, stale: number | undefined): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    if (holderOf(aside) !== stale) link(aside, file);
  } catch (thrown) {
    if (errorCode(thrown) !== 'ENOENT') throw thrown;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Undefined where nobody holds it, or the file says nothing. */
export function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process with this id exists; one that we may not signal does. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return errorCode(thrown) === 'EPERM';
  }
}
