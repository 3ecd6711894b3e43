import type { IssueFilter } from './filter.ts';
import { type IssueGraph, isReady, parentOf, progressOf } from './graph.ts';
import type { Issue } from './issue.ts';
import type { MoveTarget } from './move.ts';
import { type IssueState, stateOf } from './state.ts';
import { oneLine } from './text.ts';
import { statusWords } from './words.ts';

/** Columns of the board, by category of status: what is to be done, held back, at work, put off, done. */
export const boardColumns = [
  { id: 'todo', title: 'To do', status: 'open' },
  { id: 'blocked', title: 'Blocked', status: 'blocked' },
  { id: 'doing', title: 'In progress', status: 'in_progress' },
  { id: 'later', title: 'Later', status: 'deferred' },
  { id: 'done', title: 'Done', status: 'closed' },
] as const;

export type BoardColumn = (typeof boardColumns)[number]['id'];

/** A status of one's own is work that goes on; its word stands on the card. */
const columnOf: { readonly [state in IssueState]: BoardColumn } = {
  open: 'todo',
  blocked: 'blocked',
  in_progress: 'doing',
  other: 'doing',
  deferred: 'later',
  pinned: 'later',
  closed: 'done',
};

export const boardLanes = ['none', 'epic', 'assignee'] as const;
export type BoardLanes = (typeof boardLanes)[number];

/** One swim lane: the issues of each column, by id, in the order of `boardColumns`, most urgent first. */
export type BoardLane = {
  /** What its issues share: an epic's id, a name; empty for those without. */
  readonly value: string;
  readonly title: string;
  readonly cells: readonly (readonly string[])[];
};

export type Board = { readonly lanes: readonly BoardLane[]; readonly shown: number; readonly total: number };

export type BoardOptions = {
  readonly lanes: BoardLanes;
  readonly filter?: IssueFilter | undefined;
  /** Only these, such as the issues of a phase; undefined: all. */
  readonly only?: ReadonlySet<string> | undefined;
};

/** The issues as a board. Deleted ones are left out, and with lanes by epic the epics themselves. */
export function boardOf(graph: IssueGraph, { lanes, filter, only }: BoardOptions): Board {
  const found = new Map<string, { readonly title: string; readonly cells: Issue[][] }>();
  let [shown, total] = [0, 0];
  for (const issue of graph.issues.values()) {
    if (issue.status === 'tombstone' || (lanes === 'epic' && issue.issue_type === 'epic')) continue;
    total += 1;
    if (only?.has(issue.id) === false || filter?.(issue) === false) continue;
    shown += 1;
    const { value, title } = laneOf(graph, issue, lanes);
    const lane = found.get(value) ?? { title, cells: boardColumns.map(() => []) };
    found.set(value, lane);
    lane.cells[boardColumns.findIndex(({ id }) => id === columnOf[stateOf(graph, issue)])]?.push(issue);
  }
  const sorted = [...found].sort(
    ([a, { title }], [b, { title: other }]) => Number(a === '') - Number(b === '') || title.localeCompare(other, 'en'),
  );
  const order = sorted.map(([value, { title, cells }]) => ({ value, title, cells: cells.map(inOrder) }));
  return { lanes: order, shown, total };
}

const ids = new Intl.Collator('en', { numeric: true });
const inOrder = (issues: readonly Issue[]): readonly string[] =>
  [...issues].sort((a, b) => a.priority - b.priority || ids.compare(a.id, b.id)).map(({ id }) => id);

function laneOf(
  graph: IssueGraph,
  issue: Issue,
  lanes: BoardLanes,
): { readonly value: string; readonly title: string } {
  if (lanes === 'none') return { value: '', title: '' };
  if (lanes === 'assignee') {
    const { assignee } = issue;
    return assignee === undefined ? { value: '', title: 'Nobody' } : { value: assignee, title: oneLine(assignee) };
  }
  const epic = epicAbove(graph, issue);
  return epic === undefined ? { value: '', title: 'Without an epic' } : { value: epic.id, title: oneLine(epic.title) };
}

/** The nearest epic above, else what is at the top; undefined where nothing is above. */
function epicAbove(graph: IssueGraph, issue: Issue): Issue | undefined {
  const seen = new Set([issue.id]);
  let top: Issue | undefined;
  for (let at = parent(graph, issue); at !== undefined && !seen.has(at.id); at = parent(graph, at)) {
    if (at.issue_type === 'epic') return at;
    seen.add(at.id);
    top = at;
  }
  return top;
}

const parent = (graph: IssueGraph, issue: Issue): Issue | undefined => graph.issues.get(parentOf(issue) ?? '');

/** What a card shows, as plain data; texts are safe on one line. */
export type BoardCard = {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly priority: number;
  readonly state: IssueState;
  /** The state in words; the stored status where it is one of one's own. */
  readonly stateWords: string;
  readonly ready: boolean;
  readonly assignee: string;
  readonly labels: readonly string[];
  /** `3/7` of its children are closed; empty without any. */
  readonly progress: string;
};

export function cardOf(graph: IssueGraph, issue: Issue): BoardCard {
  const state = stateOf(graph, issue);
  const { total, closed } = progressOf(graph, issue.id);
  return {
    id: issue.id,
    title: oneLine(issue.title) || '(no title)',
    type: oneLine(issue.issue_type),
    priority: issue.priority,
    state,
    stateWords: statusWords(state === 'other' ? oneLine(issue.status) : state),
    ready: isReady(graph, issue.id),
    assignee: oneLine(issue.assignee ?? ''),
    labels: issue.labels.map(oneLine),
    progress: total === 0 ? '' : `${closed}/${total}`,
  };
}

/** What laying a card into a column, or into another lane, sets. The lane comes first: it changes no state. */
export function cardMoves(
  column: BoardColumn | undefined,
  lane: { readonly lanes: BoardLanes; readonly value: string } | undefined,
): readonly MoveTarget[] {
  const status = boardColumns.find(({ id }) => id === column)?.status;
  return [
    ...(lane === undefined || lane.lanes === 'none' ? [] : [{ by: lane.lanes, value: lane.value }]),
    ...(status === undefined ? [] : [{ by: 'status', value: status }]),
  ];
}
