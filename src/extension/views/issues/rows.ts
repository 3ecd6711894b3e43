import { blockedBy, type IssueGraph, isClosed, issueGraph, parentOf, progressOf } from '../../../issues/graph.ts';
import type { Issue } from '../../../issues/issue.ts';
import { commands } from '../../../protocol/commands.ts';
import { explain } from '../../../protocol/explain.ts';
import type { Model } from '../../model.ts';
import { age, line } from '../../say/words.ts';
import { nothing, type Row } from '../row.ts';
import type { Frame } from '../tree.ts';
import { issueCard } from './card.ts';
import { issueLook, priorityWord } from './look.ts';

/** The Issues view. */
export function issueRows(model: Model, now: number): readonly Row[] {
  const { issues } = model;
  if (issues === undefined || issues.state === 'none') return [];
  const graph = issueGraph(new Map(issues.issues.map((issue) => [issue.id, issue])), now);
  const roots = issues.issues.filter((issue) => parentOf(issue) === undefined);
  const rows = roots.map((issue) => issueRow(issue, graph));
  return issues.state === 'failed' ? [failureRow(issues.failure), ...rows] : rows;
}

export function issueFrame(model: Model): Frame {
  const { issues } = model;
  if (issues?.state !== 'known') return {};
  return {
    description: issues.title,
    message: issues.readOnly === undefined ? undefined : `Read-only: ${issues.readOnly}`,
  };
}

function failureRow(failure: Parameters<typeof explain>[0]): Row {
  const { what, next } = explain(failure);
  return {
    id: 'failure',
    label: what,
    description: next,
    icon: { name: 'error', tone: 'failed' },
    tooltip: () => `${what}\n\n${next}`,
    spoken: `${what} ${next}`,
    context: 'failure',
    subject: nothing,
    command: commands.refresh,
  };
}

function issueRow(issue: Issue, graph: IssueGraph): Row {
  const { id, title, assignee, updated_at, created_at, priority, issue_type } = issue;
  const { icon, word } = issueLook(issue, blockedBy(graph, id));
  const children = (graph.children.get(id) ?? []).flatMap((child) => graph.issues.get(child) ?? []);
  const { total, closed } = progressOf(graph, id);
  const progress = total === 0 ? undefined : `${closed}/${total}`;
  const description = line(progress, id, assignee && `@${assignee}`, age(updated_at ?? created_at, graph.now));
  return {
    id,
    label: title,
    description,
    icon: issue_type === 'epic' && !isClosed(issue) ? { ...icon, name: 'layers' } : icon,
    tooltip: () => issueCard(issue, graph),
    spoken: `${issue_type} ${title}, ${word}, ${priorityWord(priority)}, ${description}`,
    context: issueContext(issue),
    subject: { kind: 'issue', id },
    command: commands.openIssue,
    priority,
    ...(children.length === 0
      ? {}
      : { unfolded: !isClosed(issue), children: children.map((child) => issueRow(child, graph)) }),
  };
}

const issueContext = (issue: Issue): string =>
  isClosed(issue) ? 'issue closed' : `issue live${issue.assignee === undefined ? ' unclaimed' : ''}`;
