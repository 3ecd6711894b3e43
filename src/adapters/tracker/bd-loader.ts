import { createHash } from 'node:crypto';
import { ok, type Result } from '../../base/result.ts';
import { changesBetween, sameIssue } from '../../issues/diff.ts';
import type { Comment, Issue } from '../../issues/issue.ts';
import { readIssue } from '../../issues/read.ts';
import type { IssueSnapshot } from '../../issues/store.ts';
import type { BdProgram } from './bd-program.ts';
import type { DoltFiles } from './dolt-files.ts';
import type { IssueLoader } from './loader.ts';

type Issues = ReadonlyMap<string, Issue>;

/** Loads all issues through `bd`, but only when Dolt's files say that they changed, or cannot say. */
export class BdLoader implements IssueLoader {
  readonly #bd: BdProgram;
  readonly #files: DoltFiles | undefined;
  #last: IssueSnapshot | undefined;
  /** What `differs` found since the content of that token, for whoever asks next what became of it. */
  #found: { readonly from: string; readonly snapshot: IssueSnapshot } | undefined;

  constructor(bd: BdProgram, files: DoltFiles | undefined) {
    this.#bd = bd;
    this.#files = files;
  }

  async current(): Promise<IssueSnapshot | undefined> {
    const root = await this.#files?.token();
    return root !== undefined && root === this.#last?.token ? this.#last : undefined;
  }

  async resume(kept: IssueSnapshot): Promise<boolean> {
    const root = await this.#files?.token();
    if (root !== kept.token) return false;
    this.#last = kept;
    return true;
  }

  /** Whether issues are other ones than at the last reading, as far as that can be told; what was read to find out is not read twice. */
  async differs(): Promise<boolean> {
    const before = this.#last;
    const loaded = await this.load();
    if (!loaded.ok || before === undefined) return true;
    const since = changesBetween(before.issues, loaded.value.issues);
    if (since.changed.length === 0 && since.removed.length === 0) return false;
    this.#found = { from: before.token, snapshot: { ...loaded.value, since } };
    return true;
  }

  async load(since?: string): Promise<Result<IssueSnapshot>> {
    const found = this.#found;
    this.#found = undefined;
    if (found !== undefined && found.from === since) return ok(found.snapshot);
    // Taken before the list: a change during it makes the token older than the issues, which costs one load more and misses nothing.
    const root = await this.#files?.token();
    if (root !== undefined && root === this.#last?.token) return ok(this.#last);
    const listed = await this.#bd.list();
    if (!listed.ok) return listed;
    const issues = new Map<string, Issue>();
    const broken: { file: string; line: number; detail: string }[] = [];
    for (const [index, record] of listed.value.entries()) {
      const issue = readIssue(record);
      if (issue.ok) issues.set(issue.value.id, issue.value);
      else broken.push({ file: 'bd list --json', line: index + 1, detail: issue.error });
    }
    const whole = await this.#withComments(issues);
    if (!whole.ok) return whole;
    const kept = this.#last?.issues ?? whole.value;
    this.#last = { token: root ?? hashOf(whole.value), issues: unlessChanged(kept, whole.value), broken };
    return ok(this.#last);
  }

  /** `list` only counts comments: those of issues where another number than ours is counted are asked for. */
  async #withComments(issues: Issues): Promise<Result<Issues>> {
    const known = (issue: Issue): readonly Comment[] => this.#last?.issues.get(issue.id)?.comments ?? [];
    const all = [...issues.values()];
    const others = all.filter((issue) => Number(issue.extra['comment_count'] ?? 0) !== known(issue).length);
    const asked = await this.#commentsOf(others);
    if (!asked.ok) return asked;
    return ok(
      new Map(all.map((issue) => [issue.id, { ...issue, comments: asked.value.get(issue.id) ?? known(issue) }])),
    );
  }

  /** Of a few issues one by one, which takes less than a quarter of the time of one `export` of everything (measured, bd 1.0.3, 10,000 issues). */
  async #commentsOf(issues: readonly Issue[]): Promise<Result<ReadonlyMap<string, readonly Comment[]>>> {
    const found = new Map<string, readonly Comment[]>();
    if (issues.length === 0) return ok(found);
    if (issues.length > fewEnough) {
      const exported = await this.#bd.export();
      if (!exported.ok) return exported;
      const read = exported.value.map((record) => readIssue(record)).filter((result) => result.ok);
      return ok(new Map(read.map(({ value }) => [value.id, value.comments])));
    }
    for (const { id } of issues) {
      const comments = await this.#bd.comments(id);
      if (!comments.ok && comments.error.kind !== 'issue-unknown') return comments;
      // One that is gone again by now is missed at the next reading.
      if (comments.ok) found.set(id, comments.value);
    }
    return ok(found);
  }
}

/** Up to this many issues are asked about one by one. */
const fewEnough = 2;

/** Issues that are the same as before are the same objects, so that nobody holds them twice, and to compare them costs nothing. */
const unlessChanged = (before: Issues, after: Issues): Issues =>
  new Map(
    [...after].map(([id, issue]) => {
      const old = before.get(id);
      return [id, old !== undefined && sameIssue(old, issue) ? old : issue];
    }),
  );

const hashOf = (issues: Issues): string =>
  createHash('sha256')
    .update(JSON.stringify([...issues.values()]))
    .digest('hex');
