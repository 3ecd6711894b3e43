import type { Json } from '../base/json.ts';
import { parentOf } from './graph.ts';
import type { Comment, Dependency, Issue } from './issue.ts';
import { commentId, readDependency, readIssue } from './read.ts';
import { type IssueRecord, isRecord } from './record.ts';

/**
 * An issue as a Beads record. Given the record that it was read from, only what differs is touched: key order, spellings and
 * everything unknown, in edges and comments too, stay as they were written.
 */
export function writeIssue(issue: Issue, previous?: IssueRecord): IssueRecord {
  const record: Record<string, Json> = { ...previous };
  const read = previous === undefined ? undefined : readIssue(previous);
  const before = new Map(read?.ok ? fields(read.value, previous) : []);
  for (const [key, value] of fields(issue, previous)) {
    if (before.has(key) && same(before.get(key), value)) continue;
    if (value === undefined) delete record[key];
    else record[key] = value;
  }
  const gone = read?.ok ? Object.keys(read.value.extra).filter((key) => !(key in issue.extra)) : [];
  for (const key of gone) delete record[key];
  return refreshed(issue, read?.ok ? read.value : issue, record);
}

/** Figures that exporters store beside the data; kept true where a record has them, never added. */
function refreshed(issue: Issue, before: Issue, record: Record<string, Json>): IssueRecord {
  const parent = parentOf(issue);
  if ('parent' in record && parent !== parentOf(before)) {
    if (parent === undefined) delete record['parent'];
    else record['parent'] = parent;
  }
  if ('comment_count' in record && issue.comments.length !== before.comments.length) {
    record['comment_count'] = issue.comments.length;
  }
  if ('dependency_count' in record && blockers(issue) !== blockers(before)) {
    record['dependency_count'] = blockers(issue);
  }
  return record;
}

const blockers = (issue: Issue): number => issue.dependencies.filter(({ type }) => type === 'blocks').length;

/** All fields in the order in which Beads writes them; undefined where Beads leaves the key out. */
function fields(issue: Issue, previous: IssueRecord | undefined): readonly (readonly [string, Json | undefined])[] {
  return [
    ['id', issue.id],
    ['title', issue.title],
    ['description', issue.description || undefined],
    ['design', issue.design || undefined],
    ['acceptance_criteria', issue.acceptance_criteria || undefined],
    ['notes', issue.notes || undefined],
    ['status', issue.status],
    ['priority', issue.priority],
    ['issue_type', issue.issue_type],
    ['assignee', issue.assignee || undefined],
    ['estimated_minutes', issue.estimated_minutes],
    ['created_at', issue.created_at],
    ['updated_at', issue.updated_at],
    ['closed_at', issue.closed_at],
    ['close_reason', issue.close_reason || undefined],
    ['due_at', issue.due_at],
    ['defer_until', issue.defer_until],
    ['external_ref', issue.external_ref],
    ...Object.entries(issue.extra).map(([key, value]) => [key, value] as const),
    ['metadata', issue.metadata],
    ['labels', filled(issue.labels)],
    ['dependencies', filled(issue.dependencies.map((edge) => writeDependency(edge, previous)))],
    ['comments', filled(issue.comments.map((comment) => writeComment(comment, issue.id, previous)))],
  ];
}

const filled = (values: readonly Json[]): Json | undefined => (values.length === 0 ? undefined : values);

function writeDependency(edge: Dependency, previous: IssueRecord | undefined): Json {
  const old = entries(previous, 'dependencies').find((entry) => {
    const read = readDependency(edge.issue_id, entry);
    return read?.depends_on_id === edge.depends_on_id && read.type === edge.type;
  });
  return old ?? withoutAbsent({ ...edge });
}

function writeComment(comment: Comment, issue: string, previous: IssueRecord | undefined): Json {
  const old = entries(previous, 'comments').find(
    (entry) => commentId(entry) === comment.id && entry['text'] === comment.text,
  );
  const { id, author, text, created_at } = comment;
  return old ?? withoutAbsent({ id, issue_id: issue, author, text, created_at });
}

function entries(record: IssueRecord | undefined, key: string): readonly IssueRecord[] {
  const value = record?.[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function withoutAbsent(record: Readonly<Record<string, Json | undefined>>): Json {
  const present: Record<string, Json> = {};
  for (const [key, value] of Object.entries(record)) if (value !== undefined) present[key] = value;
  return present;
}

const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b));
