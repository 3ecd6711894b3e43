import type { ToPlanGraph } from '../messages.ts';
import { neighbour, type Point } from './layout.ts';
import { type PlanLaidOut, phaseSize } from './plan-layout.ts';

type Shape = Pick<ToPlanGraph, 'phases' | 'tasks' | 'edges'>;

/**
 * Where an arrow key leads: along the edges, the critical path first. Where a task has none, to the right to the next phase, to the left to its own. From a
 * phase down to the first of its tasks.
 */
export function follow(shape: Shape, laid: PlanLaidOut, id: string, key: string): string | undefined {
  const first = shape.tasks.find(({ phase }) => phase === id);
  if (key === 'ArrowDown' && first !== undefined) return first.key;
  const edges = [...shape.edges].sort((a, b) => Number(b.onWay) - Number(a.onWay));
  const direct = neighbour(edges, spotsOf(shape, laid), id, key);
  const own = shape.tasks.find((task) => task.key === id)?.phase;
  if (direct !== undefined || own === undefined) return direct;
  if (key === 'ArrowLeft') return own;
  return key === 'ArrowRight' ? edges.find(({ from }) => from === own)?.to : undefined;
}

/** Where the keyboard finds them: a phase at its head. */
const spotsOf = ({ phases }: Shape, { at }: PlanLaidOut): ReadonlyMap<string, Point> =>
  new Map(
    [...at].map(([id, { x, y, height }]) => {
      const isPhase = phases.some((phase) => phase.id === id);
      return [id, { x, y: isPhase ? y + (phaseSize.head - height) / 2 : y }];
    }),
  );
