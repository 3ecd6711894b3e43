import * as vscode from 'vscode';
import type { Home } from '../home.ts';
import { folderAbove, nothing, type Placed, type Subject } from '../views/row.ts';
import { PlanWork } from '../work.ts';
import type { Told } from './which-folder.ts';

/** What a command is asked to act on: the row (or file) it was called from, and all selected rows. */
export type Call = {
  readonly subject: Subject;
  readonly all: readonly Subject[];
  readonly file: vscode.Uri | undefined;
  /** What a comment's own commands are about: what is being written, or a comment that is there. */
  readonly comment: vscode.CommentReply | vscode.Comment | undefined;
};

/** All selected rows. */
export const selected = ([, second]: readonly unknown[]): readonly Placed[] =>
  Array.isArray(second) ? second.filter(isPlaced) : [];

/** What the arguments tell of the folder. */
export function toldBy([first]: readonly unknown[]): Told {
  const subject = typeof first === 'object' && first !== null ? (rowSubject(first) ?? nothing) : nothing;
  const file =
    first instanceof vscode.Uri ? first : (planOf(first) ?? (isComment(first) ? threadOf(first) : undefined));
  return { subject, from: isPlaced(first) ? first : undefined, file };
}

const isPlaced = (value: unknown): value is Placed =>
  typeof value === 'object' && value !== null && 'row' in value && 'above' in value;

const planOf = (value: unknown): vscode.Uri | undefined =>
  typeof value === 'object' && value !== null && 'plan' in value && typeof value.plan === 'string' && isUri(value.plan)
    ? vscode.Uri.parse(value.plan)
    : undefined;

const threadOf = (comment: vscode.CommentReply | vscode.Comment): vscode.Uri | undefined =>
  'thread' in comment ? comment.thread.uri : undefined;

/** Commands are called by rows (a node, then all selected nodes), by notifications (a subject), and by editors (a file). */
export function callOf(args: readonly unknown[], home: Home): Call {
  const [first] = args;
  const isHere = (one: Placed): boolean => (folderAbove(one) ?? home.root) === home.root;
  const all = selected(args)
    .filter(isHere)
    .flatMap((one) => subjectOf(one, home) ?? []);
  const called = isPlaced(first) && !isHere(first) ? all[0] : subjectOf(first, home);
  const subject = called ?? nothing;
  return {
    subject,
    all: all.length > 0 ? all : [subject],
    file: first instanceof vscode.Uri ? first : undefined,
    comment: isComment(first) ? first : undefined,
  };
}

/** Only VS Code's own comments pass these. */
const isComment = (value: unknown): value is vscode.CommentReply | vscode.Comment =>
  typeof value === 'object' &&
  value !== null &&
  (('thread' in value && 'text' in value) || ('body' in value && 'mode' in value));

function subjectOf(value: unknown, home: Home): Subject | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('plan' in value && !('kind' in value)) return placeSubject(value, home);
  return rowSubject(value);
}

/** The subject that a row, or a call without one, carries. */
function rowSubject(value: object): Subject | undefined {
  const inner = 'row' in value ? value.row : 'subject' in value ? value.subject : undefined;
  if (typeof inner === 'object' && inner !== null) return rowSubject(inner);
  return isSubject(value) ? value : undefined;
}

/** A code lens, or a node of a plan's graph, names its plan as a URI; what the newest run knows of the place comes along. */
function placeSubject(
  place: { readonly plan?: unknown; readonly phase?: unknown; readonly task?: unknown },
  home: Home,
): Subject {
  const { plan: uri, phase, task } = place;
  if (typeof uri !== 'string' || typeof phase !== 'string') return nothing;
  const plan = isUri(uri) ? home.plans.relative(vscode.Uri.parse(uri)) : uri;
  const work = new PlanWork(home.model.value.work, plan);
  if (typeof task !== 'string') return { kind: 'phase', plan, phase, run: work.phase(phase)?.run.id };
  const queuedIn = work.queued(phase, task) ? work.newest?.id : undefined;
  return { kind: 'task', plan, phase, task, run: work.task(phase, task)?.run.id ?? queuedIn, issue: undefined };
}

const isUri = (text: string): boolean => /^[a-z][a-z0-9+.-]+:/i.test(text);

const kinds: ReadonlySet<unknown> = new Set<Subject['kind']>([
  'phase',
  'task',
  'change',
  'criterion',
  'issue',
  'group',
  'hook',
  'folder',
  'none',
]);

/** Only our own rows, lenses and notifications pass subjects; the kind tells them from other things that VS Code passes. */
const isSubject = (value: object): value is Subject => 'kind' in value && kinds.has(value.kind);
