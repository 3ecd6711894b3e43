import { blockedBy, type IssueGraph } from '../../../issues/graph.ts';
import type { Issue } from '../../../issues/issue.ts';
import { type IssueState, stateOf } from '../../../issues/state.ts';
import { priorityNames, statusWords } from '../../../issues/words.ts';
import type { Icon } from '../row.ts';

/** How the state of an issue is drawn, everywhere alike. */
export const issueIcons: { readonly [state in IssueState]: Icon } = {
  open: { name: 'circle-large-outline' },
  in_progress: { name: 'play-circle', tone: 'working' },
  blocked: { name: 'lock', tone: 'waiting' },
  deferred: { name: 'clock', tone: 'quiet' },
  pinned: { name: 'pinned', tone: 'quiet' },
  other: { name: 'circle-large-outline', tone: 'quiet' },
  closed: { name: 'pass-filled', tone: 'done' },
};

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
