import { closeFence } from '../../../base/fence.ts';
import { type IssueGraph, parentOf } from '../../../issues/graph.ts';
import type { Issue } from '../../../issues/issue.ts';
import { age, line, plain, type Writing } from '../../say/words.ts';
import { issueWords, priorityWord } from './look.ts';

/** The hover of an issue: what it is, what holds it back, what was said last. */
export function issueCard(issue: Issue, graph: IssueGraph): string {
  const last = issue.comments.at(-1);
  return parts([
    `**${plain(issue.title)}**`,
    facts(issue, graph),
    excerpt(issue.description, 600),
    relations(issue, graph, plain),
    last === undefined
      ? ''
      : `> **${plain(last.author)}** ${age(last.created_at, graph.now)}: ${plain(last.text.slice(0, 300))}`,
  ]);
}

const parts = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n\n');

/** The beginning of a text, of which nothing runs on into what comes after it; pictures become links, so that looking at a row asks no server for anything. */
const excerpt = (text: string, most: number): string => {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return closeFence(short.replaceAll('![', '['));
};

function facts(issue: Issue, graph: IssueGraph): string {
  return line(
    `\`${issue.id}\``,
    issue.issue_type,
    `P${issue.priority} ${priorityWord(issue.priority)}`,
    issueWords(issue, graph),
    issue.assignee && `@${plain(issue.assignee)}`,
    issue.labels.map((label) => `\`${label}\``).join(' '),
    issue.updated_at && `changed ${age(issue.updated_at, graph.now)}`,
    issue.due_at && `due ${issue.due_at.slice(0, 10)}`,
    issue.close_reason && `closed: ${plain(issue.close_reason)}`,
  );
}

/** Each relation with the state of the other end. */
export function relations(issue: Issue, graph: IssueGraph, write: Writing): string {
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
  return lines.join('\n');
}
