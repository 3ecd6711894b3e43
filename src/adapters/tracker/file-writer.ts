import { appendFile, type FileHandle, stat } from 'node:fs/promises';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Issue } from '../../issues/issue.ts';
import { writeIssue } from '../../issues/write.ts';
import { bytesBetween, isYoung, pieces, stampOf, withFile } from './file-bytes.ts';
import type { FileReader, ReadFile } from './file-reader.ts';
import { Digest, type Place, readLine, recordIn } from './issue-lines.ts';
import type { HeldLock } from './lock.ts';
import { replaceFile } from './replace.ts';

/** A file as it was read, and the lock under which it may be written. */
export type Writing = {
  readonly path: string;
  readonly file: ReadFile;
  readonly reader: FileReader;
  readonly lock: HeldLock;
};

/** True once it is in the file; false when somebody wrote meanwhile, and all has to be thought again. Throws as Node does. */
type Written = Promise<Result<boolean, Failure>>;

/**
 * Adds a line at the end, which costs the same however long the file is. What could be written of it before an error is taken back; after a kill
 * it is a torn last line, which is named and in nobody's way.
 */
export async function appendIssue({ path, file, reader }: Writing, issue: Issue): Written {
  const line = Buffer.from(`${file.lines.isTorn ? '\n' : ''}${JSON.stringify(writeIssue(issue))}\n`);
  return withFile(path, 'a+', async (handle) => {
    const before = await handle.stat();
    if (before.size !== file.lines.size) return ok(false);
    try {
      await handle.appendFile(line);
      await handle.datasync();
    } catch (error) {
      await takeBack(handle, before.size, line);
      throw error;
    }
    // Whoever replaced the file meanwhile did not have our line.
    if ((await stat(path)).ino !== before.ino) return ok(false);
    const now = await reader.read();
    return ok(now.snapshot.issues.has(issue.id));
  });
}

/** Cuts off what was written of a line, if nothing else is there. */
async function takeBack(handle: FileHandle, size: number, line: Buffer): Promise<void> {
  try {
    const written = await bytesBetween(handle, size, Number.POSITIVE_INFINITY);
    if (written.equals(line.subarray(0, written.length))) await handle.truncate(size);
  } catch {
    // The error that led here is the one to tell.
  }
}

/** Writes the file anew with one line replaced; every other byte as it is. */
export async function rewriteIssue(writing: Writing, issue: Issue): Written {
  const { path, file, reader, lock } = writing;
  const place = file.lines.placeOf(issue.id);
  if (place === undefined) return ok(false);
  return withFile(path, 'r', async (source) => {
    const old = await bytesBetween(source, place.start, place.end);
    const text = old.toString('utf8');
    if (!Buffer.from(text).equals(old)) {
      const detail = 'it holds bytes that are not UTF-8';
      return fail({ kind: 'tracker-broken', file: path, line: place.line, detail });
    }
    const previous = recordIn(text);
    if (previous?.['id'] !== issue.id) return ok(false);
    const line = Buffer.from(JSON.stringify(writeIssue(issue, previous)));
    const digests = { before: new Digest(), after: new Digest() };
    const write = (to: FileHandle): Promise<void> => copyWith(source, to, place, line, digests);
    const unchanged = async (): Promise<boolean> =>
      digests.before.hex === file.snapshot.token && (await isStill(writing, source)) && (await lock.isOurs());
    if (!(await replaceFile(path, write, unchanged))) return ok(false);
    await carryOver(source, file, path);
    const read = readLine(line.toString('utf8'));
    if (typeof read === 'object') await reader.wrote(file, read, line, digests.after);
    return ok(true);
  });
}

/** Somebody may have appended to the old file between our last look at it and the new one taking its place: that goes to the new one's end. */
async function carryOver(source: FileHandle, { lines }: ReadFile, path: string): Promise<void> {
  const late = await bytesBetween(source, lines.size, Number.POSITIVE_INFINITY);
  if (late.length > 0) await appendFile(path, late);
}

async function copyWith(
  source: FileHandle,
  to: FileHandle,
  { start, end }: Place,
  line: Buffer,
  digests: { readonly before: Digest; readonly after: Digest },
): Promise<void> {
  const put = async (bytes: Buffer): Promise<void> => {
    digests.after.add(bytes);
    await to.writeFile(bytes);
  };
  const copy = async (from: number, until?: number): Promise<void> => {
    for await (const piece of pieces(source, from, until)) {
      digests.before.add(piece);
      await put(piece);
    }
  };
  await copy(0, start);
  digests.before.add(await bytesBetween(source, start, end));
  await put(line);
  await copy(end);
}

/** Whether a path still leads to the file that was opened, with the same content as far as that can be told without a lock that all know. */
async function isStill({ path, file }: Writing, source: FileHandle): Promise<boolean> {
  const [there, opened] = [await stampOf(path), await source.stat()];
  const same = there?.inode === opened.ino && there.size === opened.size && there.time === opened.mtimeMs;
  if (!same || !isYoung(there)) return same;
  const again = new Digest();
  for await (const piece of pieces(source)) again.add(piece);
  return again.hex === file.snapshot.token;
}
