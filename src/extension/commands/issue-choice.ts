import { fail, ok, type Result } from '../../base/result.ts';
import { type IssueGraph, isClosed, issueGraph } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import { stateOf } from '../../issues/state.ts';
import type { Home } from '../home.ts';
import { line } from '../say/words.ts';
import { issueIcons, issueWords } from '../views/issues/look.ts';
import { type Choice, choose } from './ask.ts';
import { type Call, cancelled } from './command.ts';

/** Every issue that the window knows. */
const knownIssues = (home: Home): readonly Issue[] => {
  const { issues } = home.model.value;
  return issues === undefined || issues.state === 'none' ? [] : issues.issues;
};

/** Issues that are not closed, most urgent first, as choices. */
export const openIssues = (home: Home): readonly Choice<string>[] =>
  choicesOf(
    home,
    knownIssues(home).filter((issue) => !isClosed(issue)),
  );

const choiceOf = (issue: Issue, graph: IssueGraph): Choice<string> => {
  const { id, title, priority, assignee } = issue;
  return {
    label: `$(${issueIcons[stateOf(graph, issue)]}) ${title}`,
    description: line(id, `P${priority}`, issueWords(issue, graph), assignee),
    value: id,
  };
};

function choicesOf(home: Home, issues: readonly Issue[]): readonly Choice<string>[] {
  const graph = issueGraph(new Map(knownIssues(home).map((issue) => [issue.id, issue])), Date.now());
  return [...issues]
    .sort((a, b) => Number(isClosed(a)) - Number(isClosed(b)) || a.priority - b.priority)
    .map((issue) => choiceOf(issue, graph));
}

/** The issues that a command is about: the selected rows, else the one that the person finds. */
export async function issuesOf(
  home: Home,
  { all }: Call,
  question: string,
  fits: (issue: Issue) => boolean = () => true,
): Promise<Result<readonly Issue[]>> {
  const known = knownIssues(home);
  const wanted = all.flatMap((subject) =>
    subject.kind === 'issue'
      ? [subject.id]
      : subject.kind === 'task' && subject.issue !== undefined
        ? [subject.issue]
        : [],
  );
  if (wanted.length > 0) return named(known, wanted);
  if (known.length === 0) await home.link.ensure();
  const fitting = knownIssues(home).filter(fits);
  if (fitting.length === 0) return noIssue(home);
  const id = await choose(question, choicesOf(home, fitting), 'Type words of the title, an id, a status or a name');
  return id === undefined ? cancelled : named(fitting, [id]);
}

function named(known: readonly Issue[], ids: readonly string[]): Result<readonly Issue[]> {
  const found = ids.map((id) => known.find((issue) => issue.id === id));
  const missing = ids.find((_, index) => found[index] === undefined);
  return missing === undefined
    ? ok(found.filter((issue) => issue !== undefined))
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
