import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { fail, ok, type Result } from '../base/result.ts';
import { absent } from '../hooks/known.ts';
import { errorCode, fileFailure } from './files.ts';

/** Beyond this, reading a file at each change costs more than the hook is worth. */
const mostBytes = 64 * 1024 * 1024;

/** SHA-256 in hex. Text counts as UTF-8. */
export const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/**
 * The hash of a file's bytes, read as a stream; `absent` when there is no file of that name. A link stands for where it points,
 * a file above `limit` bytes for its size and time of change. Fails with `file-failed` when it is there and cannot be read.
 */
export async function hashFile(file: string, limit: number = mostBytes): Promise<Result<string>> {
  try {
    const stat = await lstat(file);
    if (stat.isSymbolicLink()) return ok(hashOf(`link:${await readlink(file)}`));
    if (!stat.isFile()) return ok(absent);
    if (stat.size > limit) return ok(hashOf(`large:${stat.size}:${stat.mtimeMs}`));
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    return ok(hash.digest('hex'));
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? ok(absent) : fail(fileFailure('read', file, error));
  }
}
