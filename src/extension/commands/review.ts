import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { commands } from '../../protocol/commands.ts';
import { isOver, type TaskRecord } from '../../run/state.ts';
import { openChange, openChanges } from '../documents/changes.ts';
import type { Home } from '../home.ts';
import { line, plural } from '../say/words.ts';
import { partsLeftOut, type ReviewItem, reviewItems } from '../views/agents/review-items.ts';
import { isMergeable } from '../work.ts';
import { taskInFront } from './agents.ts';
import { ask, confirm, needed, separator } from './ask.ts';
import type { Call } from './call.ts';
import { cancelled, type Handlers } from './command.ts';
import { mergeWork } from './merge.ts';
import { type ChosenTask, recordOf } from './run.ts';

/** A person looks at what an agent did, and says what they think of it. */
export const reviewCommands = {
  [commands.reviewChanges]: async (home, call) => {
    const chosen = await recordOf(
      home,
      call,
      'Changes of which task?',
      'task with changes',
      ({ files }) => files.length > 0,
    );
    return chosen.ok ? openChanges(home, chosen.value.run, chosen.value.record) : chosen;
  },

  [commands.openChange]: async (home, call) => {
    const { subject } = call;
    if (subject.kind !== 'change') return cancelled;
    const chosen = await recordOf(home, call, '', 'task', () => true);
    return chosen.ok ? openChange(home, chosen.value.run, chosen.value.record, subject.file) : chosen;
  },

  [commands.addComment]: async (home, { comment }) => {
    if (comment === undefined || !('thread' in comment)) return cancelled;
    const added = await home.comments.add(comment.thread, comment.text);
    return added ? ok(undefined) : fail({ kind: 'no-such', what: 'agent whose work this is', name: '', known: [] });
  },

  [commands.deleteComment]: async (home, { comment }) => {
    if (comment === undefined || 'thread' in comment) return cancelled;
    await home.comments.remove(comment);
    return ok(undefined);
  },

  [commands.sendComments]: async (home, call) => {
    const commented = (run: string, { phase, task }: TaskRecord): boolean =>
      home.comments.promptFor({ run, phase, task }) !== undefined;
    const chosen = await recordOf(home, call, 'Send the comments on which task?', 'task with comments', (record, run) =>
      commented(run.id, record),
    );
    if (!chosen.ok) return chosen;
    const ref = refOf(chosen.value);
    const text = home.comments.promptFor(ref);
    if (text === undefined)
      return fail({ kind: 'no-such', what: 'comment on', name: chosen.value.record.title, known: [] });
    const sent = await tell(home, chosen.value, text);
    if (sent.ok) await home.comments.sent(ref);
    return sent;
  },

  [commands.followUp]: async (home, call) => {
    const chosen = await taskInFront(home, call, 'Say more to which agent?');
    if (!chosen.ok) return chosen;
    const text = await ask({
      title: `Say more to ${chosen.value.record.title}`,
      prompt: isOver(chosen.value.record.life)
        ? 'It goes on in its worktree.'
        : 'It is at work: this is said when its turn is over.',
      check: needed,
    });
    return text === undefined ? cancelled : tell(home, chosen.value, text);
  },

  [commands.acceptChanges]: async (home, call) => {
    const chosen = await recordOf(home, call, 'Accept changes of which task?', 'task that has ended', isMergeable);
    return chosen.ok ? accept(home, chosen.value) : chosen;
  },

  [commands.discardTask]: async (home, call) => {
    const chosen = await recordOf(home, call, 'Discard which task?', 'task that has ended', ({ life }) => isOver(life));
    return chosen.ok ? discard(home, chosen.value) : chosen;
  },

  [commands.openTerminal]: async (home, call: Call) => {
    const chosen = await recordOf(home, call, 'Worktree of which task?', 'task that has begun', hasWorktree);
    if (!chosen.ok) return chosen;
    openTerminal(chosen.value.record);
    return ok(undefined);
  },
} satisfies Handlers;

const refOf = ({ run, record: { phase, task } }: ChosenTask) => ({ run: run.id, phase, task });

/** A terminal in the task's worktree. What takes the agent's session up stands there typed, for the person to enter or not; never while the agent has it. */
function openTerminal({ folder, title, takeUp, life }: TaskRecord): void {
  const terminal = vscode.window.createTerminal({ name: title, ...(folder === undefined ? {} : { cwd: folder }) });
  terminal.show();
  if (takeUp !== undefined && isOver(life)) terminal.sendText(takeUp, false);
}

const hasWorktree = ({ folder }: TaskRecord): boolean => folder !== undefined;

async function tell(home: Home, chosen: ChosenTask, text: string): Promise<Result<string | undefined>> {
  const told = await home.link.request('agent.followUp', { ...refOf(chosen), text });
  if (!told.ok) return told;
  const { life, title } = chosen.record;
  return ok(isOver(life) ? `${title} goes on` : `${title} is told when its turn is over`);
}

type Shown = vscode.QuickPickItem & { readonly of?: ReviewItem };

const shown = (item: ReviewItem): Shown =>
  item.kind === 'heading'
    ? separator(item.label)
    : { label: item.label, description: item.description, picked: true, of: item };

/** Lets the person untick what they do not want; that is left out of the branch, and the rest can be merged. */
async function accept(home: Home, chosen: ChosenTask): Promise<Result<string | undefined>> {
  const { title } = chosen.record;
  const ref = refOf(chosen);
  const changes = await home.link.request('task.changes', ref);
  if (!changes.ok) return changes;
  const { commit, files } = changes.value;
  if (files.length === 0) return fail({ kind: 'no-such', what: 'change', name: `of ${title}`, known: [] });
  const items = reviewItems(files);
  const picked = await vscode.window.showQuickPick(items.map(shown), {
    title: `Accept which changes of ${title}?`,
    placeHolder: 'What is not ticked is left out, and stays in the history of its branch',
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined) return cancelled;
  const kept = new Set(picked.flatMap(({ of }) => (of === undefined ? [] : [of])));
  const parts = partsLeftOut(files, (file, hunk) =>
    items.some((item) => item.kind === 'change' && item.file === file && item.hunk === hunk && kept.has(item)),
  );
  if (kept.size === 0) return discard(home, chosen);
  if (parts.length > 0) {
    const left = await home.link.request('task.leaveOut', { ...ref, commit, parts });
    if (!left.ok) return left;
  }
  return mergeWork(
    home,
    { ...ref, title },
    line(title, parts.length === 0 ? 'everything' : `without ${plural(parts.length, 'part')}`),
  );
}

async function discard(home: Home, chosen: ChosenTask): Promise<Result<string | undefined>> {
  const { title, branch } = chosen.record;
  const sure = await confirm(
    `Discard the work of ${title}?`,
    `Its worktree and ${branch ?? 'its branch'} are removed. This cannot be undone.`,
    'Discard',
  );
  if (!sure) return cancelled;
  const discarded = await home.link.request('task.discard', refOf(chosen));
  return discarded.ok ? ok(`Discarded ${title}`) : discarded;
}
