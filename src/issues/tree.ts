import type { IssueGraph } from './graph.ts';
import { IssueProjection, type ProjectionOptions } from './projection.ts';
import type { IssueRow } from './row.ts';

export type IssueTree = {
  readonly rows: readonly IssueRow[];
  /** Issues, not rows: all, those that fit the filter, and how many of those were hidden because they are closed. */
  readonly total: number;
  readonly fitting: number;
  readonly closedHidden: number;
};

/** All rows of the Issues view at once; `IssueProjection` has them one level at a time. */
export function issueTree(graph: IssueGraph, options: ProjectionOptions): IssueTree {
  const projection = new IssueProjection(graph, options);
  return { rows: allRows(projection), ...projection.counts };
}

/** Every row under a row, however deep. */
export const allRows = (projection: IssueProjection, key = ''): readonly IssueRow[] =>
  projection.children(key).map((head) => ({ ...head, children: allRows(projection, head.key) }));
