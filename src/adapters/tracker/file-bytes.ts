import { type FileHandle, open, stat } from 'node:fs/promises';
import { errorCode } from '../files.ts';

const pieceBytes = 1024 * 1024;

const youngMilliseconds = 100;

/** A file's bytes from `start` to `end`, in pieces; ends early where the file does. The next piece overwrites the one before. */
export async function* pieces(
  handle: FileHandle,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer, void> {
  const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, Math.max(0, end - start)));
  for (let at = start; at < end; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - at), at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

export async function bytesBetween(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const found: Buffer[] = [];
  for (let at = start; at < end; ) {
    const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, end - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) break;
    found.push(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  const [first] = found;
  return found.length === 1 && first !== undefined ? first : Buffer.concat(found);
}

/** Opens a file for the time of `use`. */
export async function withFile<T>(file: string, flags: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, flags, 0o644);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** Which file this is, and in which state. Two writes within one tick of the file system's clock may leave the same one. */
export type Stamp = { readonly inode: number; readonly size: number; readonly time: number };

/** Undefined where there is no such file. */
export async function stampOf(file: string): Promise<Stamp | undefined> {
  try {
    const { ino, size, mtimeMs } = await stat(file);
    return { inode: ino, size, time: mtimeMs };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export const sameStamp = (a: Stamp | undefined, b: Stamp | undefined): boolean =>
  a?.inode === b?.inode && a?.size === b?.size && a?.time === b?.time;

/** Whether the file may be written again without a visible change of its time. */
export const isYoung = (stamp: Stamp | undefined): boolean =>
  stamp !== undefined && Date.now() - stamp.time < youngMilliseconds;
