import type { GraphTask, ToPlanGraph } from '../messages.ts';
import { type LaidOut, layOut, type Point, pathOf } from './layout.ts';

const taskSize = { width: 240, plain: 54, withIssue: 80 } as const;

/** `least`: as wide as one task; `head`: its icon and title. */
export const phaseSize = { head: 52, around: 14, least: 268, empty: 54 } as const;

export type Place = Point & { readonly width: number; readonly height: number };

/** Where everything stands: middles of phases and tasks by their names, and edges as paths, in the order in which they were told. */
export type PlanLaidOut = {
  readonly width: number;
  readonly height: number;
  readonly at: ReadonlyMap<string, Place>;
  readonly paths: readonly string[];
};

type Shape = Pick<ToPlanGraph, 'phases' | 'tasks' | 'edges'>;
type Edge = Shape['edges'][number];

/** A phase by itself: its tasks, and the edges that stay within it. */
type Inside = {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly edges: readonly Edge[];
  readonly laid: LaidOut;
};

/** Phases from left to right in their order, and the tasks of each from left to right within it. */
export function layOutPlan({ phases, tasks, edges }: Shape): PlanLaidOut {
  const phaseOf = new Map(tasks.map((task) => [task.key, task.phase]));
  const home = ({ from, to, kind }: Edge): string | undefined =>
    kind !== 'phase' && phaseOf.get(from) === phaseOf.get(to) ? phaseOf.get(from) : undefined;
  const inside = phases.map(({ id }) =>
    layOutPhase(
      id,
      tasks.filter(({ phase }) => phase === id),
      edges.filter((edge) => home(edge) === id),
    ),
  );
  const between = edges.filter((edge) => home(edge) === undefined);
  const arrows = between.map(({ from, to, kind }) => ({
    from: phaseOf.get(from) ?? from,
    to: phaseOf.get(to) ?? to,
    weight: kind === 'phase' ? 3 : 1,
  }));
  const outer = layOut(inside, arrows);
  const at = new Map<string, Place>();
  const paths = new Map<Edge, string>();
  for (const phase of inside) place(phase, outer.at.get(phase.id) ?? { x: 0, y: 0 }, at, paths);
  for (const [index, edge] of between.entries())
    paths.set(edge, edge.kind === 'phase' ? pathOf(outer.lines[index] ?? []) : arc(at.get(edge.from), at.get(edge.to)));
  return { width: outer.width, height: outer.height, at, paths: edges.map((edge) => paths.get(edge) ?? '') };
}

function layOutPhase(id: string, tasks: readonly GraphTask[], edges: readonly Edge[]): Inside {
  const boxes = tasks.map(({ key, issue }) => ({
    id: key,
    width: taskSize.width,
    height: issue === undefined ? taskSize.plain : taskSize.withIssue,
  }));
  const laid = layOut(
    boxes,
    edges.map(({ from, to, kind }) => ({ from, to, weight: kind === 'needs' ? 3 : 1 })),
    0,
  );
  const { head, around, least, empty } = phaseSize;
  const isEmpty = tasks.length === 0;
  return {
    id,
    width: isEmpty ? least : Math.max(least, laid.width + 2 * around),
    height: isEmpty ? empty : head + laid.height + around,
    edges,
    laid,
  };
}

/** Puts a phase, with all that is in it, where it belongs in the picture. */
function place(phase: Inside, { x, y }: Point, at: Map<string, Place>, paths: Map<Edge, string>): void {
  const { id, width, height, laid, edges } = phase;
  at.set(id, { x, y, width, height });
  const [left, top] = [x - width / 2 + phaseSize.around, y - height / 2 + phaseSize.head];
  const moved = (point: Point): Point => ({ x: point.x + left, y: point.y + top });
  for (const [key, task] of laid.at) at.set(key, { ...task, ...moved(task) });
  for (const [index, edge] of edges.entries()) paths.set(edge, pathOf((laid.lines[index] ?? []).map(moved)));
}

/** From the right of one task to the left of another, over whatever lies between. */
function arc(from: Place | undefined, to: Place | undefined): string {
  if (from === undefined || to === undefined) return '';
  const [start, end] = [from.x + from.width / 2, to.x - to.width / 2];
  const bend = Math.max(40, Math.abs(end - start) / 3);
  return `M${start} ${from.y}C${start + bend} ${from.y} ${end - bend} ${to.y} ${end} ${to.y}`;
}
