import type { Failure } from '../../../base/failure.ts';
import { type IssueFilter, parseFilter } from '../../../issues/filter.ts';
import { type IssueGraph, isClosed, issueGraph } from '../../../issues/graph.ts';
import type { Issue } from '../../../issues/issue.ts';
import type { IssueRow } from '../../../issues/row.ts';
import { issueTree } from '../../../issues/tree.ts';
import type { Plan } from '../../../plan/model/plan.ts';
import { commands } from '../../../protocol/commands.ts';
import { explain } from '../../../protocol/explain.ts';
import type { Model } from '../../model.ts';
import { line, plural } from '../../say/words.ts';
import { nothing, type Row } from '../row.ts';
import type { Frame } from '../tree.ts';
import { issueCard } from './card.ts';
import { issueIcon, issueIcons, issueWords, priorityWord } from './look.ts';

/** The Issues view: the tracker's tree, grouped and filtered as the person chose; the last good one when the tracker fails. */
export function issueRows(model: Model, now: number): readonly Row[] {
  const { issues } = model;
  if (issues === undefined || issues.state === 'none') return [];
  const graph = graphOf(issues.issues, now);
  const rows = treeOf(model, graph).map((row) => toRow(row, graph));
  return issues.state === 'failed' ? [failureRow(issues.failure), ...rows] : rows;
}

/** What the store is, why it cannot be written, and how much of it the filter shows. */
export function issueFrame(model: Model): Frame {
  const { issues, filter } = model;
  if (issues?.state !== 'known') return {};
  const { title, readOnly, broken } = issues;
  const parts = [
    readOnly === undefined ? '' : `Read-only: ${readOnly}`,
    broken.length === 0 ? '' : `${plural(broken.length, 'line')} of the tracker cannot be read; see the log.`,
    filter === '' ? '' : `Filter: ${filter} (${shownWords(model)})`,
  ];
  return { description: title, message: parts.filter((part) => part !== '').join('\n') };
}

function shownWords(model: Model): string {
  const { issues } = model;
  if (issues?.state !== 'known') return '';
  const graph = graphOf(issues.issues, Date.now());
  const { fitting, total } = issueTree(graph, { groupBy: 'epic', filter: filterOf(model, graph) });
  return `${fitting} of ${total}`;
}

const graphOf = (issues: readonly Issue[], now: number): IssueGraph =>
  issueGraph(new Map(issues.map((issue) => [issue.id, issue])), now);

const filterOf = ({ filter, me }: Model, graph: IssueGraph): IssueFilter => parseFilter(filter, { graph, me });

function treeOf(model: Model, graph: IssueGraph): readonly IssueRow[] {
  const filter = filterOf(model, graph);
  const { grouping } = model;
  if (grouping !== 'phase') return issueTree(graph, { groupBy: grouping, filter }).rows;
  return phaseGroups(model.active?.plan, graph, filter);
}

/** Issues by the phase that names them; those of no phase at the end. */
function phaseGroups(plan: Plan | undefined, graph: IssueGraph, filter: IssueFilter): readonly IssueRow[] {
  const phases = (plan?.phases ?? []).map(({ id, title, issues }) => ({ id, title, of: new Set(issues) }));
  const placed = new Set(phases.flatMap(({ of }) => [...of]));
  const groups = [
    ...phases.map(({ id, title, of }) => ({ id, title, holds: (issue: Issue) => of.has(issue.id) })),
    { id: '', title: 'In no phase', holds: (issue: Issue) => !placed.has(issue.id) },
  ];
  return groups.flatMap(({ id, title, holds }): readonly IssueRow[] => {
    const both = (issue: Issue): boolean => holds(issue) && filter(issue);
    const children = issueTree(graph, { groupBy: 'ready', filter: both }).rows.flatMap((group) =>
      group.children.map((row) => ({ ...row, key: `phase:${id}/${row.id}` })),
    );
    if (children.length === 0) return [];
    const key = `phase:${id}`;
    return [{ kind: 'group', key, id, label: title, description: String(children.length), state: undefined, children }];
  });
}

function toRow(row: IssueRow, graph: IssueGraph): Row {
  const children = row.children.map((child) => toRow(child, graph));
  if (row.kind === 'group') {
    return {
      id: row.key,
      label: row.label,
      description: row.description,
      icon: { name: row.state === undefined ? groupIcon(row.key) : issueIcons[row.state], tone: 'quiet' },
      spoken: `${row.label}, ${plural(children.length, 'issue')}`,
      context: 'group',
      subject: nothing,
      unfolded: row.state !== 'closed',
      children,
    };
  }
  const issue = graph.issues.get(row.id);
  const words = issue === undefined ? '' : issueWords(issue, graph);
  return {
    id: row.key,
    label: row.label,
    description: row.description,
    icon: issueIcon(row.state, row.priority),
    ...(issue === undefined ? {} : { tooltip: () => issueCard(issue, graph) }),
    spoken: line(`${issue?.issue_type ?? 'issue'} ${row.label}`, words, priorityWord(row.priority), row.description),
    context: issue === undefined ? 'issue' : issueContext(issue),
    subject: { kind: 'issue', id: row.id },
    command: commands.openIssue,
    ...(row.state === 'closed' ? {} : { badge: { text: `P${row.priority}`, meaning: priorityWord(row.priority) } }),
    unfolded: row.state !== 'closed',
    children,
  };
}

const groupIcons: Readonly<Record<string, string>> = {
  epic: 'inbox',
  assignee: 'person',
  label: 'tag',
  priority: 'flame',
  phase: 'milestone',
};

/** By what the group's key says that it groups by. */
const groupIcon = (key: string): string => groupIcons[key.split(':')[0] ?? ''] ?? 'list-unordered';

function failureRow(failure: Failure): Row {
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

const issueContext = (issue: Issue): string =>
  isClosed(issue) ? 'issue closed' : `issue live${issue.assignee === undefined ? ' unclaimed' : ''}`;
