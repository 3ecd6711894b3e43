import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { isRecord } from '../../issues/record.ts';
import type { IssueSnapshot } from '../../issues/store.ts';
import { writeIssue } from '../../issues/write.ts';
import { pieces, withFile } from './file-bytes.ts';
import { IssueLines, recordIn } from './issue-lines.ts';
import { replaceFile } from './replace.ts';

/** Another form of the file gets another number, and files of other numbers are not read. */
const version = 1;

/** More than a first line ever has. */
const headerBytes = 64 * 1024;

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
        const lines = new IssueLines(this.#file);
        let header: Header | undefined;
        for await (const piece of pieces(handle)) {
          header ??= headerIn(piece);
          if (header?.folder !== folder) return undefined;
          lines.take(piece);
        }
        const { snapshot } = lines.end();
        if (header?.issues !== snapshot.issues.size || snapshot.broken.length > 0) return undefined;
        return { token: header.token, issues: snapshot.issues, broken: [] };
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

type Header = { readonly folder: string; readonly token: string; readonly issues: number };

function headerIn(piece: Buffer): Header | undefined {
  const end = piece.indexOf('\n');
  const record = end === -1 || end > headerBytes ? undefined : recordIn(piece.toString('utf8', 0, end));
  if (!isRecord(record) || record['_type'] !== 'kept' || record['version'] !== version) return undefined;
  const { folder, token, issues } = record;
  return typeof folder === 'string' && typeof token === 'string' && typeof issues === 'number'
    ? { folder, token, issues }
    : undefined;
}
