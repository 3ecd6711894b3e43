import type { Issue } from '../../issues/issue.ts';
import type { IssuesChange, IssuesState } from '../../protocol/requests.ts';

/** The issues with a change taken in, in the order in which they came; undefined where the change does not build on them, and all must be asked for. */
export function withIssuesChange(before: IssuesState | undefined, change: IssuesChange): IssuesState | undefined {
  if (before?.state !== 'known') return undefined;
  if (change.version <= before.version) return before;
  if (change.version !== before.version + 1) return undefined;
  const { changed, removed, ...rest } = change;
  return { ...rest, issues: merged(before.issues, changed, removed), since: { changed, removed } };
}

function merged(issues: readonly Issue[], changed: readonly Issue[], removed: readonly string[]): readonly Issue[] {
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
