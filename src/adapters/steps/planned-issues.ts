import { ok, type Result } from '../../base/result.ts';
import type { IssueStore } from '../../issues/store.ts';
import type { Plan, PlannedIssue } from '../../plan/model/plan.ts';
import { plannedIssues } from '../../run/planned-issues.ts';
import { setStatus } from './issue-status.ts';

export type CreatedIssues = { readonly created: readonly PlannedIssue[]; readonly total: number };

/**
 * Creates the issues of a plan that the tracker lacks, parents before their children, then what they need of each other. Issues that are
 * there keep what they have: a plan that is run again changes nothing.
 */
export async function createPlanned(store: IssueStore, plan: Plan): Promise<Result<CreatedIssues>> {
  const snapshot = await store.load();
  if (!snapshot.ok) return snapshot;
  const { missing, total } = plannedIssues(plan, snapshot.value.issues);
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
  return ok({ created: missing, total });
}

export function createdText({ created, total }: CreatedIssues): string {
  const lines = created.map(({ id, title }) => `${id} created: ${title}\n`).join('');
  return `${lines}${total - created.length} of ${total} issues were there already.\n`;
}

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
