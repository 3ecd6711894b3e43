import type { Json } from '../base/json.ts';
import type { Dependency, Issue } from './issue.ts';
import { type PackedIssues, packedDates, packedTexts, packedWords } from './packed.ts';
import { isList, readComment } from './read.ts';
import { type IssueRecord, isRecord } from './record.ts';

/** The issues that were packed; undefined where anything of them is missing or damaged. */
export function unpackIssues({ columns, narrow, wide }: PackedIssues): readonly Issue[] | undefined {
  const damage = { isFound: false };
  const of = new Columns(columns, damage);
  const cut = new Cut(narrow, wide);
  const [id, title, description, design, criteria, notes, reason] = packedTexts.map((field) =>
    of.column(field, isNumber).map((length) => cut.next(length)),
  );
  if (!cut.isWhole) damage.isFound = true;
  const words = of.list('words', isText);
  const [status, type, assignee] = packedWords.map((field) => of.words(field, words));
  const [created, updated, closed, due, deferred, reference] = packedDates.map((field) =>
    of.column(field, isTextOrNull),
  );
  const priority = of.column('priority', isNumber);
  const minutes = of.column('estimated_minutes', isNumberOrNull);
  const labels = of.column('labels', isTextsOrNull);
  const comments = of.column('comments', isListOrNull);
  const metadata = of.column('metadata', isJson);
  const extra = of.column('extra', isRecordOrNull);
  const edges = edgesOf(of, id ?? empty, words);
  if (damage.isFound) return undefined;
  // In the order in which records are read, so that the engine holds both in one form.
  return (id ?? empty).map((one, at) => ({
    id: one,
    title: title?.[at] ?? '',
    description: description?.[at] ?? '',
    design: design?.[at] ?? '',
    acceptance_criteria: criteria?.[at] ?? '',
    notes: notes?.[at] ?? '',
    status: status?.[at] ?? '',
    priority: priority[at] ?? 0,
    issue_type: type?.[at] ?? '',
    assignee: assignee?.[at],
    estimated_minutes: minutes[at] ?? undefined,
    created_at: created?.[at] ?? undefined,
    updated_at: updated?.[at] ?? undefined,
    closed_at: closed?.[at] ?? undefined,
    close_reason: reason?.[at] || undefined,
    due_at: due?.[at] ?? undefined,
    defer_until: deferred?.[at] ?? undefined,
    external_ref: reference?.[at] ?? undefined,
    labels: labels[at] ?? empty,
    dependencies: edges[at] ?? empty,
    comments: comments[at]?.map(readComment).filter((comment) => comment !== undefined) ?? empty,
    metadata: metadata[at] ?? undefined,
    extra: extra[at] ?? nothing,
  }));
}

const empty: readonly never[] = [];
const nothing: Issue['extra'] = {};

/** The edges of each issue. */
function edgesOf(
  issues: Columns,
  ids: readonly string[],
  words: readonly string[],
): readonly (readonly Dependency[])[] {
  const of = issues.under('edges');
  const from = of.column('from', isTextOrNull);
  const to = of.column('to', isNumber).map((number) => {
    const id = number < 0 ? ids[-1 - number] : words[number];
    if (id === undefined) of.damage.isFound = true;
    return id ?? '';
  });
  const type = of.words('type', words);
  const created = of.column('created_at', isTextOrNull);
  const creator = of.words('created_by', words);
  const edge = (owner: string, depends_on_id: string, at: number): Dependency => ({
    issue_id: from[at] ?? owner,
    depends_on_id,
    type: type[at] ?? '',
    created_at: created[at] ?? undefined,
    created_by: creator[at],
  });
  let next = 0;
  const edges = issues.column('dependencies', isNumber).map((count, at) => {
    const start = next;
    next += count;
    if (count === 0 || next > of.count) return empty;
    const owner = ids[at] ?? '';
    return to.slice(start, next).map((other, nth) => edge(owner, other, start + nth));
  });
  if (next !== of.count) issues.damage.isFound = true;
  return edges;
}

/** Cuts texts off two long ones. */
class Cut {
  readonly #narrow: string;
  readonly #wide: string;
  #narrowAt = 0;
  #wideAt = 0;

  constructor(narrow: string, wide: string) {
    this.#narrow = narrow;
    this.#wide = wide;
  }

  /** The next text of this length, of the wide ones where it is below zero. */
  next(length: number): string {
    if (length < 0) {
      const start = this.#wideAt;
      this.#wideAt = start - length;
      return this.#wide.slice(start, this.#wideAt);
    }
    const start = this.#narrowAt;
    this.#narrowAt = start + length;
    return this.#narrow.slice(start, this.#narrowAt);
  }

  /** Whether the texts ended together with what was cut. */
  get isWhole(): boolean {
    return this.#narrowAt === this.#narrow.length && this.#wideAt === this.#wide.length;
  }
}

/** Columns of one length. What is not as it must be is marked as damage, and nothing in its place. */
class Columns {
  readonly count: number;
  readonly damage: { isFound: boolean };
  readonly #record: IssueRecord;

  constructor(record: IssueRecord, damage: { isFound: boolean }) {
    const count = record['count'];
    this.count = isNumber(count) && Number.isSafeInteger(count) && count >= 0 ? count : 0;
    this.damage = damage;
    this.#record = record;
    if (count !== this.count) damage.isFound = true;
  }

  /** Columns in a column's place. */
  under(name: string): Columns {
    const record = this.#record[name];
    return new Columns(isRecord(record) ? record : {}, this.damage);
  }

  list<T extends Json>(name: string, isOne: (value: Json) => value is T): readonly T[] {
    const list = this.#record[name];
    if (isList(list) && list.every(isOne)) return list;
    this.damage.isFound = true;
    return empty;
  }

  /** As long as there are issues, or edges. */
  column<T extends Json>(name: string, isOne: (value: Json) => value is T): readonly T[] {
    const list = this.list(name, isOne);
    const [first] = list;
    if (list.length === this.count) return list;
    if (list.length === 1 && first !== undefined) return Array<T>(this.count).fill(first);
    this.damage.isFound = true;
    return empty;
  }

  /** A column of numbers of words. */
  words(name: string, words: readonly string[]): readonly (string | undefined)[] {
    return this.column(name, isNumberOrNull).map((number) => {
      const word = number === null ? undefined : words[number];
      if (number !== null && word === undefined) this.damage.isFound = true;
      return word;
    });
  }
}

const isText = (value: Json | undefined): value is string => typeof value === 'string';
const isTextOrNull = (value: Json): value is string | null => value === null || isText(value);
const isNumber = (value: Json | undefined): value is number => typeof value === 'number';
const isNumberOrNull = (value: Json): value is number | null => value === null || isNumber(value);
const isListOrNull = (value: Json): value is readonly Json[] | null => value === null || isList(value);
const isTextsOrNull = (value: Json): value is readonly string[] | null =>
  value === null || (isList(value) && value.every(isText));
const isRecordOrNull = (value: Json): value is IssueRecord | null => value === null || isRecord(value);
const isJson = (_value: Json): _value is Json => true;
