import { isDay } from '../dates.ts';
import type { IssueChange, NewIssue } from '../store.ts';
import { parseStatus } from '../words.ts';
import { type FieldName, type IssueFields, keys } from './fields.ts';

/** What saving a document writes: only what the person changed. Steps are carried out in this order. */
export type DocumentSave = {
  readonly change: IssueChange;
  readonly needs: { readonly add: readonly string[]; readonly remove: readonly string[] };
  /** Empty: none. */
  readonly comment: string;
  readonly end: { readonly kind: 'close' | 'reopen'; readonly reason: string } | undefined;
};

/** Fields of one value: what two people set differently cannot both stand. Lists and comments add up. */
const single = [
  'title',
  'issue_type',
  'status',
  'priority',
  'assignee',
  'parent',
  'due_at',
  'defer_until',
  'estimated_minutes',
  'close_reason',
  'description',
  'design',
  'acceptance_criteria',
  'notes',
] as const satisfies readonly FieldName[];

type Three = { readonly base: IssueFields; readonly mine: IssueFields; readonly theirs: IssueFields };

/** Fields that the person and somebody else have set differently since `base`. */
export const conflictsIn = ({ base, mine, theirs }: Three): readonly FieldName[] =>
  single.filter(
    (field) => mine[field] !== base[field] && theirs[field] !== base[field] && mine[field] !== theirs[field],
  );

/** What to write so that the tracker, which has `theirs`, gets everything that was changed from `base` to `mine`, and nothing else. */
export function saveOf({ base, mine, theirs }: Three): DocumentSave {
  const changed = (field: (typeof single)[number]): boolean =>
    mine[field] !== base[field] && mine[field] !== theirs[field];
  const status = parseStatus(mine.status);
  const ends = changed('status') && status === 'closed';
  const reopens = changed('status') && status === 'open' && theirs.status === 'closed';
  const plain = single.filter(
    (field) => changed(field) && field !== 'close_reason' && !(field === 'status' && (ends || reopens)),
  );
  const change = Object.fromEntries(plain.map((field) => [field, field === 'status' ? status : written(field, mine)]));
  const labels = listChange(base.labels, mine.labels, theirs.labels);
  return {
    change: {
      ...change,
      ...(labels.add.length === 0 ? {} : { add_labels: labels.add }),
      ...(labels.remove.length === 0 ? {} : { remove_labels: labels.remove }),
    },
    needs: listChange(base.needs, mine.needs, theirs.needs),
    comment: mine.comment,
    end:
      ends || (changed('close_reason') && mine.status === 'closed')
        ? { kind: 'close', reason: mine.close_reason }
        : reopens
          ? { kind: 'reopen', reason: '' }
          : undefined,
  };
}

const written = (field: (typeof single)[number], fields: IssueFields): string | number =>
  (field === 'due_at' || field === 'defer_until') && isDay(fields[field])
    ? `${fields[field]}T00:00:00Z`
    : fields[field];

function listChange(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): { readonly add: readonly string[]; readonly remove: readonly string[] } {
  const added = mine.filter((one) => !base.includes(one) && !theirs.includes(one));
  const removed = base.filter((one) => !mine.includes(one) && theirs.includes(one));
  return { add: [...new Set(added)], remove: [...new Set(removed)] };
}

/** A document that was never saved, as a new issue, and what must be set on it afterwards. */
export function creationOf(fields: IssueFields): { readonly issue: NewIssue; readonly rest: DocumentSave } {
  const { title, description, issue_type, priority, assignee, labels, parent, needs, estimated_minutes } = fields;
  const issue: NewIssue = {
    title,
    issue_type,
    priority,
    ...(description === '' ? {} : { description }),
    ...(assignee === '' ? {} : { assignee }),
    ...(labels.length === 0 ? {} : { labels }),
    ...(estimated_minutes === 0 ? {} : { estimated_minutes }),
    ...(parent === '' ? {} : { parent }),
    ...(needs.length === 0 ? {} : { needs }),
  };
  const base: IssueFields = {
    ...fields,
    status: 'open',
    due_at: '',
    defer_until: '',
    close_reason: '',
    design: '',
    acceptance_criteria: '',
    notes: '',
    comment: '',
  };
  return { issue, rest: saveOf({ base, mine: fields, theirs: base }) };
}

export const writesNothing = ({ change, needs, comment, end }: DocumentSave): boolean =>
  Object.keys(change).length === 0 &&
  needs.add.length === 0 &&
  needs.remove.length === 0 &&
  comment === '' &&
  end === undefined;

/** The name of a field as its document writes it. */
export const fieldWord = (field: FieldName): string =>
  keys.find((one) => one.field === field)?.key ?? field.replaceAll('_', ' ');
