import { ok, type Result } from '../../base/result.ts';
import type { IssueStore } from '../../issues/store.ts';
import type { Plan, PlannedIssue } from '../../plan/model/plan.ts';
import { setStatus } from './issue-status.ts';

/**
 * Creates the issues of a plan that the tracker lacks, parents before their children, then what they need of each other. Issues that are
 * there keep what they have: a plan that is run again changes nothing.
 */
export async function createPlanned(store: IssueStore, plan: Plan | undefined): Promise<Result<string>> {
  const snapshot = await store.load();
  if (!snapshot.ok) return snapshot;
  const count = plan?.issues.size ?? 0;
  const missing = plan === undefined ? [] : missingIssues(plan, snapshot.value.issues);
  for (const issue of missing) {
    const made = await createOne(store, issue);
    if (!made.ok) return made;
  }
  for (const { id, needs } of missing) {
    for (const need of needs) {
      const linked = await store.addDependency(id, need, 'blocks');
      if (!linked.ok) return linked;
    }
  }
  const created = missing.map(({ id, title }) => `${id} created: ${title}\n`).join('');
  return ok(`${created}${count - missing.length} of ${count} issues were there already.\n`);
}

/** The plan's issues that the tracker lacks, in the order in which they can be created. */
export const missingIssues = (plan: Plan, there: ReadonlyMap<string, unknown>): readonly PlannedIssue[] =>
  parentsFirst([...plan.issues.values()].filter(({ id }) => !there.has(id)));

async function createOne(store: IssueStore, issue: PlannedIssue): Promise<Result<unknown>> {
  const { id, title, description, type, priority, status, parent, labels, assignee, estimateMinutes } = issue;
  const made = await store.create({
    id,
    title,
    description,
    issue_type: type,
    priority,
    labels,
    ...(parent === undefined ? {} : { parent }),
    ...(assignee === undefined ? {} : { assignee }),
    ...(estimateMinutes === undefined ? {} : { estimated_minutes: estimateMinutes }),
  });
  return made.ok && made.value.status !== status ? setStatus(store, id, status) : made;
}

/** A circle of parents is a mistake that the plan's checks name; here it only must not go on for ever. */
function parentsFirst(issues: readonly PlannedIssue[]): readonly PlannedIssue[] {
  const byId = new Map(issues.map((issue) => [issue.id, issue]));
  const ordered = new Set<PlannedIssue>();
  const place = (issue: PlannedIssue, above: readonly string[]): void => {
    const parent = issue.parent === undefined ? undefined : byId.get(issue.parent);
    if (parent !== undefined && !above.includes(parent.id)) place(parent, [...above, issue.id]);
    ordered.add(issue);
  };
  for (const issue of issues) place(issue, []);
  return [...ordered];
}
