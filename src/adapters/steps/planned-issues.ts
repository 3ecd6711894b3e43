import { fail, ok, type Result } from '../../base/result.ts';
import type { IssueStore } from '../../issues/store.ts';
import type { Plan, PlannedIssue } from '../../plan/model/plan.ts';
import { plannedIssues } from '../../run/planned-issues.ts';
import { setStatus } from './issue-status.ts';

export type CreatedIssues = { readonly created: readonly PlannedIssue[]; readonly total: number };

/**
 * Creates the issues of a plan that the tracker lacks, in one go where the store can, else parents before their children and then what they need of
 * each other. Issues that are there keep what they have: a plan that is run again changes nothing.
 */
export async function createPlanned(store: IssueStore, plan: Plan): Promise<Result<CreatedIssues>> {
  const snapshot = await store.load();
  if (!snapshot.ok) return snapshot;
  const { missing, total } = plannedIssues(plan, snapshot.value.issues);
  const strange = missing.flatMap(namedBy).find((id) => !plan.issues.has(id) && !snapshot.value.issues.has(id));
  if (strange !== undefined) return fail({ kind: 'issue-unknown', id: strange });
  const made = missing.length === 0 ? ok(null) : await createThem(store, missing);
  return made.ok ? ok({ created: missing, total }) : made;
}

const namedBy = ({ parent, needs }: PlannedIssue): readonly string[] => [...(parent ? [parent] : []), ...needs];

async function createThem(store: IssueStore, issues: readonly PlannedIssue[]): Promise<Result<null>> {
  const whole = issues.map((issue) => ({ ...newIssueOf(issue), needs: issue.needs, status: issue.status }));
  const made = await store.createAll?.(whole);
  // An older bd has another import, or none.
  const isOld = made?.ok === false && made.error.kind === 'bd-failed' && !/^import failed/.test(made.error.detail);
  return made === undefined || isOld ? createInTurn(store, issues) : made;
}

async function createInTurn(store: IssueStore, issues: readonly PlannedIssue[]): Promise<Result<null>> {
  for (const issue of issues) {
    const made = await createOne(store, issue);
    if (!made.ok) return made;
  }
  for (const { id, needs } of issues) {
    for (const need of needs) {
      const linked = await store.addDependency(id, need, 'blocks');
      if (!linked.ok) return linked;
    }
  }
  return ok(null);
}

export function createdText({ created, total }: CreatedIssues): string {
  const lines = created.map(({ id, title }) => `${id} created: ${title}\n`).join('');
  return `${lines}${total - created.length} of ${total} issues were there already.\n`;
}

async function createOne(store: IssueStore, issue: PlannedIssue): Promise<Result<unknown>> {
  const made = await store.create(newIssueOf(issue));
  return made.ok && made.value.status !== issue.status ? setStatus(store, issue.id, issue.status) : made;
}

const newIssueOf = ({
  id,
  title,
  description,
  type,
  priority,
  parent,
  labels,
  assignee,
  estimateMinutes,
}: PlannedIssue) => ({
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
