import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { oneLine } from '../../issues/text.ts';
import { placeOfIssue, setIssueOfTask } from '../../plan/features/issue-of-task.ts';
import { commands } from '../../protocol/commands.ts';
import type { PlannedIssues } from '../../run/planned-issues.ts';
import type { Home } from '../home.ts';
import { line, plural } from '../say/words.ts';
import type { Subject } from '../views/row.ts';
import { type Choice, choose, separator, withProgress } from './ask.ts';
import { cancelled, type Handlers } from './command.ts';
import { findIssue, issuesOf } from './issue-choice.ts';
import { planOf, savePlan } from './plan.ts';

/** Issues in the text of plans. */
export const issuePlanCommands = {
  [commands.createPlannedIssues]: async (home, call) => {
    const plan = await planOf(home, call);
    if (!plan.ok) return plan;
    await savePlan(home, plan.value);
    const planned = await home.link.request('issues.planned', { plan: plan.value });
    if (!planned.ok) return planned;
    const { missing, drifted, total } = planned.value;
    if (total === 0) return ok('The plan describes no issues');
    if (missing.length + drifted.length === 0)
      return ok(
        total === 1 ? 'The issue of the plan is there already' : `All ${total} issues of the plan are there already`,
      );
    const agreed = await choose(
      `Issues of ${plan.value}`,
      plannedChoices(planned.value),
      'What is there keeps what it has',
    );
    if (agreed !== true) return cancelled;
    const created = await withProgress('Creating issues…', () =>
      home.link.request('issues.createPlanned', { plan: plan.value }),
    );
    return created.ok ? ok(`Created ${plural(created.value.created.length, 'issue')} of the plan`) : created;
  },

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

/** What would be made, to be agreed to by the first row; then what reads differently in the tracker. */
function plannedChoices({ missing, drifted, total }: PlannedIssues): readonly Choice<true>[] {
  const agree: readonly Choice<true>[] =
    missing.length === 0
      ? []
      : [{ label: `$(check) Create ${plural(missing.length, 'issue')}`, description: `of ${total}`, value: true }];
  const created = missing.map(({ id, title, type, priority, parent }) => ({
    label: `$(add) ${oneLine(title)}`,
    description: line(id, type, `P${priority}`, parent === undefined ? undefined : `under ${parent}`),
  }));
  const others = drifted.map(({ id, differences }) => ({
    label: `$(diff) ${id}`,
    description: differences.map(({ field }) => field).join(', '),
    detail: differences
      .map(
        ({ field, plan, tracker }) => `${field}: “${oneLine(plan)}” in the plan, “${oneLine(tracker)}” in the tracker`,
      )
      .join(' · '),
  }));
  return [
    ...agree,
    ...(created.length === 0 ? [] : [separator('The tracker lacks'), ...created]),
    ...(others.length === 0 ? [] : [separator('There, and different'), ...others]),
  ];
}

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
