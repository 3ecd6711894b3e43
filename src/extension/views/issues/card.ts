import { type IssueGraph, issueGraph, parentOf } from '../../../issues/graph.ts';
import type { Issue } from '../../../issues/issue.ts';
import type { IssuesState } from '../../../protocol/requests.ts';
import { age, asIs, line, plain, type Writing } from '../../say/words.ts';
import { issueWords, priorityWord } from './look.ts';

/** The hover of an issue: what it is, what holds it back, what was said last. */
export function issueCard(issue: Issue, graph: IssueGraph): string {
  const last = issue.comments.at(-1);
  return parts([
    `**${plain(issue.title)}**`,
    facts(issue, graph, plain),
    excerpt(issue.description, 600),
    relations(issue, graph, plain),
    last === undefined
      ? ''
      : `> **${plain(last.author)}** ${age(last.created_at, graph.now)}: ${plain(last.text.slice(0, 300))}`,
  ]);
}

/** The whole issue as a read-only Markdown document. */
export function issueDocument(state: IssuesState | undefined, id: string, now: number): string {
  const issues = new Map(
    (state === undefined || state.state === 'none' ? [] : state.issues).map((issue) => [issue.id, issue]),
  );
  const issue = issues.get(id);
  if (issue === undefined)
    return `# ${id}\n\nThis issue is not known ${state === undefined ? 'yet' : 'in this tracker'}.\n`;
  const graph = issueGraph(issues, now);
  const sections = [
    ['Design', issue.design],
    ['Acceptance criteria', issue.acceptance_criteria],
    ['Notes', issue.notes],
  ].filter(([, text]) => text !== '');
  return `${parts([
    `# ${issue.title}`,
    facts(issue, graph, asIs),
    issue.description,
    ...sections.map(([title, text]) => `## ${title}\n\n${text}`),
    relations(issue, graph, asIs, '## Relations\n\n'),
    issue.comments.length === 0 ? '' : '## Comments',
    ...issue.comments.map(({ author, text, created_at }) => `**${author}** · ${age(created_at, now)}\n\n${text}`),
  ])}\n`;
}

const parts = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n\n');

/** The beginning of a text; pictures become links, so that looking at a row asks no server for anything. */
const excerpt = (text: string, most: number): string => {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return short.replaceAll('![', '[');
};

function facts(issue: Issue, graph: IssueGraph, write: Writing): string {
  return line(
    `\`${issue.id}\``,
    issue.issue_type,
    `P${issue.priority} ${priorityWord(issue.priority)}`,
    issueWords(issue, graph),
    issue.assignee && `@${write(issue.assignee)}`,
    issue.labels.map((label) => `\`${label}\``).join(' '),
    issue.updated_at && `changed ${age(issue.updated_at, graph.now)}`,
    issue.due_at && `due ${issue.due_at.slice(0, 10)}`,
    issue.close_reason && `closed: ${write(issue.close_reason)}`,
  );
}

/** Each relation with the state of the other end. */
function relations(issue: Issue, graph: IssueGraph, write: Writing, heading = ''): string {
  const other = (id: string): string => {
    const found = graph.issues.get(id);
    return found === undefined
      ? `\`${id}\` (unknown)`
      : `\`${id}\` ${write(found.title)} (${issueWords(found, graph)})`;
  };
  const parent = parentOf(issue);
  const lines = [
    ...(parent === undefined ? [] : [`- part of ${other(parent)}`]),
    ...issue.dependencies
      .filter(({ type }) => type !== 'parent-child')
      .map(({ type, depends_on_id }) => `- ${type === 'blocks' ? 'needs' : write(type)} ${other(depends_on_id)}`),
    ...(graph.blocking.get(issue.id) ?? []).map((id) => `- holds back ${other(id)}`),
    ...(graph.children.get(issue.id) ?? []).map((id) => `- has part ${other(id)}`),
  ];
  return lines.length === 0 ? '' : `${heading}${lines.join('\n')}`;
}
