import { parentOf } from '../graph.ts';
import type { Issue } from '../issue.ts';
import { oneLine } from '../text.ts';

/** What a person edits in the document of an issue. Empty texts and lists stand for what the issue has not. */
export type IssueFields = {
  /** Empty in the document of a new issue. */
  readonly id: string;
  readonly title: string;
  readonly issue_type: string;
  readonly status: string;
  readonly priority: number;
  readonly assignee: string;
  readonly labels: readonly string[];
  readonly parent: string;
  /** Issues that block this one. */
  readonly needs: readonly string[];
  /** RFC 3339, or a date alone for midnight UTC. */
  readonly due_at: string;
  readonly defer_until: string;
  /** Zero: none. */
  readonly estimated_minutes: number;
  readonly close_reason: string;
  readonly description: string;
  readonly design: string;
  readonly acceptance_criteria: string;
  readonly notes: string;
  /** A comment to be added; never what others have said. */
  readonly comment: string;
};

export type FieldName = keyof IssueFields;

/** The texts below the title, each under its heading; the description has none. */
export const sections = [
  { field: 'design', heading: 'Design', help: 'How it is going to be done.' },
  { field: 'acceptance_criteria', heading: 'Acceptance criteria', help: 'What must be true when it is closed.' },
  { field: 'notes', heading: 'Notes', help: 'What was found on the way.' },
  { field: 'comment', heading: 'New comment', help: 'Is added to the comments when the document is saved.' },
] as const satisfies readonly { field: FieldName; heading: string; help: string }[];

/** The lines of the front matter, in their order. `always`: also written while empty, so that one sees that it is there. */
export const keys = [
  { key: 'id', field: 'id', always: true, help: 'The id stays what it is; other issues name it.' },
  {
    key: 'type',
    field: 'issue_type',
    always: true,
    help: '`task`, `bug`, `feature`, `epic`, `chore` or a type of your own.',
  },
  {
    key: 'status',
    field: 'status',
    always: true,
    help: '`open`, `in_progress`, `blocked`, `deferred`, `closed` or a status of your own.',
  },
  {
    key: 'priority',
    field: 'priority',
    always: true,
    help: '`P0` critical, `P1` high, `P2` medium, `P3` low, `P4` backlog.',
  },
  { key: 'assignee', field: 'assignee', always: true, help: 'Who works on it.' },
  {
    key: 'labels',
    field: 'labels',
    always: true,
    help: 'A list: `[api, ui]`. What others add or remove meanwhile stays so.',
  },
  { key: 'parent', field: 'parent', always: true, help: 'The epic, or the issue, that this one is a part of.' },
  {
    key: 'needs',
    field: 'needs',
    always: true,
    help: 'Issues that must be closed before this one can begin: `[x-1, x-2]`.',
  },
  { key: 'due', field: 'due_at', always: false, help: 'A date, `2026-03-01`.' },
  {
    key: 'defer',
    field: 'defer_until',
    always: false,
    help: 'Put off until this date, `2026-03-01`: it is not offered as ready before.',
  },
  { key: 'estimate', field: 'estimated_minutes', always: false, help: '`90m`, `3h`, `2d` (days of 8 hours) or `1w`.' },
  { key: 'reason', field: 'close_reason', always: false, help: 'Why it is closed; kept with `status: closed`.' },
] as const satisfies readonly { key: string; field: FieldName; always: boolean; help: string }[];

/** An issue as its document shows it. */
export const fieldsOf = (issue: Issue): IssueFields => ({
  id: issue.id,
  title: oneLine(issue.title),
  issue_type: issue.issue_type,
  status: issue.status,
  priority: issue.priority,
  assignee: oneLine(issue.assignee ?? ''),
  labels: issue.labels.map(oneLine),
  parent: parentOf(issue) ?? '',
  needs: issue.dependencies.filter(({ type }) => type === 'blocks').map(({ depends_on_id }) => depends_on_id),
  due_at: dateOf(issue.due_at),
  defer_until: dateOf(issue.defer_until),
  estimated_minutes: issue.estimated_minutes ?? 0,
  close_reason: oneLine(issue.close_reason ?? ''),
  description: tidy(issue.description),
  design: tidy(issue.design),
  acceptance_criteria: tidy(issue.acceptance_criteria),
  notes: tidy(issue.notes),
  comment: '',
});

/** What a new issue starts as. */
export const blankFields = (parent: string): IssueFields => ({
  id: '',
  title: '',
  issue_type: 'task',
  status: 'open',
  priority: 2,
  assignee: '',
  labels: [],
  parent,
  needs: [],
  due_at: '',
  defer_until: '',
  estimated_minutes: 0,
  close_reason: '',
  description: '',
  design: '',
  acceptance_criteria: '',
  notes: '',
  comment: '',
});

/** A text as an editor holds it: one kind of line end, no blank lines around it, nothing that makes an editor take it for binary. */
export const tidy = (text: string): string =>
  text
    .replace(/\r\n|[\r\u2028\u2029]/g, '\n')
    .replaceAll('\0', '\uFFFD')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();

/** Midnight UTC is a day. */
const dateOf = (time: string | undefined): string => (time ?? '').replace(/T00:00:00(?:\.0+)?(?:Z|\+00:00)$/, '');
