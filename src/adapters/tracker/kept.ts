import { type FileHandle, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Issue } from '../../issues/issue.ts';
import { isRecord } from '../../issues/record.ts';
import type { IssueSnapshot } from '../../issues/store.ts';
import { writeIssue } from '../../issues/write.ts';
import { pieces, withFile } from './file-bytes.ts';
import { readLine, recordIn } from './issue-lines.ts';
import { replaceFile } from './replace.ts';

/** Another form of the file gets another number, and files of other numbers are not read. */
const version = 1;

const linesAtOnce = 1000;

/**
 * A snapshot on disk, for the next start: JSON lines, the first of which says what it is, of which tracker, under which change token and how many
 * issues follow. Whatever is wrong with the file, it then counts as not there; it is replaced at the next change.
 */
export class KeptSnapshot {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** What was kept of the tracker in this `.beads` folder. */
  async read(folder: string): Promise<IssueSnapshot | undefined> {
    try {
      return await withFile(this.#file, 'r', async (handle) => {
        let header: Header | undefined;
        const issues = new Map<string, Issue>();
        for await (const lines of linesOf(handle)) {
          for (const line of lines) {
            if (header === undefined) {
              header = headerIn(line);
              if (header?.folder !== folder) return undefined;
              continue;
            }
            const issue = readLine(line);
            if (typeof issue !== 'object') return undefined;
            issues.set(issue.id, issue);
          }
        }
        return header?.issues === issues.size ? { token: header.token, issues, broken: [] } : undefined;
      });
    } catch {
      return undefined;
    }
  }

  /** Keeps a snapshot; that it cannot be kept costs the next start a call, no more. */
  async write(folder: string, { token, issues }: IssueSnapshot): Promise<void> {
    try {
      await mkdir(path.dirname(this.#file), { recursive: true });
      await replaceFile(this.#file, async (to) => {
        await to.writeFile(`${JSON.stringify({ _type: 'kept', version, folder, token, issues: issues.size })}\n`);
        let lines: string[] = [];
        for (const issue of issues.values()) {
          lines.push(JSON.stringify(writeIssue(issue)));
          if (lines.length < linesAtOnce) continue;
          await to.writeFile(`${lines.join('\n')}\n`);
          lines = [];
        }
        await to.writeFile(lines.map((line) => `${line}\n`).join(''));
      });
    } catch {}
  }
}

/** A file's lines, a good many at a time; one that no line end follows is left out. */
async function* linesOf(handle: FileHandle): AsyncGenerator<readonly string[], void> {
  let rest = Buffer.alloc(0);
  for await (const piece of pieces(handle)) {
    const end = piece.lastIndexOf('\n');
    if (end !== -1) {
      yield Buffer.concat([rest, piece.subarray(0, end)])
        .toString()
        .split('\n');
    }
    rest = end === -1 ? Buffer.concat([rest, piece]) : Buffer.from(piece.subarray(end + 1));
  }
}

type Header = { readonly folder: string; readonly token: string; readonly issues: number };

function headerIn(line: string): Header | undefined {
  const record = recordIn(line);
  if (!isRecord(record) || record['_type'] !== 'kept' || record['version'] !== version) return undefined;
  const { folder, token, issues } = record;
  return typeof folder === 'string' && typeof token === 'string' && typeof issues === 'number'
    ? { folder, token, issues }
    : undefined;
}
