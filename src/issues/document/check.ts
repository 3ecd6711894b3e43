import { nearest } from '../../base/nearest.ts';
import type { Issue } from '../issue.ts';
import { parseStatus } from '../words.ts';
import type { FieldName, IssueFields } from './fields.ts';
import type { DocumentProblem, ReadDocument } from './read.ts';

/** The words that a tracker uses, for completion and for telling a slip from a word of one's own. */
export type TrackerWords = {
  readonly issues: ReadonlyMap<string, Issue>;
  readonly statuses: readonly string[];
  readonly types: readonly string[];
  readonly labels: readonly string[];
  readonly people: readonly string[];
};

const statuses = ['open', 'in_progress', 'blocked', 'deferred', 'closed', 'pinned', 'hooked'];
const types = ['task', 'bug', 'feature', 'epic', 'chore', 'decision', 'message', 'spike', 'story', 'milestone'];

export function trackerWords(issues: ReadonlyMap<string, Issue>): TrackerWords {
  const used = {
    statuses: new Set(statuses),
    types: new Set(types),
    labels: new Set<string>(),
    people: new Set<string>(),
  };
  for (const issue of issues.values()) {
    if (issue.status !== 'tombstone') used.statuses.add(issue.status);
    used.types.add(issue.issue_type);
    for (const label of issue.labels) used.labels.add(label);
    if (issue.assignee !== undefined) used.people.add(issue.assignee);
  }
  return {
    issues,
    statuses: [...used.statuses],
    types: [...used.types],
    labels: [...used.labels].sort(),
    people: [...used.people].sort(),
  };
}

/** Everything wrong with a document: what cannot be read, and what the tracker would refuse. `before`: as it was opened. */
export function checkDocument(
  { fields, places, items, problems, tail }: ReadDocument,
  before: { readonly fields: IssueFields; readonly tail: string },
  words: TrackerWords,
): readonly DocumentProblem[] {
  const found: DocumentProblem[] = [...problems];
  const tell = (field: FieldName, grave: DocumentProblem['grave'], message: string, index?: number): void => {
    const span = (index === undefined ? undefined : items.get(field)?.[index]) ??
      places.get(field) ?? { start: 0, end: 3 };
    found.push({ span, grave, message });
  };
  if (fields.id !== before.fields.id) {
    const was = before.fields.id;
    tell(
      'id',
      'error',
      was === ''
        ? 'The tracker chooses the id of a new issue: leave it empty.'
        : `An id cannot be changed: write ${was} again.`,
    );
  }
  const unknown = (field: FieldName, id: string, index?: number): void => {
    if (id === '' || words.issues.has(id) || id.startsWith('external:')) return;
    const [near] = nearest(id, words.issues.keys(), 1);
    tell(field, 'error', `There is no issue ${id}${near === undefined ? '' : `; did you mean ${near}?`}`, index);
  };
  if (fields.parent !== before.fields.parent) unknown('parent', fields.parent);
  if (fields.parent !== '' && fields.parent === fields.id)
    tell('parent', 'error', 'An issue cannot be a part of itself: name another one, or none.');
  for (const [index, id] of fields.needs.entries()) {
    if (!before.fields.needs.includes(id)) unknown('needs', id, index);
    if (id === fields.id && id !== '') tell('needs', 'error', 'An issue cannot wait for itself: take it out.', index);
  }
  const odd = (field: 'status' | 'issue_type', value: string, all: readonly string[]): void => {
    if (value === '' || value === before.fields[field] || all.includes(value)) return;
    const [near] = nearest(value, all, 1);
    tell(
      field,
      'warning',
      `No issue has "${value}" yet${near === undefined ? '' : `; did you mean ${near}?`}. It is saved as it stands.`,
    );
  };
  odd('status', parseStatus(fields.status), words.statuses);
  odd('issue_type', fields.issue_type, words.types);
  if (fields.priority > 4 && fields.priority !== before.fields.priority)
    tell('priority', 'error', 'Priorities end at P4 (backlog).');
  if (fields.close_reason !== before.fields.close_reason && parseStatus(fields.status) !== 'closed')
    tell('close_reason', 'warning', 'A reason is kept with "status: closed" only.');
  if (before.fields.id !== '' && tail.text !== before.tail && tail.text !== '') {
    const message =
      'What is changed below the line "From here on only shown" is not saved. Write a comment of your own under "## New comment" above it.';
    found.push({ span: tail.span, grave: 'warning', message });
  }
  return found;
}
