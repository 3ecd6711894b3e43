import { type FileHandle, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Json } from '../../base/json.ts';
import type { Issue } from '../../issues/issue.ts';
import { packIssues } from '../../issues/packed.ts';
import { isRecord } from '../../issues/record.ts';
import type { IssueSnapshot } from '../../issues/store.ts';
import { unpackIssues } from '../../issues/unpack.ts';
import { bytesBetween, withFile } from './file-bytes.ts';
import { replaceFile } from './replace.ts';

/** Another form of the file gets another number, and files of other numbers are not read. */
const version = 2;

const issuesAtOnce = 1000;

/**
 * A snapshot on disk, for the next start: sections, the first of which says what it is, of which tracker, under which change token and how many issues
 * follow in the others, a thousand in each. Whatever is wrong with the file, it then counts as not there; it is replaced at the next change.
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
        const issues = new Map<string, Issue>();
        let header: Header | undefined;
        for await (const section of sectionsOf(handle)) {
          if (header === undefined) {
            header = headerIn(section.json);
            if (header?.folder !== folder) return undefined;
            continue;
          }
          if (!isRecord(section.json)) return undefined;
          const found = unpackIssues({ ...section, columns: section.json });
          if (found === undefined) return undefined;
          for (const issue of found) issues.set(issue.id, issue);
        }
        return header?.issues === issues.size ? { token: header.token, issues, broken: [] } : undefined;
      });
    } catch {
      return undefined;
    }
  }

  /** Keeps a snapshot as it is now; that it cannot be kept costs the next start a call, no more. */
  async write(folder: string, { token, issues }: IssueSnapshot): Promise<void> {
    const all = [...issues.values()];
    try {
      await mkdir(path.dirname(this.#file), { recursive: true });
      await replaceFile(this.#file, async (to) => {
        const header = { _type: 'kept', version, folder, token, issues: all.length };
        await to.writeFile(bytesOf({ json: header, narrow: '', wide: '' }));
        for (let at = 0; at < all.length; at += issuesAtOnce) {
          const { columns, narrow, wide } = packIssues(all.slice(at, at + issuesAtOnce));
          await to.writeFile(bytesOf({ json: columns, narrow, wide }));
        }
      });
    } catch {}
  }
}

/** JSON, then texts as they lie in memory: to read these costs a copy, and no letter is lost, also where a text ends within one. */
type Section = { readonly json: Json; readonly narrow: string; readonly wide: string };

/** Three lengths in bytes go before a section. */
const lengthBytes = 4;
const lengthsBytes = 3 * lengthBytes;

function bytesOf({ json, narrow, wide }: Section): Buffer {
  const parts = [Buffer.from(JSON.stringify(json)), Buffer.from(narrow, 'latin1'), Buffer.from(wide, 'utf16le')];
  const lengths = Buffer.alloc(lengthsBytes);
  for (const [at, part] of parts.entries()) lengths.writeUInt32LE(part.length, at * lengthBytes);
  return Buffer.concat([lengths, ...parts]);
}

/** Throws where the file ends within a section. While one is made use of, the next is read. */
async function* sectionsOf(handle: FileHandle): AsyncGenerator<Section, void> {
  const { size } = await handle.stat();
  const read = async (at: number): Promise<{ readonly section: Section; readonly end: number }> => {
    const lengths = await bytesBetween(handle, at, at + lengthsBytes);
    const [json = 0, narrow = 0, wide = 0] = [0, 1, 2].map((nth) => lengths.readUInt32LE(nth * lengthBytes));
    const start = at + lengthsBytes;
    const end = start + json + narrow + wide;
    if (end > size) throw new RangeError('the file is torn');
    const bytes = await bytesBetween(handle, start, end);
    const section = {
      json: JSON.parse(bytes.toString('utf8', 0, json)),
      narrow: bytes.toString('latin1', json, json + narrow),
      wide: bytes.toString('utf16le', json + narrow),
    };
    return { section, end };
  };
  let next = size > 0 ? read(0) : undefined;
  while (next !== undefined) {
    const { section, end } = await next;
    next = end < size ? read(end) : undefined;
    // Whoever leaves before the end does not hear of it.
    next?.catch(() => {});
    yield section;
  }
}

type Header = { readonly folder: string; readonly token: string; readonly issues: number };

function headerIn(json: Json): Header | undefined {
  if (!isRecord(json) || json['_type'] !== 'kept' || json['version'] !== version) return undefined;
  const { folder, token, issues } = json;
  return typeof folder === 'string' && typeof token === 'string' && typeof issues === 'number'
    ? { folder, token, issues }
    : undefined;
}
