import { Graph, layout } from '@dagrejs/dagre';
import type { IssueEdge } from '../../../issues/surroundings.ts';
import type { ToGraph } from '../messages.ts';

export const nodeWidth = 250;
export const nodeHeight = 54;

type Point = { readonly x: number; readonly y: number };

/** Where everything stands: middles of nodes, and lines as paths. */
export type LaidOut = {
  readonly width: number;
  readonly height: number;
  readonly at: ReadonlyMap<string, Point>;
  readonly lines: readonly { readonly edge: IssueEdge; readonly d: string }[];
};

/** From left to right in the order in which the work can be done. */
export function layOut({ cards, edges }: ToGraph): LaidOut {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 60, marginx: 12, marginy: 12 });
  for (const { id } of cards) graph.setNode(id, { width: nodeWidth, height: nodeHeight });
  for (const [at, { from, to, kind }] of edges.entries())
    graph.setEdge(from, to, { weight: kind === 'needs' ? 3 : 1, minlen: 1 }, String(at));
  layout(graph);
  const at = new Map(
    cards.map(({ id }) => {
      const { x = 0, y = 0 } = graph.node(id);
      return [id, { x, y }] as const;
    }),
  );
  const lines = edges.map((edge, index) => ({
    edge,
    d: pathOf(graph.edge(edge.from, edge.to, String(index)).points ?? []),
  }));
  const { width = 0, height = 0 } = graph.graph();
  return { width, height, at, lines };
}

/** A soft line through the points. */
function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const last = rest.at(-1) ?? first;
  const middle = rest.slice(0, -1).map((point, at) => {
    const next = rest[at + 1] ?? point;
    return `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  });
  return `M${first.x} ${first.y}${middle.join('')}L${last.x} ${last.y}`;
}
