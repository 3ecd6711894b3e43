import { randomUUID } from 'node:crypto';
import { type FileHandle, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '../files.ts';

/**
 * Replaces a file's content so that at every moment, through a power cut too, it holds either the old or the new: written beside it,
 * forced to the disk, renamed over it. A link is followed and the file's mode kept. `write` fills the new file; `go` is asked last, when only
 * the rename is left; on false nothing was changed, and the result is false. Throws as Node does, leaving nothing behind.
 */
export async function replaceFile(
  file: string,
  write: (to: FileHandle) => Promise<void>,
  go: () => Promise<boolean> = async () => true,
): Promise<boolean> {
  const target = await realpath(file).catch(() => file);
  const mode = await stat(target)
    .then((found) => found.mode & 0o777)
    .catch(() => 0o644);
  const beside = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`,
  );
  try {
    const handle = await open(beside, 'wx', mode);
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (await go()) {
      await renameOver(beside, target);
      await syncFolder(path.dirname(target));
      return true;
    }
  } catch (error) {
    await unlink(beside).catch(() => {});
    throw error;
  }
  await unlink(beside).catch(() => {});
  return false;
}

/** Windows refuses to rename over a file that somebody reads at this moment, so it is tried again for a while. */
async function renameOver(from: string, to: string): Promise<void> {
  for (let turn = 0; ; turn++) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (turn === 8 || !['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '')) throw error;
      await pause(2 ** turn);
    }
  }
}

/** Makes the rename itself durable; where folders cannot be synced (Windows), the file system does so in its own time. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {}
}
