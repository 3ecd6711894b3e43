import type { Issue } from '../../issues/issue.ts';
import type { IssuesChange, IssuesState } from '../../protocol/requests.ts';

/** The issues with a change taken in, in the order in which they came; undefined where the change does not build on them, and all must be asked for. */
export function withIssuesChange(before: IssuesState | undefined, change: IssuesChange): IssuesState | undefined {
  if (before?.state !== 'known') return undefined;
  if (change.version <= before.version) return before;
  if (change.version !== before.version + 1) return undefined;
  const { changed, removed, ...rest } = change;
  return { ...rest, issues: merged(before.issues, changed, removed), since: { changed, removed, from: before.issues } };
}

/** More than this are found faster by going through all of them. */
const few = 16;

function merged(issues: readonly Issue[], changed: readonly Issue[], removed: readonly string[]): readonly Issue[] {
  if (removed.length === 0 && changed.length <= few) return replaced(issues, changed);
  const gone = new Set(removed);
  const now = new Map(changed.map((issue) => [issue.id, issue]));
  const kept = issues.flatMap((issue) => {
    if (gone.has(issue.id)) return [];
    const other = now.get(issue.id) ?? issue;
    now.delete(issue.id);
    return [other];
  });
  return [...kept, ...now.values()];
}

function replaced(issues: readonly Issue[], changed: readonly Issue[]): readonly Issue[] {
  const now = issues.slice();
  for (const issue of changed) {
    const at = now.findIndex(({ id }) => id === issue.id);
    now[at === -1 ? now.length : at] = issue;
  }
  return now;
}
