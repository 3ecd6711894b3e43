import * as vscode from 'vscode';
import type { Failure } from '../../base/failure.ts';
import { fail, type Result } from '../../base/result.ts';
import type { CommandId } from '../../protocol/commands.ts';
import type { Home } from '../home.ts';
import { sayDone, sayRefused } from '../say/say.ts';
import { nothing, type Subject } from '../views/row.ts';
import { PlanWork } from '../work.ts';

/** What a command is asked to act on: the row (or file) it was called from, and all selected rows. */
export type Call = {
  readonly subject: Subject;
  readonly all: readonly Subject[];
  readonly file: vscode.Uri | undefined;
  /** What a comment's own commands are about: what is being written, or a comment that is there. */
  readonly comment: vscode.CommentReply | vscode.Comment | undefined;
};

/** Ends in one line for the person, or in nothing to say, or in a failure. */
export type Handler = (home: Home, call: Call) => Promise<Result<string | undefined>>;

export type Handlers = Partial<Record<CommandId, Handler>>;

export const cancelled: { readonly ok: false; readonly error: Failure } = fail({ kind: 'cancelled', what: 'It' });

/** Runs a command with what VS Code calls it with. */
export type RunCommand = (id: CommandId, args: readonly unknown[]) => Promise<void>;

/** Runs commands of the whole table; one without a folder to act in says so. */
export const commandRunner =
  (table: Readonly<Record<CommandId, Handler>>, home: Home | undefined, log: vscode.LogOutputChannel): RunCommand =>
  async (id, args) => {
    const outcome =
      home === undefined ? fail<Failure>({ kind: 'no-folder' }) : await table[id](home, callOf(args, home));
    if (!outcome.ok) await sayRefused(outcome.error, log);
    else if (outcome.value !== undefined) sayDone(outcome.value);
  };

/** Commands are called by rows (a node, then all selected nodes), by rows' own commands and notifications (a subject), and by editors (a file). */
function callOf(args: readonly unknown[], home: Home): Call {
  const [first, second] = args;
  const subject = subjectOf(first, home) ?? nothing;
  const all = Array.isArray(second) ? second.map((one) => subjectOf(one, home)).filter((one) => one !== undefined) : [];
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
  if ('row' in value) return subjectOf(value.row, home);
  if ('subject' in value) return subjectOf(value.subject, home);
  if ('plan' in value && !('kind' in value)) return placeSubject(value, home);
  return isSubject(value) ? value : undefined;
}

/** A code lens names its plan as a URI; what the newest run knows of the place comes along. */
function placeSubject(
  place: { readonly plan?: unknown; readonly phase?: unknown; readonly task?: unknown },
  home: Home,
): Subject {
  const { plan: uri, phase, task } = place;
  if (typeof uri !== 'string' || typeof phase !== 'string') return nothing;
  const plan = /^[a-z][a-z0-9+.-]+:/i.test(uri) ? home.plans.relative(vscode.Uri.parse(uri)) : uri;
  const work = new PlanWork(home.model.value.work, plan);
  if (typeof task !== 'string') return { kind: 'phase', plan, phase, run: work.phase(phase)?.run.id };
  return { kind: 'task', plan, phase, task, run: work.task(phase, task)?.run.id, issue: undefined };
}

const kinds: ReadonlySet<unknown> = new Set<Subject['kind']>([
  'phase',
  'task',
  'change',
  'criterion',
  'issue',
  'group',
  'hook',
  'none',
]);

/** Only our own rows, lenses and notifications pass subjects; the kind tells them from other things that VS Code passes. */
const isSubject = (value: object): value is Subject => 'kind' in value && kinds.has(value.kind);
