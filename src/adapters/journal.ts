import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../base/disposable.ts';
import type { Failure } from '../base/failure.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { fileFailure } from './files.ts';

const newline = 0x0a;

/**
 * An append-only file of JSON lines. A line is in the file when `append` returns, and on the disk where `durable` is asked:
 * that is what lets a decision be acted on. A line torn by a kill is cut off when the file is opened again.
 */
export class JsonLines implements Disposable {
  readonly #file: string;
  #descriptor: number | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  append(value: object, durable: boolean): Result<void> {
    return this.appendAll([value], durable);
  }

  /** All of them or none; forced to the disk once. */
  appendAll(values: readonly object[], durable: boolean): Result<void> {
    let size: number | undefined;
    try {
      const descriptor = this.#open();
      size = fstatSync(descriptor).size;
      writeAll(descriptor, Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join('')));
      if (durable) fdatasyncSync(descriptor);
      return ok(undefined);
    } catch (thrown) {
      this.#takeBack(size);
      return fail(fileFailure('write', this.#file, thrown));
    }
  }

  dispose(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** What was not written whole must not be there: a later line would be glued to it. Where even that fails, the next opening cuts it off. */
  #takeBack(size: number | undefined): void {
    try {
      if (this.#descriptor !== undefined && size !== undefined) ftruncateSync(this.#descriptor, size);
      this.dispose();
    } catch {
      this.#descriptor = undefined;
    }
  }

  #open(): number {
    if (this.#descriptor !== undefined) return this.#descriptor;
    mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    cutTornLine(this.#file);
    this.#descriptor = openSync(this.#file, 'a', 0o600);
    return this.#descriptor;
  }
}

/** A full disk may take a part of it only. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** Looks at the last byte first: a whole journal is never read for this. */
function cutTornLine(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false });
  if (size === undefined || !size.isFile() || size.size === 0) return;
  const descriptor = openSync(file, 'r+');
  try {
    const last = Buffer.alloc(1);
    readSync(descriptor, last, 0, 1, size.size - 1);
    if (last[0] !== newline) ftruncateSync(descriptor, readFileSync(file).lastIndexOf(newline) + 1);
  } finally {
    closeSync(descriptor);
  }
}

/** Every whole line of a JSON-lines file, as it was written; lines that are no JSON are counted, not thrown over. */
export function readJsonLines(
  file: string,
): Result<{ readonly values: readonly unknown[]; readonly broken: number }, Failure> {
  if (!existsSync(file)) return ok({ values: [], broken: 0 });
  try {
    const values: unknown[] = [];
    let broken = 0;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue;
      try {
        values.push(JSON.parse(line));
      } catch {
        broken += 1;
      }
    }
    return ok({ values, broken });
  } catch (thrown) {
    return fail(fileFailure('read', file, thrown));
  }
}

/** A part of a JSON-lines file: whole lines, and the offsets in bytes between which they lie. */
export type LinesPart = { readonly values: readonly unknown[]; readonly from: number; readonly to: number };

/**
 * The last whole lines that end at or before `before` (absent: the end) and are together about `bytes` long, at least one; nothing of the file
 * before them is read. Lines that are no JSON are left out.
 */
export function readJsonLinesBefore(file: string, before: number | undefined, bytes: number): Result<LinesPart> {
  if (!existsSync(file)) return ok({ values: [], from: 0, to: 0 });
  try {
    const descriptor = openSync(file, 'r');
    try {
      const to = Math.min(before ?? Number.POSITIVE_INFINITY, fstatSync(descriptor).size);
      for (let length = bytes; ; length *= 2) {
        const start = Math.max(0, to - length);
        const read = Buffer.alloc(to - start);
        readAll(descriptor, read, start);
        // A line that begins before the part is whole only where the part begins the file.
        const skip = start === 0 ? 0 : read.indexOf(newline) + 1;
        const values = parsed(read.toString('utf8', skip));
        if (start === 0 || (skip > 0 && skip < read.length)) return ok({ values, from: start + skip, to });
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (thrown) {
    return fail(fileFailure('read', file, thrown));
  }
}

function readAll(descriptor: number, into: Buffer, from: number): void {
  for (let at = 0; at < into.length; ) {
    const read = readSync(descriptor, into, at, into.length - at, from + at);
    if (read === 0) return;
    at += read;
  }
}

function parsed(text: string): readonly unknown[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** Names of the folders in a folder, sorted; none where there is no such folder. */
export function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
