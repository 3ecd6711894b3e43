import type { Json } from '../../base/json.ts';
import type { IssueRecord } from '../../issues/record.ts';
import type { Row } from './dolt-server.ts';

/** Rows of the four tables that an issue is made of. */
export type DoltRows = {
  readonly issues: readonly Row[];
  readonly dependencies: readonly Row[];
  readonly labels: readonly Row[];
  readonly comments: readonly Row[];
};

/** Beads' own bookkeeping, which `bd list --json` leaves out. */
const internal: ReadonlySet<string> = new Set(['content_hash', 'compaction_level', 'no_history', 'timeout_ns']);

/** Columns that hold truth values as 0 and 1. */
const flags: ReadonlySet<string> = new Set(['ephemeral', 'pinned', 'is_template']);

/** Issues as `bd list --json` writes them, from whatever columns there are. */
export function recordsOf({ issues, dependencies, labels, comments }: DoltRows): readonly IssueRecord[] {
  const [edgesOf, labelsOf, commentsOf] = [dependencies, labels, comments].map(byIssue);
  return issues.map((row) => {
    const id = String(row['id']);
    const own = {
      labels: (labelsOf?.get(id) ?? []).map((label) => String(label['label'])).sort(),
      dependencies: (edgesOf?.get(id) ?? []).map(edgeOf),
      comments: (commentsOf?.get(id) ?? []).map(recordOf).sort(byTime),
    };
    return { ...recordOf(row), ...Object.fromEntries(Object.entries(own).filter(([, list]) => list.length > 0)) };
  });
}

function byIssue(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const id = String(row['issue_id']);
    const own = found.get(id);
    if (own === undefined) found.set(id, [row]);
    else own.push(row);
  }
  return found;
}

const byTime = (a: IssueRecord, b: IssueRecord): number =>
  String(a['created_at'] ?? '').localeCompare(String(b['created_at'] ?? '')) ||
  String(a['id']).localeCompare(String(b['id']));

/** The other end was one column up to bd 1.0 and is several, one of them filled, since 1.1: whichever it is, its name begins like this. */
function edgeOf(row: Row): IssueRecord {
  const record = recordOf(row);
  const end = Object.keys(record).find((name) => name.startsWith('depends_on'));
  return end === undefined ? record : { ...record, depends_on_id: record[end] ?? '' };
}

/** A row without what is not set. */
function recordOf(row: Row): IssueRecord {
  const record: Record<string, Json> = {};
  for (const [name, value] of Object.entries(row)) {
    const json = jsonOf(name, value);
    if (json !== undefined && !internal.has(name)) record[name] = json;
  }
  return record;
}

function jsonOf(name: string, value: unknown): Json | undefined {
  if (typeof value === 'string') return value === '' ? undefined : dateOf(name, value);
  if (flags.has(name)) return value === 1 || value === true ? true : undefined;
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return undefined;
  return JSON.parse(JSON.stringify(value));
}

/** Dolt writes dates in UTC without saying so. */
const dateOf = (name: string, value: string): string =>
  /(_at|_until|^last_activity)$/.test(name) && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(value)
    ? `${value.replace(' ', 'T').replace(/\.0+$/, '')}Z`
    : value;
