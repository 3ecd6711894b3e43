import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { placeOfIssue, setIssueOfTask } from '../../plan/features/issue-of-task.ts';
import { commands } from '../../protocol/commands.ts';
import type { Home } from '../home.ts';
import type { Subject } from '../views/row.ts';
import { cancelled, type Handlers } from './command.ts';
import { findIssue, issuesOf } from './issue-choice.ts';

/** Issues in the text of plans. */
export const issuePlanCommands = {
  [commands.revealIssueInPlan]: async (home, call) => {
    const issues = await issuesOf(home, call, 'Show which issue in the plan?');
    if (!issues.ok) return issues;
    const id = issues.value[0]?.id ?? '';
    const { active } = home.model.value;
    if (active === undefined) return fail({ kind: 'no-such', what: 'plan', name: '', known: [] });
    const document = await vscode.workspace.openTextDocument(home.plans.uri(active.path));
    const span = placeOfIssue(document.getText(), id);
    if (span === undefined) return fail({ kind: 'no-such', what: 'mention in the plan of', name: id, known: [] });
    const range = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
    await vscode.window.showTextDocument(document, { selection: range });
    return ok(undefined);
  },

  [commands.setIssueOfTask]: async (home, { subject }) => {
    if (subject.kind !== 'task') return fail({ kind: 'usage', detail: 'Choose a task in the Plan view first.' });
    const issue = await findIssue(home, `The task ${subject.task} is about which issue?`);
    return issue === undefined ? cancelled : giveIssueToTask(home, subject, issue);
  },
} satisfies Handlers;

/** Writes the issue into the plan, as an edit that can be undone. */
export async function giveIssueToTask(
  home: Home,
  { plan, phase, task }: Extract<Subject, { kind: 'task' }>,
  issue: string,
): Promise<Result<string>> {
  const document = await vscode.workspace.openTextDocument(home.plans.uri(plan));
  const edit = setIssueOfTask(document.getText(), phase, task, issue);
  if (edit === undefined) return fail({ kind: 'no-such', what: 'task', name: `${phase}/${task}`, known: [] });
  const range = new vscode.Range(document.positionAt(edit.span.start), document.positionAt(edit.span.end));
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, range, edit.text);
  await vscode.workspace.applyEdit(change);
  await vscode.window.showTextDocument(document, { selection: range, preserveFocus: true });
  return ok(`${task} is about ${issue} now`);
}
