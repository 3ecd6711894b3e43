import type { Json } from '../base/json.ts';
import { dependencyType, type IssueRecord, isRecord } from './record.ts';

/** Two versions of an `issues.jsonl` as one, and what could not be decided. */
export type MergedFile = { readonly text: string; readonly conflicts: readonly MergeConflict[] };

/** Fields of an issue that both sides gave another text. */
export type MergeConflict = { readonly id: string; readonly fields: readonly string[] };

/** What people wrote: where both sides changed it, neither is dropped. Everything else follows the side that changed the issue later. */
const texts: ReadonlySet<string> = new Set(['title', 'description', 'design', 'acceptance_criteria', 'notes']);

/** Fields that only mean something together, so they come from one side. */
const statusFields = ['status', 'closed_at', 'close_reason', 'started_at'];

/** By what the entries of a list are the same entry. */
const entryKeys: Readonly<Record<string, (entry: Json) => string>> = {
  labels: (entry) => String(entry),
  dependencies: (entry) => keyFrom(entry, ['depends_on_id', 'type']),
  comments: (entry) => keyFrom(entry, ['id', 'text']),
};

const keyFrom = (entry: Json, names: readonly string[]): string =>
  isRecord(entry) ? names.map((name) => String(entry[name] ?? '')).join('\n') : JSON.stringify(entry);

/**
 * Merges two versions of an `issues.jsonl` that came from one, per issue and field: what one side changed is taken, lists are merged entry by
 * entry, and where both sides changed a value the later `updated_at` decides. A text that both changed stays a conflict: both lines, between
 * Git's markers, that differ in nothing else. A deleted issue that the other side changed stays. Lines keep their bytes where one side has
 * them so, and what is no issue is kept as text.
 */
export function mergeIssueFiles(base: string, ours: string, theirs: string): MergedFile {
  const [was, our, their] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const conflicts: MergeConflict[] = [];
  const lines: string[] = [];
  const merge = (key: string): void => {
    const one = mergeLine(was.get(key), our.get(key), their.get(key));
    lines.push(...one.lines);
    if (one.conflict !== undefined) conflicts.push(one.conflict);
  };
  for (const key of our.keys()) merge(key);
  for (const key of their.keys()) if (!our.has(key)) merge(key);
  const ending = ours.includes('\r\n') ? '\r\n' : '\n';
  return { text: lines.map((line) => `${line}${ending}`).join(''), conflicts };
}

type Line = { readonly text: string; readonly record: IssueRecord | undefined };

/** Lines by what makes them the same line: the issue's id, else the text. Of two with one id the later is the issue. */
function linesOf(text: string): ReadonlyMap<string, Line> {
  const found = new Map<string, Line>();
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const record = issueOn(line);
    const key = record === undefined ? `text ${line}` : `issue ${String(record['id'])}`;
    const earlier = found.get(key);
    if (earlier !== undefined && earlier.text !== line)
      found.set(`text ${earlier.text}`, { ...earlier, record: undefined });
    found.set(key, { text: line, record });
  }
  return found;
}

function issueOn(line: string): IssueRecord | undefined {
  try {
    const json: unknown = JSON.parse(line);
    return isRecord(json) && typeof json['id'] === 'string' && (json['_type'] ?? 'issue') === 'issue'
      ? json
      : undefined;
  } catch {
    return undefined;
  }
}

type MergedLine = { readonly lines: readonly string[]; readonly conflict?: MergeConflict };

function mergeLine(was: Line | undefined, our: Line | undefined, their: Line | undefined): MergedLine {
  const one = our ?? their;
  if (one === undefined) return { lines: [] };
  if (our === undefined || their === undefined) return { lines: was?.text === one.text ? [] : [one.text] };
  if (our.text === their.text || their.text === was?.text) return { lines: [our.text] };
  if (our.text === was?.text || our.record === undefined || their.record === undefined) return { lines: [their.text] };
  const { record, fields } = mergeRecords(was?.record ?? {}, our.record, their.record);
  if (fields.length === 0) return { lines: [lineOf(record, our, their)] };
  const theirsToo: IssueRecord = { ...record, ...pick(their.record, fields) };
  return {
    lines: ['<<<<<<< ours', lineOf(record, our, their), '=======', lineOf(theirsToo, our, their), '>>>>>>> theirs'],
    conflict: { id: String(record['id']), fields },
  };
}

/** Written as a side has it, where a side has just that. */
function lineOf(record: IssueRecord, ...sides: readonly Line[]): string {
  return (
    sides.find((side) => side.record !== undefined && same(sorted(side.record), sorted(record)))?.text ??
    JSON.stringify(record)
  );
}

const pick = (record: IssueRecord, names: readonly string[]): IssueRecord =>
  Object.fromEntries(names.map((name) => [name, record[name] ?? '']));

/** `fields`: those left as ours has them, since both sides wrote another text. */
function mergeRecords(
  was: IssueRecord,
  our: IssueRecord,
  their: IssueRecord,
): { readonly record: IssueRecord; readonly fields: readonly string[] } {
  const record: Record<string, Json> = {};
  const fields: string[] = [];
  const later = timeOf(their) > timeOf(our) ? their : our;
  const status = sideOf(was, our, their, statusFields, later);
  for (const name of new Set([...Object.keys(our), ...Object.keys(their)])) {
    const value = statusFields.includes(name) ? status[name] : mergeField(name, was, our, their, later);
    if (value === undefined) continue;
    record[name] = value;
    if (texts.has(name) && value === our[name] && allDiffer(was[name], our[name], their[name])) fields.push(name);
  }
  return { record: counted(record), fields };
}

function mergeField(
  name: string,
  was: IssueRecord,
  our: IssueRecord,
  their: IssueRecord,
  later: IssueRecord,
): Json | undefined {
  const [w, o, t] = [was[name], our[name], their[name]];
  if (!allDiffer(w, o, t)) return same(o, w) ? t : o;
  const key = entryKeys[name];
  if (key !== undefined) {
    const merged = mergeLists(listOf(w), listOf(o), listOf(t), key);
    return name === 'dependencies' ? underOne(merged, [w, o, t].map(listOf), listOf(later[name])) : merged;
  }
  if (isRecord(o) && isRecord(t)) return mergeRecords(isRecord(w) ? w : {}, o, t).record;
  return texts.has(name) ? o : later[name];
}

/** The side that changed any of these fields; the later one where both did. */
function sideOf(
  was: IssueRecord,
  our: IssueRecord,
  their: IssueRecord,
  names: readonly string[],
  later: IssueRecord,
): IssueRecord {
  const changed = (side: IssueRecord): boolean => names.some((name) => !same(side[name], was[name]));
  if (changed(our) !== changed(their)) return changed(our) ? our : their;
  return later;
}

/** Ours, without what they took away, and what they added. */
function mergeLists(
  was: readonly Json[],
  our: readonly Json[],
  their: readonly Json[],
  key: (entry: Json) => string,
): readonly Json[] {
  const [before, here, there] = [was, our, their].map((list) => new Set(list.map(key)));
  const kept = our.filter((entry) => there?.has(key(entry)) || !before?.has(key(entry)));
  const added = their.filter((entry) => !here?.has(key(entry)) && !before?.has(key(entry)));
  return [...kept, ...added];
}

/** Under what an issue lies is one value: where both sides put it elsewhere, it lies where the later one put it, and not in two places. */
function underOne(
  merged: readonly Json[],
  sides: readonly (readonly Json[])[],
  later: readonly Json[],
): readonly Json[] {
  const [was, our, their] = sides.map((edges) => parentsIn(edges).join('\n'));
  if (!allDiffer(was, our, their)) return merged;
  return [...merged.filter((edge) => !isUnder(edge)), ...later.filter(isUnder)];
}

const isUnder = (edge: Json): boolean => isRecord(edge) && dependencyType(String(edge['type'])) === 'parent-child';

const parentsIn = (edges: readonly Json[]): readonly string[] =>
  edges.flatMap((edge) => (isRecord(edge) && isUnder(edge) ? [String(edge['depends_on_id'])] : [])).sort();

/** Counts that exporters write beside the lists. */
function counted(record: Record<string, Json>): IssueRecord {
  if ('comment_count' in record) record['comment_count'] = listOf(record['comments']).length;
  if ('dependency_count' in record) {
    record['dependency_count'] = listOf(record['dependencies']).filter(
      (edge) => isRecord(edge) && edge['type'] === 'blocks',
    ).length;
  }
  return record;
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const timeOf = (record: IssueRecord): number => Date.parse(String(record['updated_at'] ?? '')) || 0;

const allDiffer = (was: Json | undefined, our: Json | undefined, their: Json | undefined): boolean =>
  !same(our, their) && !same(our, was) && !same(their, was);

const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b));

const sorted = (record: IssueRecord): IssueRecord => Object.fromEntries(Object.entries(record).sort());
