import type { Issue } from '../../../src/issues/issue.ts';
import { readIssue } from '../../../src/issues/read.ts';

/** An issue with these Beads fields; `needs` and `parent` make edges. */
export function issue(id: string, fields: Record<string, unknown> & { needs?: string[]; parent?: string } = {}): Issue {
  const { needs = [], parent, ...rest } = fields;
  const edges = [
    ...(parent === undefined ? [] : [{ depends_on_id: parent, type: 'parent-child' }]),
    ...needs.map((need) => ({ depends_on_id: need, type: 'blocks' })),
  ];
  const dependencies = edges.map((edge) => ({ issue_id: id, ...edge }));
  const read = readIssue({ id, title: `title of ${id}`, ...(edges.length > 0 ? { dependencies } : {}), ...rest });
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

export const issues = (...all: Issue[]): ReadonlyMap<string, Issue> => new Map(all.map((one) => [one.id, one]));
