import { deepFields, type Issue, plainFields } from './issue.ts';

/** What became of some issues: those that are new or differ, whole, and the ids of those that are gone. */
export type IssueChanges = { readonly changed: readonly Issue[]; readonly removed: readonly string[] };

type Issues = ReadonlyMap<string, Issue>;

/** What leads from some issues to others; issues whose fields are all the same are left out. */
export function changesBetween(before: Issues, after: Issues): IssueChanges {
  const changed: Issue[] = [];
  for (const [id, issue] of after) {
    const old = before.get(id);
    if (old === undefined || !sameIssue(old, issue)) changed.push(issue);
  }
  return { changed, removed: [...before.keys()].filter((id) => !after.has(id)) };
}

/** Whether two issues say the same, cheaply enough to ask it of each of many. */
export const sameIssue = (a: Issue, b: Issue): boolean =>
  a === b ||
  (plainFields.every((field) => a[field] === b[field]) &&
    deepFields.every((field) => same(a[field], b[field])) &&
    same(a.extra, b.extra));

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
