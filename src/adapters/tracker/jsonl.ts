import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import {
  type ChangeContext,
  changeIssue,
  claimIssue,
  closeIssue,
  newIssue,
  reopenIssue,
  withComment,
  withDependency,
  withoutDependency,
} from '../../issues/change.ts';
import type { Issue } from '../../issues/issue.ts';
import type { IssueSnapshot, IssueStore, NewIssue } from '../../issues/store.ts';
import { nextId, prefixOf } from './ids.ts';
import { SharedIssueFile } from './shared-file.ts';

export type JsonlOptions = {
  /** The `.beads` folder. */
  readonly folder: string;
  readonly actor: string;
  /** Why nothing may be written, when so. */
  readonly readOnly?: string | undefined;
  readonly now?: () => number;
};

type Write = (context: ChangeContext) => Result<Issue> | Promise<Result<Issue>>;

/**
 * The store for trackers that are only an `issues.jsonl`. Every write takes a lock that holds between processes, looks at the file again, applies
 * its change to what is there now, and adds a line or replaces the file at once; so nothing that anybody wrote is lost, and lines that a change
 * does not concern keep their bytes.
 */
export function jsonlStore(options: JsonlOptions): IssueStore {
  const { folder, actor, readOnly, now = Date.now } = options;
  const file = new SharedIssueFile(path.join(folder, 'issues.jsonl'));
  const context = (issues: IssueSnapshot['issues']): ChangeContext => ({
    issues,
    now: new Date(now()).toISOString(),
    actor,
  });
  const write = async (apply: Write): Promise<Result<Issue>> =>
    readOnly === undefined
      ? file.write((issues) => apply(context(issues)))
      : fail({ kind: 'tracker-read-only', folder, why: readOnly });
  const change = (id: string, apply: (issue: Issue, context: ChangeContext) => Result<Issue>): Promise<Result<Issue>> =>
    write((context) => {
      const issue = context.issues.get(id);
      return issue === undefined ? fail({ kind: 'issue-unknown', id }) : apply(issue, context);
    });
  return {
    kind: readOnly === undefined ? 'jsonl' : 'read-only',
    folder,
    title: readOnly === undefined ? 'issues.jsonl (embedded store)' : 'issues.jsonl (read only)',
    readOnly,
    get live() {
      return file.watch.live;
    },
    load: (since) => file.read(since),
    create: (wanted: NewIssue) =>
      write(async (context) => {
        const id =
          wanted.id ||
          nextId(context.issues, await prefixOf(folder, context.issues.keys()), wanted.parent || undefined);
        return newIssue(wanted, id, context);
      }),
    update: (id, wanted) => change(id, (issue, context) => changeIssue(issue, wanted, context)),
    claim: (id, assignee) => change(id, (issue, context) => claimIssue(issue, assignee, context)),
    close: (id, reason) => change(id, (issue, context) => closeIssue(issue, reason, context)),
    reopen: (id, reason) =>
      change(id, (issue, context) => {
        const open = reopenIssue(issue, context);
        return open.ok && reason !== '' ? ok(withComment(open.value, reason, randomUUID(), context)) : open;
      }),
    comment: (id, text) => change(id, (issue, context) => ok(withComment(issue, text, randomUUID(), context))),
    addDependency: (id, to, type) => change(id, (issue, context) => withDependency(issue, to, type, context)),
    removeDependency: (id, to) => change(id, (issue) => ok(withoutDependency(issue, to))),
    onChange: (listener) => file.watch.listen(listener),
    dispose: () => file.dispose(),
  };
}
