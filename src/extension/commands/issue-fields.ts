import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { dueFrom } from '../../issues/dates.ts';
import { trackerWords } from '../../issues/document/check.ts';
import { isClosed, otherEndsOf, parentOf } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import { labelChange, labelShares } from '../../issues/labels.ts';
import type { IssueChange } from '../../issues/store.ts';
import { priorityNames, statusWords } from '../../issues/words.ts';
import { commands } from '../../protocol/commands.ts';
import type { Home } from '../home.ts';
import { ask, type Choice, choose, separator } from './ask.ts';
import { cancelled, type Handlers } from './command.ts';
import { inTurn } from './in-turn.ts';
import { choicesOf, findIssue, issuesOf } from './issue-choice.ts';
import { moveIssues, namesOf } from './issue-moves.ts';

/** What dragging does, and more, as commands: for the keyboard, and for several issues at once. */
export const issueFieldCommands = {
  [commands.setIssueStatus]: async (home, call) =>
    move(home, await issuesOf(home, call, 'Set the status of which issue?'), 'status', () =>
      choose('Status', statusChoices(home)),
    ),

  [commands.setIssuePriority]: async (home, call) =>
    move(home, await issuesOf(home, call, 'Set the priority of which issue?', live), 'priority', () =>
      choose(
        'Priority',
        priorityNames.map((name, index) => ({ label: `P${index}`, description: name, value: String(index) })),
      ),
    ),

  [commands.setIssueAssignee]: async (home, call) =>
    move(home, await issuesOf(home, call, 'Assign which issue?', live), 'assignee', () => choosePerson(home)),

  [commands.setIssueParent]: async (home, call) => {
    const issues = await issuesOf(home, call, 'Move which issue?');
    return move(home, issues, 'epic', () => chooseParent(home, issues.ok ? issues.value : []));
  },

  [commands.setIssueLabels]: async (home, call) => {
    const issues = await issuesOf(home, call, 'Set the labels of which issue?');
    if (!issues.ok) return issues;
    const change = await chooseLabels(home, issues.value);
    return change === undefined ? cancelled : update(home, issues.value, change, 'Labels of');
  },

  [commands.setIssueDue]: async (home, call) => {
    const issues = await issuesOf(home, call, 'Set the due date of which issue?', live);
    if (!issues.ok) return issues;
    const date = await ask({
      title: `Due date of ${namesOf(issues.value)}`,
      prompt: 'As 2026-03-01, or 3d or 2w from today. Empty: none.',
      value: issues.value[0]?.due_at?.slice(0, 10) ?? '',
      check: (text) => (dueFrom(text, Date.now()) === undefined ? 'Write a date as 2026-03-01, or 3d, 2w.' : undefined),
    });
    const due_at = date === undefined ? undefined : dueFrom(date, Date.now());
    return due_at === undefined
      ? cancelled
      : update(home, issues.value, { due_at }, due_at === '' ? 'No due date:' : `Due ${due_at.slice(0, 10)}:`);
  },

  [commands.addIssueDependency]: async (home, call) => {
    const issues = await issuesOf(home, call, 'Which issue needs another?', live);
    if (!issues.ok) return issues;
    const own = new Set(issues.value.map(({ id }) => id));
    const needed = await findIssue(home, `${namesOf(issues.value)} needs which issue?`, ({ id }) => !own.has(id));
    if (needed === undefined) return cancelled;
    const added = await inTurn(issues.value, ({ id }) => home.writes.depend(id, needed, 'blocks'));
    return added.ok ? ok(`${namesOf(issues.value)} needs ${needed}`) : added;
  },

  [commands.removeIssueDependency]: async (home, call) => {
    const issues = await issuesOf(
      home,
      call,
      'Which issue needs another no longer?',
      (issue) => otherEndsOf(issue).length > 0,
    );
    if (!issues.ok) return issues;
    const others = [...new Set(issues.value.flatMap(otherEndsOf))];
    if (others.length === 0)
      return fail({ kind: 'no-such', what: 'dependency', name: `of ${namesOf(issues.value)}`, known: [] });
    const known = others.flatMap((id) => home.issues.graph.issues.get(id) ?? []);
    const missing = others
      .filter((id) => !known.some((one) => one.id === id))
      .map((id) => ({ label: id, description: 'unknown', value: id }));
    const words = `${namesOf(issues.value)} no longer needs`;
    const gone = await choose(words, [...choicesOf(home, known), ...missing]);
    if (gone === undefined) return cancelled;
    const having = issues.value.filter((issue) => otherEndsOf(issue).includes(gone));
    const removed = await inTurn(having, ({ id }) => home.writes.undepend(id, gone));
    return removed.ok ? ok(`${namesOf(having)} no longer needs ${gone}`) : removed;
  },
} satisfies Handlers;

const live = (issue: Issue): boolean => !isClosed(issue);

async function move(
  home: Home,
  issues: Result<readonly Issue[]>,
  by: string,
  chooseValue: () => Promise<string | undefined>,
): Promise<Result<string>> {
  if (!issues.ok) return issues;
  const value = await chooseValue();
  if (value === undefined) return cancelled;
  return moveIssues(
    home,
    issues.value.map(({ id }) => id),
    { by, value },
  );
}

async function update(
  home: Home,
  issues: readonly Issue[],
  change: IssueChange,
  done: string,
): Promise<Result<string>> {
  const updated = await inTurn(issues, ({ id }) => home.writes.update(id, change));
  return updated.ok ? ok(`${done} ${namesOf(issues)}`) : updated;
}

const statusIcons: Readonly<Record<string, string>> = {
  open: 'circle-outline',
  in_progress: 'play-circle',
  blocked: 'lock',
  deferred: 'clock',
  closed: 'pass',
};

/** Beads' statuses, and those of one's own that are in use. */
const statusChoices = (home: Home): readonly Choice<string>[] =>
  trackerWords(home.issues.graph.issues).statuses.map((value) => ({
    label: `$(${statusIcons[value] ?? 'circle-outline'}) ${statusWords(value)}`,
    value,
  }));

async function choosePerson(home: Home): Promise<string | undefined> {
  const { me } = home.model.value;
  const others = trackerWords(home.issues.graph.issues).people.filter((person) => person !== me);
  const other = { label: '$(edit) Somebody else…', value: '\n' };
  const chosen = await choose<string>('Assignee', [
    { label: `$(account) ${me}`, description: 'you', value: me },
    { label: '$(circle-slash) Nobody', value: '' },
    ...others.map((value) => ({ label: `$(person) ${value}`, value })),
    other,
  ]);
  return chosen === other.value ? ask({ title: 'Assignee', prompt: 'Who works on it?' }) : chosen;
}

/** Epics first; what lies under one of the issues cannot be above it. */
async function chooseParent(home: Home, issues: readonly Issue[]): Promise<string | undefined> {
  const { graph } = home.issues;
  const own = new Set(issues.map(({ id }) => id));
  const isUnder = (issue: Issue | undefined, seen: ReadonlySet<string> = new Set()): boolean => {
    if (issue === undefined || seen.has(issue.id)) return false;
    const parent = parentOf(issue);
    return own.has(issue.id) || isUnder(graph.issues.get(parent ?? ''), new Set([...seen, issue.id]));
  };
  const fitting = [...graph.issues.values()].filter((issue) => live(issue) && !isUnder(issue));
  const epics = fitting.filter(({ issue_type }) => issue_type === 'epic');
  const others = fitting.filter(({ issue_type }) => issue_type !== 'epic');
  return choose<string>(`Move ${namesOf(issues)} under`, [
    { label: '$(circle-slash) No parent', value: '' },
    separator('epics'),
    ...choicesOf(home, epics),
    separator('other issues'),
    ...choicesOf(home, others),
  ]);
}

/** Ticked is what all of them have; undefined: the person went away, or changed nothing. */
async function chooseLabels(home: Home, issues: readonly Issue[]): Promise<IssueChange | undefined> {
  const other = { label: '$(add) New label…' };
  const shares = labelShares(issues, trackerWords(home.issues.graph.issues).labels);
  const choices = shares.map(({ label, on }) => ({
    label,
    picked: on === issues.length,
    ...(on === 0 || on === issues.length ? {} : { description: `on ${on} of ${issues.length}` }),
  }));
  const chosen = await vscode.window.showQuickPick([other, ...choices], {
    title: `Labels of ${namesOf(issues)}`,
    canPickMany: true,
  });
  if (chosen === undefined) return undefined;
  const added = chosen.includes(other)
    ? await ask({ title: 'New label', prompt: 'One or several, parted by commas' })
    : '';
  if (added === undefined) return undefined;
  const named = added
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '');
  const change = labelChange(
    issues,
    new Set([...chosen.filter((one) => one !== other).map(({ label }) => label), ...named]),
  );
  return change.add_labels?.length === 0 && change.remove_labels?.length === 0 ? undefined : change;
}
