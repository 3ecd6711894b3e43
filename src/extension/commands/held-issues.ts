import { type IssueGraph, isBlocked } from '../../issues/graph.ts';
import { type IssueState, stateOf } from '../../issues/state.ts';
import { oneLine } from '../../issues/text.ts';
import { issueWords } from '../views/issues/look.ts';

const nobodysTurn: ReadonlySet<IssueState> = new Set(['blocked', 'deferred', 'closed']);

/** Of chosen issues those that are not to be taken up now, each with a line that says why. Pure. */
export function heldIssues(graph: IssueGraph, ids: readonly string[]): ReadonlyMap<string, string> {
  const chosen = ids.flatMap((id) => graph.issues.get(id) ?? []);
  const held = chosen.filter((issue) => nobodysTurn.has(stateOf(graph, issue)) || isBlocked(graph, issue));
  return new Map(held.map((issue) => [issue.id, `${issue.id} ${oneLine(issue.title)}: ${issueWords(issue, graph)}`]));
}
