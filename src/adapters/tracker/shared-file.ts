import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Issue } from '../../issues/issue.ts';
import { errorCode, fileFailure } from '../files.ts';
import { type IssueFile, isWritable, readIssueFile, withIssue } from './issue-file.ts';
import { acquireLock, type HeldLock } from './lock.ts';
import { Queue } from './queue.ts';
import { replaceFile } from './replace.ts';
import { ChangeWatch } from './watch.ts';

/** What a write does to the file as it is at that moment. */
export type Apply = (file: IssueFile) => Result<Issue> | Promise<Result<Issue>>;

const settleMilliseconds = 20;

const leftoverMilliseconds = 60_000;

/** A file younger than this may be written again without a visible change of its time. */
const freshMilliseconds = 100;

/** An `issues.jsonl` that others write too: read when it changed, written under a lock, watched. */
export class SharedIssueFile {
  readonly #path: string;
  readonly #queue = new Queue();
  readonly watch: ChangeWatch;
  #cached: { readonly stamp: string | undefined; readonly file: IssueFile } | undefined;
  #swept = false;

  constructor(file: string) {
    this.#path = file;
    const look = async (): Promise<string | undefined> => {
      const read = await this.#readNow();
      return read.ok ? read.value.snapshot.token : undefined;
    };
    this.watch = new ChangeWatch(async () => file, look, settleMilliseconds);
  }

  async read(): Promise<Result<IssueFile>> {
    const read = await this.#readNow();
    if (read.ok) this.watch.seen(read.value.snapshot.token);
    return read;
  }

  /** The same object as long as the content is the same. */
  async #readNow(): Promise<Result<IssueFile>> {
    try {
      const { stamp, settled } = await stampOf(this.#path);
      if (this.#cached !== undefined && this.#cached.stamp === stamp) return ok(this.#cached.file);
      const bytes = stamp === 'none' ? Buffer.alloc(0) : await readFile(this.#path);
      const known = this.#cached?.file;
      const file = known?.bytes.equals(bytes) ? known : readIssueFile(bytes, this.#path);
      this.#cached = { stamp: settled ? stamp : undefined, file };
      return ok(file);
    } catch (error) {
      return fail(fileFailure('read', this.#path, error));
    }
  }

  /** `apply` is asked again when somebody who does not know our lock wrote meanwhile. */
  write(apply: Apply): Promise<Result<Issue>> {
    return this.#queue.run(async () => {
      const lock = await acquireLock(`${this.#path}.lock`);
      if (!lock.ok) return lock;
      try {
        return await this.watch.during(() => this.#writeLocked(apply, lock.value));
      } catch (error) {
        return fail(fileFailure('write', this.#path, error));
      } finally {
        await lock.value.release();
      }
    });
  }

  async #writeLocked(apply: Apply, lock: HeldLock): Promise<Result<Issue>> {
    await this.#sweep();
    for (;;) {
      const read = await this.read();
      if (!read.ok) return read;
      const file = read.value;
      const changed = await apply(file);
      if (!changed.ok || changed.value === file.snapshot.issues.get(changed.value.id)) return changed;
      if (!isWritable(file, changed.value.id)) {
        const line = file.places.get(changed.value.id)?.line ?? 0;
        return fail({ kind: 'tracker-broken', file: this.#path, line, detail: 'it holds bytes that are not UTF-8' });
      }
      if (!(await lock.isOurs())) return fail({ kind: 'timed-out', what: `writing ${this.#path}`, milliseconds: 0 });
      const unchanged = async (): Promise<boolean> => {
        const again = await this.#readNow();
        return again.ok && again.value === file && (await lock.isOurs());
      };
      if (await replaceFile(this.#path, withIssue(file, changed.value), unchanged)) return changed;
    }
  }

  /** Removes what crashes in the middle of a write left beside the file, once; what is young may be another's at work. */
  async #sweep(): Promise<void> {
    if (this.#swept) return;
    this.#swept = true;
    const folder = path.dirname(this.#path);
    const left = (await readdir(folder)).filter((name) =>
      /^\.issues\.jsonl\..*\.tmp$|^issues\.jsonl\.lock\./.test(name),
    );
    for (const file of left.map((name) => path.join(folder, name))) {
      const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > leftoverMilliseconds) await unlink(file).catch(() => {});
    }
  }
}

async function stampOf(file: string): Promise<{ readonly stamp: string; readonly settled: boolean }> {
  try {
    const { ino, size, mtimeMs } = await stat(file);
    return { stamp: `${ino} ${size} ${mtimeMs}`, settled: Date.now() - mtimeMs > freshMilliseconds };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { stamp: 'none', settled: true };
    throw error;
  }
}
