import { cycles } from '../../base/cycles.ts';
import { inOrder } from '../../base/order.ts';

/** What waits for what in a plan: phases for phases, tasks (as `phase/task`) for tasks. */
export type Waiting = {
  readonly phases: ReadonlyMap<string, readonly string[]>;
  readonly tasks: ReadonlyMap<string, readonly string[]>;
};

/** Things that wait for each other: which, and in which order. */
export type Circle = {
  /** `gate`: tasks and phases together, as `phase/task`, `startOf(phase)` and `endOf(phase)`; it begins with a task that needs a task. */
  readonly kind: 'phase' | 'task' | 'gate' | 'needs' | 'parent';
  readonly names: readonly string[];
};

export const startOf = (phase: string): string => `start of ${phase}`;
export const endOf = (phase: string): string => `end of ${phase}`;

/** The circles that keep phases and tasks from starting. */
export function circlesOf({ phases, tasks }: Waiting): readonly Circle[] {
  const plain = [
    ...cycles(phases).map((names): Circle => ({ kind: 'phase', names })),
    ...cycles(tasks).map((names): Circle => ({ kind: 'task', names })),
  ];
  // With a circle among phases or tasks alone, what they wait for together says the same once more.
  if (plain.length > 0 || !crossesPhases(tasks)) return plain;
  return cycles(gates({ phases, tasks })).map(fromItsTask);
}

/** Only a task that waits for one of another phase can close a circle with the phases. */
function crossesPhases(tasks: Waiting['tasks']): boolean {
  for (const [task, needs] of tasks) if (needs.some((need) => phaseOf(need) !== phaseOf(task))) return true;
  return false;
}

function fromItsTask(names: readonly string[]): Circle {
  const first = names.findIndex((name, index) => isTask(name) && isTask(names[(index + 1) % names.length] ?? ''));
  return { kind: 'gate', names: [...names.slice(first), ...names.slice(0, first)] };
}

const isTask = (name: string): boolean => name.includes('/');

/** A task begins after its phase has, a phase ends after its tasks, and begins after the phases that it needs have ended. */
export function gates({ phases, tasks }: Waiting): ReadonlyMap<string, readonly string[]> {
  const graph = new Map<string, string[]>();
  for (const [phase, needs] of phases) {
    graph.set(startOf(phase), needs.map(endOf));
    graph.set(endOf(phase), [startOf(phase)]);
  }
  for (const [task, needs] of tasks) {
    const phase = phaseOf(task);
    graph.set(task, [startOf(phase), ...needs]);
    graph.get(endOf(phase))?.push(task);
  }
  return graph;
}

const phaseOf = (task: string): string => task.slice(0, task.indexOf('/'));

/** What can never start, though it is in no circle itself: the first behind each, with what it waits for. */
export type Stuck = {
  /** Phases and tasks that are named here have a need that never ends. */
  readonly behind: ReadonlyMap<string, ReadonlySet<string>>;
  /** How many phases wait for this one, directly or through others. */
  after(phase: string): number;
};

/** Undefined where everything can start. */
export function stuckIn(waiting: Waiting, circles: readonly Circle[]): Stuck | undefined {
  if (circles.length === 0) return undefined;
  const graph = gates(waiting);
  const never = neverReached(graph);
  const inCircle = new Set(circles.flatMap(({ names }) => names));
  const behind = new Map<string, ReadonlySet<string>>();
  for (const [phase, needs] of waiting.phases) {
    if (inCircle.has(phase) || inCircle.has(startOf(phase))) continue;
    // What stands behind another that is told needs no telling.
    const first = needs.filter(
      (need) =>
        never.has(endOf(need)) && (inCircle.has(need) || !never.has(startOf(need)) || inCircle.has(endOf(need))),
    );
    if (first.length > 0) behind.set(phase, new Set(first));
  }
  for (const [task, needs] of waiting.tasks) {
    if (inCircle.has(task) || never.has(startOf(phaseOf(task)))) continue;
    const first = needs.filter((need) => inCircle.has(need) || never.has(startOf(phaseOf(need))));
    if (first.length > 0) behind.set(task, new Set(first));
  }
  return { behind, after: (phase) => followers(waiting.phases, phase) };
}

/** Names of a graph that are in a circle or behind one; names that lead nowhere hold nothing up. */
function neverReached(graph: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set(inOrder(graph));
  return new Set([...graph.keys()].filter((name) => !reached.has(name)));
}

function followers(phases: Waiting['phases'], phase: string): number {
  const found = new Set([phase]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const [name, needs] of phases) if (needs.some((need) => found.has(need))) found.add(name);
  }
  return found.size - 1;
}

/**
 * A number of tasks that never more than can be at work at once: tasks are laid into chains in which each waits for the one before it, and
 * so are phases. No fewer chains than this were looked for, so the true number may be smaller.
 */
export function widest({ phases, tasks }: Waiting): number {
  const byPhase = new Map<string, Map<string, readonly string[]>>();
  for (const [task, needs] of tasks) {
    const own = byPhase.get(phaseOf(task)) ?? new Map<string, readonly string[]>();
    byPhase.set(phaseOf(task), own.set(task, needs));
  }
  const widths = new Map([...phases.keys()].map((phase) => [phase, chains(byPhase.get(phase) ?? new Map()).length]));
  return chains(phases)
    .map((chain) => Math.max(...chain.map((phase) => widths.get(phase) ?? 0)))
    .reduce((sum, width) => sum + width, 0);
}

/** In the order of the text, which most plans are written in: each joins the first chain that ends with something that it needs. */
function chains(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const byEnd = new Map<string, string[]>();
  for (const [name, needs] of graph) {
    const end = needs.find((need) => byEnd.has(need));
    const chain = (end === undefined ? undefined : byEnd.get(end)) ?? [];
    if (end !== undefined) byEnd.delete(end);
    chain.push(name);
    byEnd.set(name, chain);
  }
  return [...byEnd.values()];
}
