import * as vscode from 'vscode';
import { ok, type Result } from '../../base/result.ts';
import { commands } from '../../protocol/commands.ts';
import { type IssueGrouping, issueGroupings } from '../../protocol/settings.ts';
import { showBoard } from '../board/board.ts';
import { showGraph } from '../board/graph.ts';
import type { Home } from '../home.ts';
import { writeSetting } from '../settings.ts';
import { choose } from './ask.ts';
import { cancelled, type Handlers } from './command.ts';
import { issuesOf } from './issue-choice.ts';

const groupingWords: { readonly [grouping in IssueGrouping]: string } = {
  epic: 'Epic',
  ready: 'Ready first',
  phase: 'Phase of the plan',
  status: 'Status',
  assignee: 'Assignee',
  label: 'Label',
  priority: 'Priority',
};

/** What the Issues view shows, and how. */
export const shownIssuesCommands = {
  [commands.groupIssues]: async (home) => {
    const now = home.model.value.grouping;
    const grouping = await choose(
      'Group issues by',
      issueGroupings.map((value) => ({
        label: groupingWords[value],
        ...(value === now ? { description: 'now' } : {}),
        value,
      })),
    );
    if (grouping === undefined) return cancelled;
    home.model.update({ grouping });
    await writeSetting('issues.groupBy', grouping);
    return ok(`Issues by ${groupingWords[grouping].toLowerCase()}`);
  },

  [commands.filterIssues]: async (home) => {
    const before = home.model.value.filter;
    const filter = await typeFilter(before, (text) => home.model.update({ filter: text }));
    home.model.update({ filter: filter ?? before });
    if (filter === undefined) return cancelled;
    return ok(filter === '' ? 'All issues are shown' : `Issues are filtered by ${filter}`);
  },

  [commands.clearIssueFilter]: async (home) => {
    home.model.update({ filter: '' });
    return ok('All issues are shown');
  },

  [commands.showIssueBoard]: async (home, { subject }) => {
    showBoard(home, subject.kind === 'phase' ? subject.phase : undefined);
    return ok(undefined);
  },

  [commands.showIssueGraph]: async (home, call) => {
    const issues = await issuesOf(home, call, 'Show the graph around which issue?');
    if (!issues.ok) return issues;
    for (const { id } of issues.value) showGraph(home, id);
    return ok(undefined);
  },

  [commands.hideClosedIssues]: (home) => hideClosed(home, true),
  [commands.showClosedIssues]: (home) => hideClosed(home, false),
} satisfies Handlers;

/** Remembered for the workspace. */
export const hideClosedKey = 'hideClosed';

async function hideClosed(home: Home, hide: boolean): Promise<Result<string>> {
  home.model.update({ hideClosed: hide });
  await home.memory.update(hideClosedKey, hide);
  return ok(hide ? 'Closed issues are hidden' : 'Closed issues are shown');
}

/** A box whose words filter as they are typed; undefined: the person went away. */
function typeFilter(value: string, typed: (text: string) => void): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.title = 'Filter issues';
  box.prompt = 'Words, or is:ready status:open,blocked -label:ui type:bug p:0-1 epic:ID @me @none. Empty shows all.';
  box.placeholder = 'is:ready p:0-1 words';
  box.value = value;
  return new Promise((resolve) => {
    box.onDidChangeValue((text) => typed(text.trim()));
    box.onDidAccept(() => {
      resolve(box.value.trim());
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
