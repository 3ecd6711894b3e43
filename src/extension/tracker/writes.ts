import { fail, ok, type Result } from '../../base/result.ts';
import {
  type ChangeContext,
  changeIssue,
  claimIssue,
  closeIssue,
  reopenIssue,
  withDependency,
  withoutDependency,
} from '../../issues/change.ts';
import type { Issue } from '../../issues/issue.ts';
import type { IssueChange } from '../../issues/store.ts';
import type { RunnerLink } from '../link/link.ts';
import type { Model } from '../model.ts';
import type { Store } from '../store.ts';
import type { LiveIssues } from './live.ts';

/**
 * Writes to the tracker as a person makes them: shown at once, carried out by the runner, and taken back when they are refused. What
 * would be refused in any case is refused here.
 */
export class IssueWrites {
  readonly #model: Store<Model>;
  readonly #link: RunnerLink;
  readonly #issues: LiveIssues;

  constructor(model: Store<Model>, link: RunnerLink, issues: LiveIssues) {
    this.#model = model;
    this.#link = link;
    this.#issues = issues;
  }

  update(id: string, change: IssueChange): Promise<Result<Issue>> {
    return this.#write(
      id,
      (issue, context) => changeIssue(issue, change, context),
      () => this.#link.request('issues.update', { id, change }),
    );
  }

  close(id: string, reason: string): Promise<Result<Issue>> {
    return this.#write(
      id,
      (issue, context) => closeIssue(issue, reason, context),
      () => this.#link.request('issues.close', { id, reason }),
    );
  }

  reopen(id: string, reason: string): Promise<Result<Issue>> {
    return this.#write(id, reopenIssue, () => this.#link.request('issues.reopen', { id, reason }));
  }

  claim(id: string, assignee: string): Promise<Result<Issue>> {
    return this.#write(
      id,
      (issue, context) => claimIssue(issue, assignee, context),
      () => this.#link.request('issues.claim', { id, assignee }),
    );
  }

  comment(id: string, text: string): Promise<Result<Issue>> {
    return this.#link.request('issues.comment', { id, text });
  }

  depend(id: string, on: string, type: string): Promise<Result<Issue>> {
    return this.#write(
      id,
      (issue, context) => withDependency(issue, on, type, context),
      () => this.#link.request('issues.depend', { id, on, type, remove: false }),
    );
  }

  undepend(id: string, on: string): Promise<Result<Issue>> {
    return this.#write(
      id,
      (issue) => ok(withoutDependency(issue, on)),
      () => this.#link.request('issues.depend', { id, on, type: 'blocks', remove: true }),
    );
  }

  async #write(
    id: string,
    expected: (issue: Issue, context: ChangeContext) => Result<Issue>,
    request: () => Promise<Result<Issue>>,
  ): Promise<Result<Issue>> {
    const { me } = this.#model.value;
    const { issues } = this.#issues.graph;
    const before = issues.get(id);
    if (before === undefined) return fail({ kind: 'issue-unknown', id });
    const after = expected(before, { issues, now: new Date().toISOString(), actor: me });
    if (!after.ok) return after;
    const own = { issue: after.value };
    this.#model.update({ pending: [...this.#model.value.pending, own] });
    try {
      return await request();
    } finally {
      this.#model.update({ pending: this.#model.value.pending.filter((one) => one !== own) });
    }
  }
}
