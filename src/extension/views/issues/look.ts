import { blockedBy, type IssueGraph } from '../../../issues/graph.ts';
import type { Issue } from '../../../issues/issue.ts';
import { type IssueState, stateOf } from '../../../issues/state.ts';
import { priorityNames, statusWords } from '../../../issues/words.ts';
import type { Icon } from '../row.ts';

/** How the state of an issue is drawn, everywhere alike. */
export const issueIcons: { readonly [state in IssueState]: string } = {
  open: 'circle-large-outline',
  in_progress: 'play-circle',
  blocked: 'lock',
  deferred: 'clock',
  pinned: 'pinned',
  other: 'circle-large-outline',
  closed: 'pass-filled',
};

const priorityTones = [
  'priority.critical',
  'priority.high',
  'priority.medium',
  'priority.low',
  'priority.low',
] as const;

/** The shape tells the state; the colour how urgent an issue is that is not closed, beside the letters of its badge. */
export const issueIcon = (state: IssueState, priority: number): Icon => ({
  name: issueIcons[state],
  tone: state === 'closed' ? 'done' : (priorityTones[priority] ?? 'priority.low'),
});

/** The state in words, and what holds the issue back: dependencies decide, not the stored word. */
export function issueWords(issue: Issue, graph: IssueGraph): string {
  const state = stateOf(graph, issue);
  const blockers = blockedBy(graph, issue.id);
  const word = statusWords(state === 'other' ? issue.status : state);
  if (blockers.length === 0) return word;
  return `${state === 'blocked' ? '' : `${word}, `}blocked by ${blockers.join(', ')}`;
}

/** `critical` … `backlog`. */
export const priorityWord = (priority: number): string => priorityNames[priority] ?? `priority ${priority}`;
