import { readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Issue } from '../../issues/issue.ts';
import type { IssueSnapshot } from '../../issues/store.ts';
import { fileFailure } from '../files.ts';
import { FileReader } from './file-reader.ts';
import { appendIssue, rewriteIssue } from './file-writer.ts';
import { acquireLock, type HeldLock } from './lock.ts';
import { Queue } from './queue.ts';
import { ChangeWatch } from './watch.ts';

/** What a write does to the issues as they are at that moment. */
export type Apply = (issues: IssueSnapshot['issues']) => Result<Issue> | Promise<Result<Issue>>;

const settleMilliseconds = 20;

const leftoverMilliseconds = 60_000;

/** How long after a change that was read on trust the file is compared as a whole. */
const verifyMilliseconds = 1000;

/** An `issues.jsonl` that others write too: read when it changed, written under a lock, watched. */
export class SharedIssueFile {
  readonly #path: string;
  readonly #reader: FileReader;
  readonly #queue = new Queue();
  readonly watch: ChangeWatch;
  #verify: NodeJS.Timeout | undefined;
  #swept = false;

  constructor(file: string) {
    this.#path = file;
    this.#reader = new FileReader(file);
    const look = async (): Promise<string | undefined> => {
      const read = await this.#readNow();
      return read.ok ? read.value.token : undefined;
    };
    this.watch = new ChangeWatch({
      beads: path.dirname(file),
      file: async () => file,
      look,
      settle: settleMilliseconds,
    });
  }

  async read(since?: string): Promise<Result<IssueSnapshot>> {
    const read = await this.#readNow();
    if (!read.ok) return read;
    this.watch.seen(read.value.token);
    return since === undefined ? read : ok({ ...read.value, since: this.#reader.since(since) });
  }

  async #readNow(): Promise<Result<IssueSnapshot>> {
    try {
      const { snapshot } = await this.#reader.read();
      if (this.#reader.doubted) this.#verifySoon();
      return ok(snapshot);
    } catch (error) {
      return fail(fileFailure('read', this.#path, error));
    }
  }

  /** Once the file rests: what was read on trust is compared, and told of if it was wrong. */
  #verifySoon(): void {
    clearTimeout(this.#verify);
    this.#verify = setTimeout(() => {
      this.#reader.verify().then(
        () => this.watch.check(),
        () => {},
      );
    }, verifyMilliseconds);
    this.#verify.unref();
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
      const { issues } = read.value;
      const changed = await apply(issues);
      if (!changed.ok || changed.value === issues.get(changed.value.id)) return changed;
      const lost = await this.#lost(lock);
      if (lost !== undefined) return fail(lost);
      const file = await this.#reader.read();
      // What `apply` saw is gone when somebody wrote meanwhile.
      if (file.snapshot.token !== read.value.token) continue;
      const add = file.lines.placeOf(changed.value.id) === undefined;
      const write = add ? appendIssue : rewriteIssue;
      const written = await write({ path: this.#path, file, reader: this.#reader, lock }, changed.value);
      if (!written.ok) return written;
      if (written.value) return changed;
      await this.#reader.verify();
    }
  }

  async #lost(lock: HeldLock): Promise<Failure | undefined> {
    return (await lock.isOurs()) ? undefined : { kind: 'timed-out', what: `writing ${this.#path}`, milliseconds: 0 };
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

  dispose(): void {
    clearTimeout(this.#verify);
    this.watch.dispose();
  }
}
