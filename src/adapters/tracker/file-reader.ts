import type { IssueChanges } from '../../issues/diff.ts';
import type { Issue } from '../../issues/issue.ts';
import type { IssueSnapshot } from '../../issues/store.ts';
import { bytesBetween, isYoung, pieces, type Stamp, sameStamp, stampOf, withFile } from './file-bytes.ts';
import { Digest, IssueLines } from './issue-lines.ts';
import { Queue } from './queue.ts';

/** How often a file that changes while it is read is read again. */
const mostTurns = 5;

/** How many changes back it is remembered what led from one content to the next. */
const mostSteps = 64;

/** A file as it was read. The same object as long as the content is the same. */
export type ReadFile = {
  readonly lines: IssueLines;
  readonly snapshot: IssueSnapshot;
  readonly stamp: Stamp | undefined;
};

type Step = { readonly from: string; readonly to: string; readonly changes: IssueChanges };

/**
 * Reads an `issues.jsonl` as little as can be: not at all while its stamp is the same; what was appended, where the file grew and still ends its old
 * part with the same bytes; else whole. The first two are taken on trust where a write could hide from them; `doubted` says so, and `verify`
 * settles it by the hash of all bytes.
 */
export class FileReader {
  readonly #path: string;
  readonly #reads = new Queue();
  #file: ReadFile | undefined;
  #steps: Step[] = [];
  #doubted = false;

  constructor(file: string) {
    this.#path = file;
  }

  /** Whether what was read last might not be what the file holds. */
  get doubted(): boolean {
    return this.#doubted;
  }

  /** Throws as Node does. */
  read(): Promise<ReadFile> {
    return this.#reads.run(() => this.#read(false));
  }

  /** Reads the whole file, to compare. */
  verify(): Promise<ReadFile> {
    return this.#reads.run(() => this.#read(true));
  }

  /** What led from the content of that token to the present one, where that is still known. */
  since(token: string): IssueChanges | undefined {
    const at = this.#steps.findIndex(({ from }) => from === token);
    if (at === -1) return token === this.#file?.snapshot.token ? { changed: [], removed: [] } : undefined;
    const changed = new Map<string, Issue>();
    const removed = new Set<string>();
    for (const { changes } of this.#steps.slice(at)) {
      for (const issue of changes.changed) {
        changed.set(issue.id, issue);
        removed.delete(issue.id);
      }
      for (const id of changes.removed) {
        changed.delete(id);
        removed.add(id);
      }
    }
    return { changed: [...changed.values()], removed: [...removed] };
  }

  /** Takes in that we replaced the line of an issue ourselves; `digest` is of the whole new file. */
  async wrote(file: ReadFile, issue: Issue, line: Buffer, digest: Digest): Promise<void> {
    await this.#reads.run(async () => {
      const stamp = await stampOf(this.#path);
      if (this.#file?.lines !== file.lines || this.#file.snapshot.token !== file.snapshot.token) return;
      file.lines.replaced(issue, line, digest);
      // Whatever else is there now was written by somebody else since: it is read as what it is.
      this.#keep(file.lines, stamp?.size === file.lines.size ? stamp : undefined, true);
    });
  }

  async #read(wholly: boolean): Promise<ReadFile> {
    for (let turn = 1; ; turn++) {
      const stamp = await stampOf(this.#path);
      const known = this.#file;
      if (known !== undefined && sameStamp(known.stamp, stamp) && !wholly) return known;
      const more = known && (sameStamp(known.stamp, stamp) ? known : await this.#readMore(known, stamp));
      const read = (more && wholly ? await this.#compare(more, stamp) : more) ?? (await this.#readAll(stamp));
      if (turn === mostTurns || sameStamp(stamp, await stampOf(this.#path))) return read;
    }
  }

  /** What was appended since; undefined when something else happened. */
  async #readMore(known: ReadFile, stamp: Stamp | undefined): Promise<ReadFile | undefined> {
    const { lines } = known;
    const grew = stamp !== undefined && known.stamp?.inode === stamp.inode && stamp.size > lines.size;
    if (!grew) return undefined;
    return withFile(this.#path, 'r', async (handle) => {
      const { ino } = await handle.stat();
      const end = await bytesBetween(handle, lines.size - lines.sample.length, lines.size);
      if (ino !== stamp.inode || !end.equals(lines.sample)) return undefined;
      const from = lines.size;
      for await (const piece of pieces(handle, from)) {
        if (lines.take(piece)) continue;
        // Its last line has to be read anew, and what it hid.
        this.#file = undefined;
        return undefined;
      }
      return this.#keep(lines, { ...stamp, size: lines.size }, true);
    });
  }

  /** What is known, when the file holds just that. */
  async #compare(known: ReadFile, stamp: Stamp | undefined): Promise<ReadFile | undefined> {
    if (stamp?.size !== known.lines.size) return undefined;
    const digest = new Digest();
    await withFile(this.#path, 'r', async (handle) => {
      for await (const piece of pieces(handle, 0, known.lines.size)) digest.add(piece);
    });
    if (digest.hex !== known.snapshot.token) return undefined;
    this.#doubted = isYoung(stamp);
    this.#file = { ...known, stamp };
    return this.#file;
  }

  async #readAll(stamp: Stamp | undefined): Promise<ReadFile> {
    const lines = new IssueLines(this.#path);
    if (stamp !== undefined) {
      await withFile(this.#path, 'r', async (handle) => {
        for await (const piece of pieces(handle)) lines.take(piece);
      });
    }
    return this.#keep(lines, stamp, isYoung(stamp));
  }

  #keep(lines: IssueLines, stamp: Stamp | undefined, doubted: boolean): ReadFile {
    const before = this.#file;
    const { snapshot, read } = lines.end();
    this.#doubted = doubted;
    if (before?.snapshot.token === snapshot.token) {
      this.#file = { ...before, stamp };
      return this.#file;
    }
    this.#file = { lines, snapshot, stamp };
    if (before === undefined || before.lines !== lines) this.#steps = [];
    else this.#step(before.snapshot.token, snapshot, read);
    return this.#file;
  }

  #step(from: string, { token, issues }: IssueSnapshot, ids: readonly string[]): void {
    const changed = ids.flatMap((id) => issues.get(id) ?? []);
    const removed = ids.filter((id) => !issues.has(id));
    this.#steps.push({ from, to: token, changes: { changed, removed } });
    if (this.#steps.length > mostSteps) this.#steps.shift();
  }
}
