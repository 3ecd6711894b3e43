import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { type IssueGraph, isClosed, isReady } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import { searchIssues } from '../../issues/search.ts';
import { stateOf } from '../../issues/state.ts';
import { oneLine } from '../../issues/text.ts';
import type { Home } from '../home.ts';
import { line } from '../say/words.ts';
import { issueIcons, issueWords } from '../views/issues/look.ts';
import type { Choice } from './ask.ts';
import type { Call } from './call.ts';
import { cancelled } from './command.ts';

/** Every issue that is not deleted. */
const knownIssues = (home: Home): readonly Issue[] =>
  [...home.issues.graph.issues.values()].filter(({ status }) => status !== 'tombstone');

/** Issues that are not closed, most urgent first, as choices. */
export const openIssues = (home: Home): readonly Choice<string>[] =>
  choicesOf(
    home,
    knownIssues(home).filter((issue) => !isClosed(issue)),
  );

/** Issues that an agent could take up at once, most urgent first, as choices. */
export function readyIssues(home: Home): readonly Choice<string>[] {
  const { graph } = home.issues;
  return choicesOf(
    home,
    knownIssues(home).filter((issue) => isReady(graph, issue.id)),
  );
}

const choiceOf = (issue: Issue, graph: IssueGraph): Choice<string> & { readonly value: string } => {
  const { id, title, priority, assignee } = issue;
  return {
    label: `$(${issueIcons[stateOf(graph, issue)]}) ${oneLine(title).replaceAll('$(', '$ (')}`,
    description: line(id, `P${priority}`, issueWords(issue, graph), assignee),
    value: id,
  };
};

export function choicesOf(home: Home, issues: readonly Issue[]): readonly Choice<string>[] {
  const { graph } = home.issues;
  return [...issues]
    .sort((a, b) => Number(isClosed(a)) - Number(isClosed(b)) || a.priority - b.priority)
    .map((issue) => choiceOf(issue, graph));
}

/** As many as anybody reads; words narrow it. */
const most = 100;

/** Lets the person find an issue by words of any of its fields, its comments included; undefined: they went away. */
export function findIssue(
  home: Home,
  title: string,
  fits: (issue: Issue) => boolean = () => true,
): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick<Choice<string>>();
  picker.title = title;
  picker.placeholder = 'Words of title, text, comments or labels, an id, or status:open p:0-1 @me';
  const look = (): void => {
    const { graph } = home.issues;
    const hits = searchIssues(picker.value, { graph, me: home.model.value.me }, most, fits);
    picker.items = hits.map(({ issue, excerpt }) => ({
      ...choiceOf(issue, graph),
      alwaysShow: true,
      ...(excerpt === '' ? {} : { detail: excerpt }),
    }));
  };
  look();
  return new Promise((resolve) => {
    picker.onDidChangeValue(look);
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.value);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

/** The issues that a command is about: the selected rows, else the one that the person finds. */
export async function issuesOf(
  home: Home,
  { all }: Call,
  question: string,
  fits: (issue: Issue) => boolean = () => true,
): Promise<Result<readonly Issue[]>> {
  const wanted = all.flatMap((subject) =>
    subject.kind === 'issue'
      ? [subject.id]
      : subject.kind === 'task' && subject.issue !== undefined
        ? [subject.issue]
        : [],
  );
  if (wanted.length > 0) return named(home, wanted);
  if (home.model.value.issues === undefined) await home.link.ensure();
  if (!knownIssues(home).some(fits)) return noIssue(home);
  const id = await findIssue(home, question, fits);
  return id === undefined ? cancelled : named(home, [id]);
}

function named(home: Home, ids: readonly string[]): Result<readonly Issue[]> {
  const { issues } = home.issues.graph;
  const missing = ids.find((id) => !issues.has(id));
  return missing === undefined
    ? ok(ids.flatMap((id) => issues.get(id) ?? []))
    : fail({ kind: 'issue-unknown', id: missing });
}

function noIssue(home: Home): Result<never> {
  const { issues, link, trusted } = home.model.value;
  if (!trusted) return fail({ kind: 'untrusted', folder: home.root });
  if (link.state === 'failed') return fail(link.failure);
  if (issues?.state === 'failed') return fail(issues.failure);
  if (issues?.state === 'none') return fail({ kind: 'no-tracker', folder: home.root });
  return fail({ kind: 'no-such', what: 'issue for that', name: '', known: [] });
}
