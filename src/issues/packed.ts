import type { Json } from '../base/json.ts';
import type { Comment, Issue } from './issue.ts';
import type { IssueRecord } from './record.ts';

/**
 * Issues by field instead of one by one: many are read from it in a third of the time that records take. What repeats is there once, and texts, which
 * are most of what a tracker holds, are cut from a long one. `unpackIssues` reads it.
 */
export type PackedIssues = {
  /** All but the texts, and their lengths. */
  readonly columns: IssueRecord;
  /** The texts whose letters each fit into a byte, one after the other. */
  readonly narrow: string;
  /** The other texts. */
  readonly wide: string;
};

/** Fields that are texts. A column holds their lengths, of wide ones below zero. */
export const packedTexts = [
  'id',
  'title',
  'description',
  'design',
  'acceptance_criteria',
  'notes',
  'close_reason',
] as const satisfies readonly (keyof Issue)[];

/** Fields of few different values: a column holds their numbers among `words`. */
export const packedWords = ['status', 'issue_type', 'assignee'] as const satisfies readonly (keyof Issue)[];

/** Fields that hold a date or a name. */
export const packedDates = [
  'created_at',
  'updated_at',
  'closed_at',
  'due_at',
  'defer_until',
  'external_ref',
] as const satisfies readonly (keyof Issue)[];

/** Packs issues. What an issue does not have is null. */
export function packIssues(issues: readonly Issue[]): PackedIssues {
  const texts = new Texts();
  const words = new Words();
  const each = (value: (issue: Issue) => Json): readonly Json[] => column(issues.map(value));
  const columns: Record<string, Json> = {};
  for (const field of packedTexts) columns[field] = each((issue) => texts.add(issue[field] ?? ''));
  for (const field of packedWords) columns[field] = each((issue) => words.add(issue[field]));
  for (const field of packedDates) columns[field] = each((issue) => issue[field] ?? null);
  const packed = {
    count: issues.length,
    ...columns,
    priority: each(({ priority }) => priority),
    estimated_minutes: each((issue) => issue.estimated_minutes ?? null),
    labels: each(({ labels }) => (labels.length === 0 ? null : labels)),
    comments: each(({ comments }) => (comments.length === 0 ? null : comments.map(packedComment))),
    metadata: each(({ metadata }) => metadata ?? null),
    extra: each(({ extra }) => (Object.keys(extra).length === 0 ? null : extra)),
    dependencies: each(({ dependencies }) => dependencies.length),
    edges: packEdges(issues, words),
  };
  return { columns: { ...packed, words: words.all }, narrow: texts.narrow, wide: texts.wide };
}

/**
 * The edges of all issues, one after the other. Where an edge leads to one of these issues its place is told, counted down from -1, so that the id that is
 * read is the issue's own: who looks it up then need not read it letter by letter.
 */
function packEdges(issues: readonly Issue[], words: Words): Json {
  const places = new Map(issues.map(({ id }, at) => [id, -1 - at]));
  const edges = issues.flatMap(({ id, dependencies }) => dependencies.map((edge) => ({ ...edge, owner: id })));
  return {
    count: edges.length,
    from: column(edges.map(({ issue_id, owner }) => (issue_id === owner ? null : issue_id))),
    to: column(edges.map(({ depends_on_id: to }) => places.get(to) ?? words.add(to))),
    type: column(edges.map(({ type }) => words.add(type))),
    created_at: column(edges.map(({ created_at }) => created_at ?? null)),
    created_by: column(edges.map(({ created_by }) => words.add(created_by))),
  };
}

const packedComment = ({ id, author, text, created_at }: Comment): Json => ({
  id,
  author,
  text,
  created_at: created_at ?? null,
});

/** A column whose values are all the same holds one. */
function column(values: readonly Json[]): readonly Json[] {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? [first] : values;
}

class Texts {
  readonly #narrow: string[] = [];
  readonly #wide: string[] = [];

  /** Returns the text's length, below zero for one that goes among the wide. */
  add(text: string): number {
    const isWide = /[\u0100-\uffff]/.test(text);
    (isWide ? this.#wide : this.#narrow).push(text);
    return isWide ? -text.length : text.length;
  }

  get narrow(): string {
    return this.#narrow.join('');
  }
  get wide(): string {
    return this.#wide.join('');
  }
}

class Words {
  readonly #numbers = new Map<string, number>();

  add(word: string | undefined): number | null {
    if (word === undefined) return null;
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    this.#numbers.set(word, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  get all(): readonly string[] {
    return [...this.#numbers.keys()];
  }
}
