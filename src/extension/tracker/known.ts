import { type IssueGraph, issueGraph } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import type { Model } from '../model.ts';

type Known = Pick<Model, 'issues' | 'pending'>;

/** Every issue that the window knows, as the tracker has it or as our own writes that are under way will leave it. */
function knownIssues({ issues, pending }: Known): readonly Issue[] {
  if (issues === undefined || issues.state === 'none') return nobody;
  if (pending.length === 0) return issues.issues;
  const own = new Map(pending.map(({ issue }) => [issue.id, issue]));
  return issues.issues.map((issue) => own.get(issue.id) ?? issue);
}

const nobody: readonly Issue[] = [];

/** Deferral and ages move that slowly. */
const keptFor = 60_000;
type Made = { readonly pending: Model['pending']; readonly graph: IssueGraph };
const graphs = new WeakMap<readonly Issue[], Made>();

/** What follows from the issues, computed once for what many look at. `now` in milliseconds since 1970. */
export function graphOf(known: Known, now: number): IssueGraph {
  const told = known.issues === undefined || known.issues.state === 'none' ? nobody : known.issues.issues;
  const made = graphs.get(told);
  if (made?.pending === known.pending && Math.abs(now - made.graph.now) < keptFor) return made.graph;
  const graph = issueGraph(new Map(knownIssues(known).map((issue) => [issue.id, issue])), now);
  graphs.set(told, { pending: known.pending, graph });
  return graph;
}
