import { ok, type Result } from '../../base/result.ts';
import type { Issue } from '../../issues/issue.ts';
import type { IssueStore } from '../../issues/store.ts';

/** Closing and reopening are acts of their own in Beads; setting what is set already is none. */
export async function setStatus(store: IssueStore, id: string, status: string): Promise<Result<Issue>> {
  if (status === 'closed') return closeOnce(store, id, 'Done');
  const snapshot = await store.load();
  if (!snapshot.ok) return snapshot;
  const issue = snapshot.value.issues.get(id);
  if (issue?.status === status) return ok(issue);
  if (issue?.status === 'closed' && status === 'open') return store.reopen(id, 'Not done yet');
  return store.update(id, { status });
}

/** A closed issue stays closed with the reason that it has. */
export async function closeOnce(store: IssueStore, id: string, reason: string): Promise<Result<Issue>> {
  const snapshot = await store.load();
  if (!snapshot.ok) return snapshot;
  const issue = snapshot.value.issues.get(id);
  return issue?.status === 'closed' ? ok(issue) : store.close(id, reason);
}
