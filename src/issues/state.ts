import { type IssueGraph, isBlocked, isClosed, isDeferred } from './graph.ts';
import type { Issue } from './issue.ts';

/** What an issue's icon shows. `blocked` and `deferred` follow from edges and dates too, not only from the stored status. */
export type IssueState = 'in_progress' | 'open' | 'blocked' | 'deferred' | 'pinned' | 'other' | 'closed';

/** In the order in which people look for them. */
export const issueStates: readonly IssueState[] = [
  'in_progress',
  'open',
  'blocked',
  'deferred',
  'pinned',
  'other',
  'closed',
];

/** `hooked`: work that lies on an agent's hook and will be taken up by it. */
const stored: ReadonlyMap<string, IssueState> = new Map([
  ['open', 'open'],
  ['in_progress', 'in_progress'],
  ['hooked', 'in_progress'],
  ['blocked', 'blocked'],
  ['deferred', 'deferred'],
  ['pinned', 'pinned'],
]);

export function stateOf(graph: IssueGraph, issue: Issue): IssueState {
  if (isClosed(issue)) return 'closed';
  const state = stored.get(issue.status) ?? 'other';
  if (state !== 'open') return state;
  if (isBlocked(graph, issue)) return 'blocked';
  return isDeferred(issue, graph.now) ? 'deferred' : 'open';
}
