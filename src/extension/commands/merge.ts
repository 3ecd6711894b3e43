import * as vscode from 'vscode';
import { conflictPrompt } from '../../agents/follow-up.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { commands } from '../../protocol/commands.ts';
import type { WorkRef } from '../../protocol/requests.ts';
import type { MergeWay } from '../../run/ports.ts';
import type { MergeRecord, Run } from '../../run/state.ts';
import { openConflict } from '../documents/conflict.ts';
import type { Home } from '../home.ts';
import { line } from '../say/words.ts';
import { readSetting } from '../settings.ts';
import { isMergeable, runsOf } from '../work.ts';
import { type Choice, choose, confirm, separator, withProgress } from './ask.ts';
import type { Call } from './call.ts';
import { cancelled, type Handlers } from './command.ts';
import { endedPhase } from './gate.ts';
import { recordOf } from './run.ts';

export type TitledWork = WorkRef & { readonly title: string };

/** Finished work is brought over, a conflict is resolved, a merge is taken back. */
export const mergeCommands = {
  [commands.mergeTask]: async (home, call) => {
    const chosen = await recordOf(home, call, 'Merge which task?', 'task that has ended', isMergeable);
    if (!chosen.ok) return chosen;
    const { run, record } = chosen.value;
    const { phase, task, title } = record;
    return mergeWork(home, { run: run.id, phase, task, title }, title);
  },

  [commands.mergePhase]: async (home, call) => {
    const chosen = await endedPhase(home, call);
    if (!chosen.ok) return chosen;
    const { run, phase, title } = chosen.value;
    return mergeWork(home, { run, phase, title }, title);
  },

  [commands.resolveConflict]: async (home, call) => {
    const chosen = await recordOf(
      home,
      call,
      'Resolve the conflict of which task?',
      'task in conflict',
      ({ conflict }) => conflict !== undefined,
    );
    if (!chosen.ok) return chosen;
    const { run, record } = chosen.value;
    const { phase, task, title, conflict } = record;
    return resolve(home, { run: run.id, phase, task, title }, conflict?.files ?? [], conflict?.into ?? '');
  },

  [commands.undoMerge]: async (home, call) => {
    const chosen = await mergedWork(home, call);
    if (!chosen.ok) return chosen;
    const { run, phase, task, title, merge } = chosen.value;
    const sure = await confirm(
      `Undo the merge of ${title}?`,
      `${merge.into} goes back to ${merge.before.slice(0, 10)} where nothing came after it and it was not pushed; else a commit undoes it. The work itself stays on its branch.`,
      'Undo Merge',
    );
    if (!sure) return cancelled;
    const undone = await home.link.request('task.unmerge', { run, phase, ...(task === undefined ? {} : { task }) });
    return undone.ok ? ok(`${undone.value.into} is at ${undone.value.commit.slice(0, 10)} again`) : undone;
  },
} satisfies Handlers;

type Way = { readonly label: string; readonly detail: string; readonly value: MergeWay };

const ways: readonly Way[] = [
  { value: 'merge', label: '$(git-merge) Merge commit', detail: 'Its commits stay, joined by one that can be undone.' },
  { value: 'squash', label: '$(git-commit) One commit', detail: 'Everything that it did, squashed into one commit.' },
  {
    value: 'rebase',
    label: '$(git-branch) Its commits on top',
    detail: 'A straight history: its commits are put on top.',
  },
];

/** Says first what would happen, conflicts included; then merges in the way that the person chooses. */
export async function mergeWork(home: Home, work: TitledWork, what: string): Promise<Result<string | undefined>> {
  const { title, ...ref } = work;
  const foreseen = await home.link.request('task.foresee', ref);
  if (!foreseen.ok) return foreseen;
  const { into, conflicts = [] } = foreseen.value;
  if (conflicts.length > 0) return resolve(home, work, conflicts, into);
  const preferred = readSetting('mergeWay', vscode.Uri.file(home.root));
  const way = await choose<MergeWay>(
    `Merge ${what} into ${into}?`,
    ways.toSorted((one, other) => Number(other.value === preferred) - Number(one.value === preferred)),
    'No conflict: Enter merges, Escape leaves everything as it is',
  );
  if (way === undefined) return cancelled;
  const merged = await withProgress(`Merging ${title}…`, () => home.link.request('task.merge', { ...ref, way }));
  if (!merged.ok) return merged;
  const { commit, into: where } = merged.value;
  if (commit === '') return ok(`${title} is resolved: it is verified and merged by its run`);
  return ok(`Merged ${title} into ${where} as ${commit.slice(0, 10)}`);
}

/** A conflict is for a person or for an agent; either way it is laid out first. */
async function resolve(
  home: Home,
  work: TitledWork,
  files: readonly string[],
  into: string,
): Promise<Result<string | undefined>> {
  const { title, ...ref } = work;
  const { task } = ref;
  const agent: Choice<'me' | 'agent'> = {
    label: '$(person) Let its agent resolve it',
    detail: 'It goes on in its worktree with both versions before it; you review and merge again.',
    value: 'agent',
  };
  const who = await choose<'me' | 'agent'>(
    `${title} conflicts with ${into}`,
    [
      {
        label: '$(edit) Resolve it yourself',
        detail: 'Opens the files with the conflicts marked; nothing of yours is touched until you merge again.',
        value: 'me',
      },
      ...(task === undefined ? [] : [agent]),
      separator('in conflict'),
      ...files.map((file) => ({ label: `$(warning) ${file}` })),
    ],
    'Nothing is merged yet',
  );
  if (who === undefined) return cancelled;
  const laid = await home.link.request('task.resolve', ref);
  if (!laid.ok) return laid;
  const { value } = laid;
  if (who === 'agent' && task !== undefined) {
    const text = conflictPrompt(value.into, value.files);
    const { run, phase } = ref;
    const told = await home.link.request('agent.followUp', { run, phase, task, text });
    return told.ok ? ok(`${title} resolves its conflict with ${value.into}`) : told;
  }
  await openConflict(home, value);
  void offerMerge(home, work);
  return ok(`Edit until no conflict is marked, save, then merge ${title} again`);
}

async function offerMerge(home: Home, work: TitledWork): Promise<void> {
  const text = `${work.title}: edit the marked places, save, then merge.`;
  if ((await vscode.window.showInformationMessage(text, 'Merge…')) === undefined) return;
  const command = work.task === undefined ? commands.mergePhase : commands.mergeTask;
  const plan = home.model.value.work.runs[work.run]?.plan ?? '';
  const subject =
    work.task === undefined
      ? { kind: 'phase', plan, run: work.run, phase: work.phase }
      : { kind: 'task', plan, run: work.run, phase: work.phase, task: work.task, issue: undefined };
  await vscode.commands.executeCommand(command, subject);
}

type MergedWork = TitledWork & { readonly merge: MergeRecord };

async function mergedWork(home: Home, { subject }: Call): Promise<Result<MergedWork>> {
  const all = runsOf(home.model.value.work).flatMap(mergesOf);
  const named = all.find(
    (one) =>
      (subject.kind === 'task' || subject.kind === 'phase') &&
      one.run === subject.run &&
      one.phase === subject.phase &&
      one.task === (subject.kind === 'task' ? subject.task : undefined),
  );
  if (named !== undefined) return ok(named);
  if (all.length === 0) return fail({ kind: 'no-such', what: 'merge to undo', name: '', known: [] });
  const chosen = await choose(
    'Undo which merge?',
    all.map((value) => ({
      label: value.title,
      description: line(`into ${value.merge.into}`, value.merge.commit.slice(0, 10)),
      value,
    })),
  );
  return chosen === undefined ? cancelled : ok(chosen);
}

function mergesOf(run: Run): readonly MergedWork[] {
  const phases = run.phases.flatMap(({ id, title }): readonly MergedWork[] => {
    const merge = run.phaseStates[id]?.merge;
    return merge === undefined ? [] : [{ run: run.id, phase: id, title, merge }];
  });
  const tasks = Object.values(run.tasks).flatMap(({ phase, task, title, merge }): readonly MergedWork[] =>
    merge === undefined ? [] : [{ run: run.id, phase, task, title, merge }],
  );
  return [...phases, ...tasks];
}
