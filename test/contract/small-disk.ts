// A file system of its own that can be full, or not be written: what a disk does is not pretended.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A disk that lies over a folder. */
export type SmallDisk = {
  /** Until so many bytes are left. */
  fill(left?: number): Promise<void>;
  free(): Promise<void>;
  /** From now on it can only be read, or be written again. */
  lock(): void;
  unlock(): void;
  remove(): void;
};

const run = (program: string, ...words: readonly string[]): void =>
  void execFileSync(program, [...words], { stdio: 'ignore' });

/** In memory, of 256 KB. The folder is there and empty. */
export function smallDisk(folder: string): SmallDisk {
  run('mount', '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder);
  const filler = path.join(folder, '.filler');
  return {
    fill: async (left = 0) => {
      await writeFile(filler, Buffer.alloc(1024 ** 2)).catch(() => {});
      await truncate(filler, (await stat(filler)).size - left);
    },
    free: () => rm(filler),
    lock: () => run('mount', '-o', 'remount,ro', folder),
    unlock: () => run('mount', '-o', 'remount,rw', folder),
    remove: () => run('umount', folder),
  };
}

/** For a test that needs one: false, or the reason to skip. Root may not mount one everywhere either, as in most containers. */
export const noSmallDisk: string | false = canMount() ? false : 'no file system can be mounted here';

function canMount(): boolean {
  if (process.platform !== 'linux') return false;
  const folder = mkdtempSync(path.join(tmpdir(), 'phaseline-mount-'));
  try {
    smallDisk(folder).remove();
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
