import path from 'node:path';
import * as vscode from 'vscode';
import { findProgram } from '../../adapters/programs.ts';
import { ok, type Result } from '../../base/result.ts';
import { isClosed } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import { prefixFrom, sharedPrefix } from '../../issues/prefix.ts';
import { commands } from '../../protocol/commands.ts';
import { issueUri, newIssueUri } from '../documents/issue-files.ts';
import type { Home } from '../home.ts';
import { ask, choose, needed } from './ask.ts';
import { cancelled, type Handlers } from './command.ts';
import { inTurn } from './in-turn.ts';
import { issuesOf } from './issue-choice.ts';
import { askReason, namesOf } from './issue-moves.ts';

/** What a new tracker does to the repository, to be known before it is made. */
const whatIsCommitted = (folder: string): string =>
  findProgram('bd', { cwd: folder }) === undefined
    ? 'Nothing is committed to Git.'
    : '"bd init" makes a Git commit of its settings in .beads and .gitignore.';

export const issueCommands = {
  [commands.createTracker]: async (home) => {
    if (home.model.value.plans === undefined) await home.plans.find();
    const prefix = await ask({
      title: 'Create issue tracker',
      prompt: `Ids of issues begin with this. ${whatIsCommitted(home.root)}`,
      // The plan's issues are to fit into it.
      value: sharedPrefix(home.model.value.active?.plan?.issues.keys() ?? []) ?? prefixFrom(path.basename(home.root)),
      check: (value) =>
        /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(value) ? undefined : 'Letters, digits, hyphens and underscores.',
    });
    if (prefix === undefined) return cancelled;
    const created = await home.link.request('issues.createTracker', { prefix });
    if (!created.ok) return created;
    const { issues } = home.model.value;
    return ok(issues?.state === 'known' ? `Created ${issues.title}` : 'Created the tracker');
  },

  [commands.createIssue]: async (home, { subject }) => {
    const parent = subject.kind === 'issue' ? subject.id : undefined;
    const title = await ask({
      title: parent === undefined ? 'Create issue' : `Create issue under ${parent}`,
      prompt: 'Title',
      placeHolder: 'What shall be true when it is closed',
      check: needed,
    });
    if (title === undefined) return cancelled;
    const issue_type = await choose('Type', typeChoices);
    if (issue_type === undefined) return cancelled;
    const priority = await choose('Priority', priorityChoices);
    if (priority === undefined) return cancelled;
    const issue = { title, issue_type, priority, ...(parent === undefined ? {} : { parent }) };
    const created = await home.link.request('issues.create', { issue });
    return created.ok ? ok(`Created ${created.value.id}: ${created.value.title}`) : created;
  },

  [commands.newIssue]: async (home, { subject }) => {
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.path));
    const parent = subject.kind === 'issue' ? subject.id : '';
    let number = 1;
    while (open.has(newIssueUri(home, number, parent).path)) number += 1;
    const editor = await vscode.window.showTextDocument(newIssueUri(home, number, parent), { preview: false });
    const title = editor.document.getText().split('\n').indexOf('# ');
    editor.selection = new vscode.Selection(title, 2, title, 2);
    return ok(undefined);
  },

  [commands.findIssue]: async (home, call) => openIssue(home, await issuesOf(home, { ...call, all: [] }, 'Find issue')),

  [commands.openIssue]: async (home, call) => openIssue(home, await issuesOf(home, call, 'Open which issue?')),

  [commands.claimIssue]: async (home, call) => {
    const issues = await issuesOf(home, call, 'Claim which issue?', (issue) => !isClosed(issue));
    const assignee = home.model.value.me;
    return each(issues, ({ id }) => home.writes.claim(id, assignee), `Claimed for ${assignee}:`);
  },

  [commands.closeIssue]: async (home, call) => {
    const issues = await issuesOf(home, call, 'Close which issue?', (issue) => !isClosed(issue));
    if (!issues.ok) return issues;
    const reason = await askReason(issues.value);
    if (reason === undefined) return cancelled;
    return each(issues, ({ id }) => home.writes.close(id, reason), 'Closed');
  },

  [commands.reopenIssue]: async (home, call) => {
    const issues = await issuesOf(home, call, 'Reopen which issue?', isClosed);
    if (!issues.ok) return issues;
    const reason = await ask({
      title: `Reopen ${namesOf(issues.value)}`,
      prompt: 'Why is it open again?',
      check: needed,
    });
    if (reason === undefined) return cancelled;
    return each(issues, ({ id }) => home.writes.reopen(id, reason), 'Reopened');
  },

  [commands.commentIssue]: async (home, call) => {
    const issues = await issuesOf(home, call, 'Comment on which issue?');
    if (!issues.ok) return issues;
    const text = await ask({
      title: `Comment on ${namesOf(issues.value)}`,
      prompt: 'Markdown is fine.',
      check: needed,
    });
    if (text === undefined) return cancelled;
    return each(issues, ({ id }) => home.writes.comment(id, text), 'Commented on');
  },

  [commands.copyIssueId]: async (home, call) => {
    const issues = await issuesOf(home, call, 'Copy the id of which issue?');
    if (!issues.ok) return issues;
    const text = issues.value.map(({ id }) => id).join(' ');
    await vscode.env.clipboard.writeText(text);
    return ok(`Copied ${text}`);
  },
} satisfies Handlers;

const typeChoices = ['task', 'bug', 'feature', 'epic', 'chore'].map((value) => ({ label: value, value }));

const priorityChoices = [
  { label: 'P2', description: 'medium', value: 2 },
  { label: 'P0', description: 'critical', value: 0 },
  { label: 'P1', description: 'high', value: 1 },
  { label: 'P3', description: 'low', value: 3 },
  { label: 'P4', description: 'backlog', value: 4 },
];

async function openIssue(home: Home, issues: Result<readonly Issue[]>): Promise<Result<undefined>> {
  if (!issues.ok) return issues;
  for (const { id } of issues.value)
    await vscode.window.showTextDocument(issueUri(home, id), { preview: issues.value.length === 1 });
  return ok(undefined);
}

async function each(
  issues: Result<readonly Issue[]>,
  change: (issue: Issue) => Promise<Result<Issue>>,
  done: string,
): Promise<Result<string>> {
  if (!issues.ok) return issues;
  const changed = await inTurn(issues.value, change);
  return changed.ok ? ok(`${done} ${namesOf(issues.value)}`) : changed;
}
