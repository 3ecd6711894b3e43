import { randomUUID } from 'node:crypto';
import type { Handlers } from '../../adapters/ipc/server.ts';
import { createPlanned } from '../../adapters/steps/planned-issues.ts';
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
import { plannedIssues } from '../../run/planned-issues.ts';
import type { IssueTelling } from './issue-telling.ts';
import { loadPlan } from './plans.ts';
import type { Foresee, Tracker } from './tracker.ts';

/** Requests about issues. Each says what its write will come to, so that views need not wait for `bd`. */
export function issueHandlers(workspace: string, tracker: Tracker, telling: IssueTelling) {
  return {
    'issues.load': async ({ again }, peer) => {
      if (again === true) await tracker.refresh();
      await telling.tell(peer, { whole: true, state: await tracker.load() });
      return ok(null);
    },
    'issues.createTracker': async ({ prefix }, peer) => {
      const made = await tracker.create(prefix);
      if (!made.ok) return made;
      await telling.tell(peer, { whole: true, state: made.value });
      return ok(null);
    },
    'issues.create': ({ issue }) =>
      tracker.write(
        (store) => store.create(issue),
        issue.id ? (context) => newIssue(issue, issue.id ?? '', context) : undefined,
      ),
    'issues.planned': async ({ plan }) => {
      const loaded = loadPlan(workspace, plan);
      if (!loaded.ok) return loaded;
      const store = await tracker.store();
      return store.ok ? ok(plannedIssues(loaded.value.plan, tracker.issues)) : store;
    },
    'issues.createPlanned': async ({ plan }) => {
      const loaded = loadPlan(workspace, plan);
      if (!loaded.ok) return loaded;
      const store = await tracker.store();
      if (!store.ok) return store;
      const made = await createPlanned(store.value, loaded.value.plan);
      // Also where it was refused in the middle: what was created until then shows.
      await tracker.refresh();
      return made.ok ? ok({ created: made.value.created.map(({ id }) => id) }) : made;
    },
    'issues.update': ({ id, change }) =>
      tracker.write(
        (store) => store.update(id, change),
        of(id, (issue, context) => changeIssue(issue, change, context)),
      ),
    'issues.claim': ({ id, assignee }) =>
      tracker.write(
        (store) => store.claim(id, assignee),
        of(id, (issue, context) => claimIssue(issue, assignee, context)),
      ),
    'issues.close': ({ id, reason }) =>
      tracker.write(
        (store) => store.close(id, reason),
        of(id, (issue, context) => closeIssue(issue, reason, context)),
      ),
    'issues.reopen': ({ id, reason }) => tracker.write((store) => store.reopen(id, reason), of(id, reopenIssue)),
    'issues.comment': ({ id, text }) =>
      tracker.write(
        (store) => store.comment(id, text),
        of(id, (issue, context) => ok(withComment(issue, text, randomUUID(), context))),
      ),
    'issues.depend': ({ id, on, type, remove }) =>
      tracker.write(
        (store) => (remove ? store.removeDependency(id, on) : store.addDependency(id, on, type)),
        of(id, (issue, context) =>
          remove ? ok(withoutDependency(issue, on)) : withDependency(issue, on, type, context),
        ),
      ),
  } satisfies Partial<Handlers>;
}

/** Nothing is foreseen of an issue that is not known. */
const of =
  (id: string, change: (issue: Issue, context: ChangeContext) => Result<Issue>): Foresee =>
  (context) => {
    const issue = context.issues.get(id);
    return issue === undefined ? fail({ kind: 'issue-unknown', id }) : change(issue, context);
  };
