import { type IssueGraph, isReady } from './graph.ts';
import type { Issue } from './issue.ts';
import { type IssueState, issueStates, stateOf } from './state.ts';
import { oneLine } from './text.ts';
import { priorityNames, statusWords } from './words.ts';

/** What the Issues view can be grouped by. */
export const issueGroupings = ['epic', 'status', 'assignee', 'label', 'priority', 'ready'] as const;
export type IssueGrouping = (typeof issueGroupings)[number];

/** A row that gathers issues. Groups stand by `order`, those of one order by their label. */
export type IssueGroup = {
  /** The value that its issues share, as stored; empty for those that have none. */
  readonly id: string;
  readonly label: string;
  readonly order: number;
  /** Set where the group itself stands for a state. */
  readonly state?: IssueState | undefined;
};

/** The groups that an issue lies in; more than one where it has several labels. */
export type GroupsOf = (issue: Issue, graph: IssueGraph) => readonly IssueGroup[];

/** After every other group. */
const last = 1e9;

/** Every grouping but that by epic, which is no grouping but the tree of parents. */
export const groupings: Readonly<Record<Exclude<IssueGrouping, 'epic'>, GroupsOf>> = {
  status: (issue, graph) => {
    const state = stateOf(graph, issue);
    const id = state === 'other' ? issue.status : state;
    return [{ id, label: capital(oneLine(statusWords(id))), order: issueStates.indexOf(state), state }];
  },
  assignee: ({ assignee }) => [
    {
      id: assignee ?? '',
      label: oneLine(assignee ?? '') || 'Nobody',
      order: assignee === undefined ? last : 0,
    },
  ],
  label: ({ labels }) =>
    labels.length === 0
      ? [{ id: '', label: 'Without a label', order: last }]
      : [...new Set(labels)].map((label) => ({ id: label, label: oneLine(label), order: 0 })),
  priority: ({ priority }) => {
    const name = priorityNames[priority];
    const label = name === undefined ? `P${priority}` : `P${priority} ${name}`;
    return [{ id: String(priority), label, order: priority }];
  },
  ready: (issue, graph) => {
    const state = stateOf(graph, issue);
    if (isReady(graph, issue.id)) return [{ id: 'ready', label: 'Ready', order: -1, state: 'open' }];
    return [{ id: state, label: capital(statusWords(state)), order: issueStates.indexOf(state), state }];
  },
};

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
