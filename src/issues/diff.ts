import type { Issue } from './issue.ts';

/** What became of the issues between two snapshots, ids in the order of the snapshots. */
export type IssueDiff = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly id: string; readonly fields: readonly string[] }[];
};

/** What became of some issues: those that are new or differ, whole, and the ids of those that are gone. */
export type IssueChanges = { readonly changed: readonly Issue[]; readonly removed: readonly string[] };

/** What leads from some issues to others; issues whose fields are all the same are left out. */
export function changesBetween(before: Issues, after: Issues): IssueChanges {
  const changed: Issue[] = [];
  for (const [id, issue] of after) {
    const old = before.get(id);
    if (old === undefined || (old !== issue && differing(old, issue).length > 0)) changed.push(issue);
  }
  return { changed, removed: [...before.keys()].filter((id) => !after.has(id)) };
}

type Issues = ReadonlyMap<string, Issue>;

export function diffIssues(before: Issues, after: Issues): IssueDiff {
  const changed: { id: string; fields: readonly string[] }[] = [];
  for (const [id, issue] of after) {
    const old = before.get(id);
    const fields = old === undefined || old === issue ? [] : differing(old, issue);
    if (fields.length > 0) changed.push({ id, fields });
  }
  return {
    added: [...after.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    changed,
  };
}

/** Names of the fields that differ; an unknown one by its own name. */
function differing(before: Issue, after: Issue): readonly string[] {
  const old = new Map<string, unknown>([...Object.entries(before.extra), ...Object.entries(before)]);
  const now = new Map<string, unknown>([...Object.entries(after.extra), ...Object.entries(after)]);
  const names = new Set([...old.keys(), ...now.keys()]);
  names.delete('extra');
  return [...names].filter((name) => !same(old.get(name), now.get(name)));
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Fields that are compared as they are, and those that are lists or objects. */
const plain = [
  'id',
  'title',
  'description',
  'design',
  'acceptance_criteria',
  'notes',
  'status',
  'priority',
  'issue_type',
  'assignee',
  'estimated_minutes',
  'created_at',
  'updated_at',
  'closed_at',
  'close_reason',
  'due_at',
  'defer_until',
  'external_ref',
] as const satisfies readonly (keyof Issue)[];
const deep = ['labels', 'dependencies', 'comments', 'metadata', 'extra'] as const satisfies readonly Exclude<
  keyof Issue,
  (typeof plain)[number]
>[];

/** Whether two issues say the same, cheaply enough to ask it of each of many. */
export const sameIssue = (a: Issue, b: Issue): boolean =>
  a === b || (plain.every((field) => a[field] === b[field]) && deep.every((field) => same(a[field], b[field])));
