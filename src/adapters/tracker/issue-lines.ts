import { createHash } from 'node:crypto';
import type { Json } from '../../base/json.ts';
import type { Issue } from '../../issues/issue.ts';
import { readIssue } from '../../issues/read.ts';
import { type IssueRecord, isRecord } from '../../issues/record.ts';
import type { IssueSnapshot } from '../../issues/store.ts';

/** Where a line is in its file, its line end not included; `line` counts from one. */
export type Place = { readonly start: number; readonly end: number; readonly line: number };

const newline = 0x0a;
const carriageReturn = 0x0d;

/** As many bytes of the end as tell, with the size, whether a file that grew still begins with what was read. */
const sampleBytes = 4096;

/** The SHA-256 of bytes so far, to go on with, and the last of them. */
export class Digest {
  hash = createHash('sha256');
  sample = Buffer.alloc(0);

  add(bytes: Buffer): void {
    this.hash.update(bytes);
    this.sample = Buffer.concat([this.sample, bytes.subarray(-sampleBytes)]).subarray(-sampleBytes);
  }

  get hex(): string {
    return this.hash.copy().digest('hex');
  }
}

/**
 * What an `issues.jsonl` says, read piece by piece, so that what is appended is all that needs reading then. Never fails as a whole: what is no
 * issue is named and left where it is. Of two lines with one id the later counts, since that is the one that a merge or an append added.
 */
export class IssueLines {
  readonly #file: string;
  readonly #issues = new Map<string, Issue>();
  readonly #places = new Map<string, Place>();
  #broken: { file: string; line: number; detail: string }[] = [];
  #digest = new Digest();
  #size = 0;
  #lines = 0;
  /** What comes after the last line end, in pieces. */
  #rest: Buffer[] = [];
  #restSize = 0;
  /** Set while the rest was read as a line, as the end of the file: takes that back, or says that it cannot. */
  #reopen: (() => boolean) | undefined;
  #touched = new Set<string>();

  constructor(file: string) {
    this.#file = file;
  }

  get size(): number {
    return this.#size;
  }

  /** The last bytes that were read. */
  get sample(): Buffer {
    return this.#digest.sample;
  }

  /** Whether the file ends within a line. */
  get isTorn(): boolean {
    return this.#restSize > 0;
  }

  placeOf(id: string): Place | undefined {
    return this.#places.get(id);
  }

  /** Takes the next bytes; false when these can only be understood together with those before. */
  take(bytes: Buffer): boolean {
    if (this.#reopen?.() === false) return false;
    this.#reopen = undefined;
    this.#digest.add(bytes);
    this.#size += bytes.length;
    const last = bytes.lastIndexOf(newline);
    if (last !== -1) this.#takeLines(bytes, last);
    if (last + 1 < bytes.length) this.#keepRest(bytes.subarray(last + 1));
    return true;
  }

  /** The lines that end in these bytes, of which the first may have begun before them. */
  #takeLines(bytes: Buffer, last: number): void {
    const offset = this.#size - bytes.length;
    let start = 0;
    if (this.#restSize > 0) {
      start = bytes.indexOf(newline) + 1;
      const first = Buffer.concat([...this.#rest, bytes.subarray(0, start)]);
      this.#line(first, 0, first.length - 1, offset + start - first.length);
    }
    this.#rest = [];
    this.#restSize = 0;
    while (start <= last) {
      const end = bytes.indexOf(newline, start);
      this.#line(bytes, start, end, offset);
      start = end + 1;
    }
  }

  /** Copied, since whoever reads the file goes on with the same buffer. */
  #keepRest(bytes: Buffer): void {
    this.#rest.push(Buffer.from(bytes));
    this.#restSize += bytes.length;
  }

  /** What the file says, if it ends here; and which issues were read since the last end. */
  end(): { readonly snapshot: IssueSnapshot; readonly read: readonly string[] } {
    if (this.#restSize > 0 && this.#reopen === undefined) this.#takeRest();
    const read = [...this.#touched];
    this.#touched = new Set();
    return { snapshot: { token: this.#digest.hex, issues: this.#issues, broken: [...this.#broken] }, read };
  }

  /** Takes in that the line of an issue was replaced in the file, which has the given hash and end now. */
  replaced(issue: Issue, line: Buffer, digest: Digest): void {
    const place = this.#places.get(issue.id);
    if (place === undefined) return;
    const by = line.length - (place.end - place.start);
    if (place.start === this.#size - this.#restSize) {
      this.#rest = [line];
      this.#restSize += by;
    }
    if (by !== 0) {
      for (const [id, { start, end, line }] of this.#places) {
        if (start > place.start) this.#places.set(id, { start: start + by, end: end + by, line });
      }
    }
    this.#places.set(issue.id, { ...place, end: place.end + by });
    this.#issues.set(issue.id, issue);
    this.#touched.add(issue.id);
    this.#size += by;
    this.#digest = digest;
  }

  /** The end of the file as a line of its own; more of it may still come. */
  #takeRest(): void {
    const [broken, lines] = [this.#broken.length, this.#lines];
    const block = Buffer.concat(this.#rest, this.#restSize);
    const id = this.#line(block, 0, block.length, this.#size - block.length);
    const replacedOther = this.#broken.length > broken && id !== undefined;
    this.#reopen = () => {
      if (replacedOther) return false;
      this.#broken.length = broken;
      this.#lines = lines;
      if (id !== undefined) {
        this.#issues.delete(id);
        this.#places.delete(id);
        this.#touched.add(id);
      }
      return true;
    };
  }

  #line(block: Buffer, start: number, next: number, offset: number): string | undefined {
    const end = next > start && block[next - 1] === carriageReturn ? next - 1 : next;
    const line = ++this.#lines;
    const read = readLine(block.toString('utf8', start, end));
    if (read === undefined) return undefined;
    if (typeof read === 'string') {
      this.#broken.push({ file: this.#file, line, detail: read });
      return undefined;
    }
    const earlier = this.#places.get(read.id);
    if (earlier !== undefined) {
      const detail = `${read.id} is there again in line ${line}, which counts`;
      this.#broken.push({ file: this.#file, line: earlier.line, detail });
    }
    this.#issues.set(read.id, read);
    this.#places.set(read.id, { start: offset + start, end: offset + end, line });
    this.#touched.add(read.id);
    return read.id;
  }
}

/** An issue, a few words about what is wrong, or undefined for what is rightly no issue: blank lines and `bd`'s memories. */
export function readLine(text: string): Issue | string | undefined {
  if (text.trim() === '') return undefined;
  const json = parseLine(text);
  if (json === undefined) return 'not JSON';
  if (isRecord(json) && typeof json['_type'] === 'string' && json['_type'] !== 'issue') return undefined;
  const issue = readIssue(json);
  return issue.ok ? issue.value : issue.error;
}

function parseLine(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The record on a line, to be written again with another value in it. */
export function recordIn(text: string): IssueRecord | undefined {
  const json = parseLine(text);
  return isRecord(json) ? json : undefined;
}
