import { createHash } from 'node:crypto';
import type { Json } from '../../base/json.ts';
import type { Issue } from '../../issues/issue.ts';
import { readIssue } from '../../issues/read.ts';
import { type IssueRecord, isRecord } from '../../issues/record.ts';
import type { IssueSnapshot } from '../../issues/store.ts';
import { writeIssue } from '../../issues/write.ts';

/** An `issues.jsonl` as it is, byte for byte, and what could be read of it. */
export type IssueFile = {
  readonly bytes: Buffer;
  readonly snapshot: IssueSnapshot;
  /** Where each issue's line is in `bytes`, its line end not included. */
  readonly places: ReadonlyMap<string, Place>;
};

type Place = { readonly start: number; readonly end: number; readonly line: number };

const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Reads JSON lines without ever failing as a whole: what is no issue is named in `broken` and stays where it is. Of two lines with one
 * id the later counts, since that is the one that a merge or an append added.
 */
export function readIssueFile(bytes: Buffer, file: string): IssueFile {
  const issues = new Map<string, Issue>();
  const places = new Map<string, Place>();
  const broken: { file: string; line: number; detail: string }[] = [];
  let line = 0;
  for (let start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(newline, start);
    const next = found === -1 ? bytes.length : found;
    const end = next > start && bytes[next - 1] === carriageReturn ? next - 1 : next;
    const read = readLine(bytes.toString('utf8', start, end));
    if (typeof read === 'string') broken.push({ file, line: line + 1, detail: read });
    else if (read !== undefined) {
      const earlier = places.get(read.id);
      if (earlier !== undefined) {
        broken.push({
          file,
          line: earlier.line,
          detail: `${read.id} is there again in line ${line + 1}, which counts`,
        });
      }
      issues.set(read.id, read);
      places.set(read.id, { start, end, line: line + 1 });
    }
    start = next + 1;
  }
  const token = createHash('sha256').update(bytes).digest('hex');
  return { bytes, places, snapshot: { token, issues, broken } };
}

/** An issue, a few words about what is wrong, or undefined for what is rightly no issue: blank lines and `bd`'s memories. */
function readLine(text: string): Issue | string | undefined {
  if (text.trim() === '') return undefined;
  const json = parse(text);
  if (json === undefined) return 'not JSON';
  if (isRecord(json) && typeof json['_type'] === 'string' && json['_type'] !== 'issue') return undefined;
  const issue = readIssue(json);
  return issue.ok ? issue.value : issue.error;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The file's bytes with this issue in them: its own line rewritten in place, or one added; every other byte as it was. */
export function withIssue(file: IssueFile, issue: Issue): Buffer {
  const place = file.places.get(issue.id);
  const previous = place && recordAt(file, place);
  const line = Buffer.from(JSON.stringify(writeIssue(issue, previous)));
  if (place !== undefined) {
    return Buffer.concat([file.bytes.subarray(0, place.start), line, file.bytes.subarray(place.end)]);
  }
  const torn = file.bytes.length > 0 && file.bytes[file.bytes.length - 1] !== newline;
  return Buffer.concat([file.bytes, Buffer.from(torn ? '\n' : ''), line, Buffer.from('\n')]);
}

/** Whether rewriting the issue's line would lose bytes that are not UTF-8. */
export function isWritable(file: IssueFile, id: string): boolean {
  const place = file.places.get(id);
  if (place === undefined) return true;
  const bytes = file.bytes.subarray(place.start, place.end);
  return Buffer.from(bytes.toString('utf8')).equals(bytes);
}

function recordAt({ bytes }: IssueFile, { start, end }: Place): IssueRecord | undefined {
  const json = parse(bytes.toString('utf8', start, end));
  return isRecord(json) ? json : undefined;
}
