import type { Issue } from './issue.ts';

/** What became of the issues between two snapshots, ids in the order of the snapshots. */
export type IssueDiff = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly id: string; readonly fields: readonly string[] }[];
};

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
