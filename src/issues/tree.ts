import type { IssueFilter } from './filter.ts';
import { type IssueGraph, isClosed, isReady, parentOf, progressOf } from './graph.ts';
import type { Issue } from './issue.ts';
import { type IssueState, issueStates, stateOf } from './state.ts';
import { oneLine } from './text.ts';
import { priorityNames, statusWords } from './words.ts';

/** What the Issues view can be grouped by. */
export const issueGroupings = ['epic', 'status', 'assignee', 'label', 'priority', 'ready'] as const;
export type IssueGrouping = (typeof issueGroupings)[number];

/** A row of the Issues view, as plain data. Texts are safe to show on one line. */
export type IssueRow =
  | {
      readonly kind: 'issue';
      /** Unique in the tree: an issue with two labels has two rows. */
      readonly key: string;
      readonly id: string;
      readonly label: string;
      /** Progress of children, id, assignee, age. */
      readonly description: string;
      readonly state: IssueState;
      readonly ready: boolean;
      readonly priority: number;
      readonly children: readonly IssueRow[];
    }
  | {
      readonly kind: 'group';
      readonly key: string;
      /** The value that its issues share, as stored; empty for those that have none. */
      readonly id: string;
      readonly label: string;
      readonly description: string;
      /** Set where the group itself stands for a state. */
      readonly state: IssueState | undefined;
      readonly children: readonly IssueRow[];
    };

export type IssueTreeOptions = {
  readonly groupBy: IssueGrouping;
  readonly filter?: IssueFilter | undefined;
  /** Leaves out closed issues that no open one lies under. Tombstones never show. */
  readonly hideClosed?: boolean;
};

export type IssueTree = {
  readonly rows: readonly IssueRow[];
  /** Issues, not rows: all, those that fit the filter, and how many of those were hidden because they are closed. */
  readonly total: number;
  readonly fitting: number;
  readonly closedHidden: number;
};

/** The rows of the Issues view. Every issue that fits is there, also one whose parent is missing or whose parents go in a circle. */
export function issueTree(graph: IssueGraph, options: IssueTreeOptions): IssueTree {
  const all = byUrgency(graph).filter(({ status }) => status !== 'tombstone');
  const fitting = all.filter(options.filter ?? (() => true));
  const shown = options.hideClosed ? fitting.filter((issue) => !isClosed(issue)) : fitting;
  const rows = options.groupBy === 'epic' ? epicRows(graph, shown) : groupRows(graph, shown, options.groupBy);
  return { rows, total: all.length, fitting: fitting.length, closedHidden: fitting.length - shown.length };
}

const orders = new WeakMap<IssueGraph, readonly Issue[]>();

/** Closed last, then by priority, then by id as people count. Sorted once for a graph: a keystroke in the filter only leaves out. */
function byUrgency(graph: IssueGraph): readonly Issue[] {
  const known = orders.get(graph);
  if (known !== undefined) return known;
  const ids = new Intl.Collator('en', { numeric: true });
  const sorted = [...graph.issues.values()].sort(
    (a, b) => Number(isClosed(a)) - Number(isClosed(b)) || a.priority - b.priority || ids.compare(a.id, b.id),
  );
  orders.set(graph, sorted);
  return sorted;
}

function issueRow(graph: IssueGraph, issue: Issue, under: string, children: readonly IssueRow[]): IssueRow {
  const { total, closed } = progressOf(graph, issue.id);
  const progress = total === 0 ? '' : `${closed}/${total} · ${Math.floor((100 * closed) / total)} %`;
  const parts = [
    progress,
    issue.id,
    oneLine(issue.assignee ?? ''),
    age(issue.updated_at ?? issue.created_at, graph.now),
  ];
  return {
    kind: 'issue',
    key: `${under}/${issue.id}`,
    id: issue.id,
    label: oneLine(issue.title) || '(no title)',
    description: parts.filter((part) => part !== '').join(' · '),
    state: stateOf(graph, issue),
    ready: isReady(graph, issue.id),
    priority: issue.priority,
    children,
  };
}

/** How long ago, in its largest unit: `5m`, `3h`, `12d`, `2y`; empty for what is no date. */
function age(time: string | undefined, now: number): string {
  const minutes = Math.max(0, (now - Date.parse(time ?? '')) / 60_000);
  if (Number.isNaN(minutes)) return '';
  if (minutes < 60) return `${Math.floor(minutes)}m`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}h`;
  return minutes < 730 * 1440 ? `${Math.floor(minutes / 1440)}d` : `${Math.floor(minutes / (365.25 * 1440))}y`;
}

/** Parents above their children; what has neither is gathered at the end, if there is anything else. */
function epicRows(graph: IssueGraph, issues: readonly Issue[]): readonly IssueRow[] {
  const shown = withAncestors(graph, issues);
  const children = new Map<string, Issue[]>();
  const roots: Issue[] = [];
  for (const issue of shown) {
    const parent = shownParent(graph, issue);
    const siblings = parent && children.get(parent.id);
    if (parent === undefined || isAbove(graph, issue.id, parent.id)) roots.push(issue);
    else if (siblings === undefined) children.set(parent.id, [issue]);
    else siblings.push(issue);
  }
  const row = (issue: Issue): IssueRow => issueRow(graph, issue, 'epic', (children.get(issue.id) ?? []).map(row));
  const isEpic = ({ id, issue_type }: Issue): boolean => issue_type === 'epic' || children.has(id);
  const epics = roots.filter(isEpic).map(row);
  const single = roots.filter((issue) => !isEpic(issue)).map(row);
  if (epics.length === 0 || single.length === 0) return [...epics, ...single];
  return [...epics, group('epic', '', 'Without an epic', undefined, single)];
}

/** The issues and everything above them, in order; a parent that does not fit itself is there for its children. */
function withAncestors(graph: IssueGraph, issues: readonly Issue[]): readonly Issue[] {
  const shown = new Set(issues);
  for (const issue of shown) {
    const above = shownParent(graph, issue);
    // A set hands out what is added while it is walked, so this goes all the way up, and ends in a circle.
    if (above !== undefined) shown.add(above);
  }
  return shown.size === issues.length ? issues : byUrgency(graph).filter((issue) => shown.has(issue));
}

/** The parent that an issue's row lies under: by its edges, else the one that its id extends (`bd-1.2`); only one that is there and not deleted. */
function shownParent(graph: IssueGraph, issue: Issue): Issue | undefined {
  const named = parentOf(issue) ?? /^(.+)\.\d+$/.exec(issue.id)?.[1];
  const parent = named === undefined ? undefined : graph.issues.get(named);
  return parent?.status === 'tombstone' ? undefined : parent;
}

/** Whether walking up from `parent` comes by `id`: its parents go in a circle, which is cut at its smallest id. */
function isAbove(graph: IssueGraph, id: string, parent: string): boolean {
  const seen: string[] = [];
  for (let at: string | undefined = parent; at !== undefined && !seen.includes(at); ) {
    seen.push(at);
    if (at === id) return seen.every((other) => id <= other);
    const issue: Issue | undefined = graph.issues.get(at);
    at = issue && shownParent(graph, issue)?.id;
  }
  return false;
}

type Group = { readonly id: string; readonly label: string; readonly order: number; readonly state?: IssueState };

function groupRows(
  graph: IssueGraph,
  issues: readonly Issue[],
  by: Exclude<IssueGrouping, 'epic'>,
): readonly IssueRow[] {
  const groups = new Map<string, { readonly group: Group; readonly issues: Issue[] }>();
  for (const issue of issues) {
    for (const group of groupsOf(graph, issue, by)) {
      const found = groups.get(group.id);
      if (found === undefined) groups.set(group.id, { group, issues: [issue] });
      else found.issues.push(issue);
    }
  }
  const sorted = [...groups.values()].sort(
    (a, b) => a.group.order - b.group.order || a.group.label.localeCompare(b.group.label, 'en'),
  );
  return sorted.map(({ group: { id, label, state }, issues }) => {
    const rows = issues.map((issue) => issueRow(graph, issue, `${by}:${id}`, []));
    return group(by, id, label, state, rows);
  });
}

function groupsOf(graph: IssueGraph, issue: Issue, by: Exclude<IssueGrouping, 'epic'>): readonly Group[] {
  const none = 1e9;
  switch (by) {
    case 'status': {
      const state = stateOf(graph, issue);
      const id = state === 'other' ? issue.status : state;
      return [{ id, label: capital(oneLine(statusWords(id))), order: issueStates.indexOf(state), state }];
    }
    case 'assignee': {
      const { assignee } = issue;
      return [
        { id: assignee ?? '', label: oneLine(assignee ?? '') || 'Nobody', order: assignee === undefined ? none : 0 },
      ];
    }
    case 'label':
      return issue.labels.length === 0
        ? [{ id: '', label: 'Without a label', order: none }]
        : issue.labels.map((label) => ({ id: label, label: oneLine(label), order: 0 }));
    case 'priority': {
      const name = priorityNames[issue.priority];
      const label = name === undefined ? `P${issue.priority}` : `P${issue.priority} ${name}`;
      return [{ id: String(issue.priority), label, order: issue.priority }];
    }
    case 'ready': {
      const state = stateOf(graph, issue);
      if (isReady(graph, issue.id)) return [{ id: 'ready', label: 'Ready', order: -1, state: 'open' }];
      return [{ id: state, label: capital(statusWords(state)), order: issueStates.indexOf(state), state }];
    }
  }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const group = (
  by: IssueGrouping,
  id: string,
  label: string,
  state: IssueState | undefined,
  children: readonly IssueRow[],
): IssueRow => ({
  kind: 'group',
  key: `${by}:${id}`,
  id,
  label,
  description: String(children.length),
  state,
  children,
});
