import type { Json } from '../base/json.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type Comment, type Dependency, deepFields, type Issue, plainFields } from './issue.ts';
import { dependencyType, type IssueRecord, isRecord } from './record.ts';

/** Keys that have a place of their own in `Issue`; `parent` and `_type` are derived by whoever wrote the record. */
const known: ReadonlySet<string> = new Set([...plainFields, ...deepFields]);

/**
 * Reads one Beads record as tolerantly as can be: only the id must be there. Unknown statuses, types and fields are kept;
 * `null` means absent; both shapes of dependencies are taken (edges as in `list` and files, whole issues as in `show`).
 * The error is a few words for the person who may mend the line.
 */
export function readIssue(json: unknown): Result<Issue, string> {
  if (!isRecord(json)) return fail('not a JSON object');
  const id = json['id'];
  if (typeof id !== 'string' || id === '') return fail('no id');
  return ok({
    id,
    title: text(json, 'title') ?? '',
    description: text(json, 'description') ?? '',
    design: text(json, 'design') ?? '',
    acceptance_criteria: text(json, 'acceptance_criteria') ?? '',
    notes: text(json, 'notes') ?? '',
    status: text(json, 'status') || 'open',
    priority: readPriority(json['priority']) ?? 2,
    issue_type: text(json, 'issue_type') || 'task',
    assignee: text(json, 'assignee') || undefined,
    estimated_minutes: number(json['estimated_minutes']),
    created_at: text(json, 'created_at') || undefined,
    updated_at: text(json, 'updated_at') || undefined,
    closed_at: text(json, 'closed_at') || undefined,
    close_reason: text(json, 'close_reason') || undefined,
    due_at: text(json, 'due_at') || undefined,
    defer_until: text(json, 'defer_until') || undefined,
    external_ref: text(json, 'external_ref') || undefined,
    labels: listed(json['labels'], (label) => (typeof label === 'string' ? label : undefined)),
    dependencies: listed(json['dependencies'], (entry) => readDependency(id, entry)),
    comments: listed(json['comments'], readComment),
    metadata: json['metadata'] ?? undefined,
    extra: unknownIn(json),
  });
}

/**
 * What is read of the entries of a list, without those that are nothing. A hundred thousand issues are held at once: those without any share one
 * empty list, and the others have lists with no room to grow.
 */
function listed<T>(value: Json | undefined, read: (entry: Json) => T | undefined): readonly T[] {
  if (!isList(value) || value.length === 0) return empty;
  const found = value.map(read).filter((entry) => entry !== undefined);
  return found.length === 0 ? empty : found.slice();
}

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const empty: readonly never[] = [];
const nothing: Issue['extra'] = {};

function unknownIn(record: IssueRecord): Issue['extra'] {
  // Walked without a list of keys: nearly no record has any that is unknown.
  for (const key in record)
    if (!known.has(key)) return Object.fromEntries(Object.entries(record).filter(([one]) => !known.has(one)));
  return nothing;
}

/** One edge; undefined for an entry that names no issue. */
export function readDependency(owner: string, entry: Json): Dependency | undefined {
  if (!isRecord(entry)) return undefined;
  const dependsOn = text(entry, 'depends_on_id') ?? text(entry, 'id');
  if (dependsOn === undefined || dependsOn === '') return undefined;
  const whole = 'dependency_type' in entry;
  return {
    issue_id: ownerOf(entry, owner),
    depends_on_id: dependsOn,
    type: dependencyType(text(entry, 'dependency_type') || text(entry, 'type') || 'blocks'),
    // What `show` gives here are the dates of the other issue, not of the edge.
    created_at: whole ? undefined : text(entry, 'created_at') || undefined,
    created_by: whole ? undefined : text(entry, 'created_by') || undefined,
  };
}

function ownerOf(entry: IssueRecord, owner: string): string {
  const named = text(entry, 'issue_id') || owner;
  return named === owner ? owner : named;
}

/** One comment, its id as text whether it was written as a number (SQLite era) or a string. */
export function readComment(entry: Json): Comment | undefined {
  if (!isRecord(entry)) return undefined;
  return {
    id: commentId(entry),
    author: text(entry, 'author') ?? '',
    text: text(entry, 'text') ?? '',
    created_at: text(entry, 'created_at') || undefined,
  };
}

export const commentId = (entry: IssueRecord): string => String(entry['id'] ?? '');

/** 0 to 4 from a number, `"1"` or `"P1"`; anything else is not a priority. */
function readPriority(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  const digits = typeof value === 'string' ? /^[pP]?([0-4])$/.exec(value)?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits);
}

function text(record: IssueRecord, key: string): string | undefined {
  const value = record[key];
  return typeof value === 'string' ? value : undefined;
}

const number = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined);
