import { createHash } from 'node:crypto';
import { ok, type Result } from '../../base/result.ts';
import { changesBetween, sameIssue } from '../../issues/diff.ts';
import type { Issue } from '../../issues/issue.ts';
import { readIssue } from '../../issues/read.ts';
import type { IssueRecord } from '../../issues/record.ts';
import type { IssueSnapshot } from '../../issues/store.ts';
import type { BdProgram } from './bd-program.ts';
import type { DoltFiles } from './dolt-files.ts';
import { infrastructureIn } from './infrastructure.ts';
import type { IssueLoader } from './loader.ts';

type Issues = ReadonlyMap<string, Issue>;

/** Loads all issues through `bd`, but only when Dolt's files say that they changed, or cannot say. */
export class BdLoader implements IssueLoader {
  readonly #bd: BdProgram;
  readonly #files: DoltFiles | undefined;
  #last: IssueSnapshot | undefined;
  #infrastructure: ReadonlySet<string> | undefined;
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
    // Taken before the export: a change during it makes the token older than the issues, which costs one load more and misses nothing.
    const root = await this.#files?.token();
    if (root !== undefined && root === this.#last?.token) return ok(this.#last);
    const exported = await this.#bd.export();
    if (!exported.ok) return exported;
    const hidden = await this.#hiddenIn(exported.value);
    const issues = new Map<string, Issue>();
    const broken: { file: string; line: number; detail: string }[] = [];
    for (const [index, record] of exported.value.entries()) {
      const issue = readIssue(record);
      if (!issue.ok) broken.push({ file: 'bd export', line: index + 1, detail: issue.error });
      else if (record['is_template'] !== true && !hidden.has(issue.value.issue_type)) {
        issues.set(issue.value.id, issue.value);
      }
    }
    this.#last = { token: root ?? hashOf(issues), issues: unlessChanged(this.#last?.issues ?? issues, issues), broken };
    return ok(this.#last);
  }

  /** The types that `bd list` leaves out. Which they are is asked once, and only where something is ephemeral, as infrastructure is. */
  async #hiddenIn(records: readonly IssueRecord[]): Promise<ReadonlySet<string>> {
    if (this.#infrastructure === undefined && records.some(({ ephemeral }) => ephemeral === true)) {
      this.#infrastructure = infrastructureIn(await this.#bd.configured('types.infra'));
    }
    return this.#infrastructure ?? infrastructureIn(undefined);
  }
}

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
