import { Graph, layout } from '@dagrejs/dagre';

export type Point = { readonly x: number; readonly y: number };

/** What is laid out, by its size. */
export type Box = { readonly id: string; readonly width: number; readonly height: number };

/** What comes before what; the heavier, the straighter it is drawn. */
export type Arrow = { readonly from: string; readonly to: string; readonly weight: number };

/** Where everything stands: middles of boxes, and the points of arrows, in the order in which they were given. */
export type LaidOut = {
  readonly width: number;
  readonly height: number;
  readonly at: ReadonlyMap<string, Box & Point>;
  readonly lines: readonly (readonly Point[])[];
};

const gaps = { beside: 18, behind: 60, around: 12, lines: 12 } as const;

/** From left to right in the order in which the work can be done. */
export function layOut(boxes: readonly Box[], arrows: readonly Arrow[], around: number = gaps.around): LaidOut {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: gaps.beside, ranksep: gaps.behind, marginx: around, marginy: around });
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const [at, { from, to, weight }] of arrows.entries()) graph.setEdge(from, to, { weight, minlen: 1 }, String(at));
  layout(graph);
  const at = new Map(
    boxes.map((box) => {
      const { x = 0, y = 0 } = graph.node(box.id);
      return [box.id, { ...box, x, y }] as const;
    }),
  );
  const lines = arrows.map((arrow, index) => {
    const { from, to } = arrow;
    const points = graph.edge(from, to, String(index)).points ?? [];
    const [start, end] = [at.get(from), at.get(to)];
    if (start === undefined || end === undefined) return points;
    const beside = arrows.filter((other) => other.from === from && other.to === to);
    const apart = (beside.indexOf(arrow) - (beside.length - 1) / 2) * gaps.lines;
    return fromSideToSide(points, start, end, apart);
  });
  const { width = 0, height = 0 } = graph.graph();
  return { width, height, at, lines };
}

/** A soft line through the points: where it goes from left to right, level past boxes and up or down between them only. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const last = rest.at(-1) ?? first;
  if (first.x < last.x) return `M${first.x} ${first.y}${turns(points).join('')}L${last.x} ${last.y}`;
  const middle = rest.slice(0, -1).map((point, at) => {
    const next = rest[at + 1] ?? point;
    return `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  });
  return `M${first.x} ${first.y}${middle.join('')}L${last.x} ${last.y}`;
}

/** Of the points between two boxes the first, third and so on lie in gaps between ranks, the others beside what stands in a rank. */
const turns = (points: readonly Point[]): readonly string[] =>
  points.slice(1, -1).flatMap(({ x }, at) => {
    const [before, after] = [points[at], points[at + 2]];
    if (at % 2 === 1 || before === undefined || after === undefined) return [];
    const half = gaps.behind / 2;
    return [`L${x - half} ${before.y}C${x} ${before.y} ${x} ${after.y} ${x + half} ${after.y}`];
  });

/** From the middle of a box's right side to the middle of another's left, where that is the way; so far apart from it as there are lines beside. */
function fromSideToSide(points: readonly Point[], from: Box & Point, to: Box & Point, apart: number): readonly Point[] {
  const [start, end] = [from.x + from.width / 2, to.x - to.width / 2];
  if (end <= start) return points;
  return [{ x: start, y: from.y + apart }, ...points.slice(1, -1), { x: end, y: to.y + apart }];
}

/** Where an arrow key leads from a box: right to what waits, left to what it waits for, up and down to the nearest that stands there. */
export function neighbour(
  arrows: readonly Omit<Arrow, 'weight'>[],
  at: ReadonlyMap<string, Point>,
  id: string,
  key: string,
): string | undefined {
  if (key === 'ArrowRight') return arrows.find(({ from }) => from === id)?.to;
  if (key === 'ArrowLeft') return arrows.find(({ to }) => to === id)?.from;
  const by = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  const own = at.get(id);
  if (by === 0 || own === undefined) return undefined;
  const beyond = [...at].flatMap(([other, place]) =>
    (place.y - own.y) * by > 1 ? [{ id: other, far: Math.abs(place.y - own.y) + 3 * Math.abs(place.x - own.x) }] : [],
  );
  return beyond.sort((a, b) => a.far - b.far)[0]?.id;
}
