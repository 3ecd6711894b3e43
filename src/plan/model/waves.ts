import { fullName, type PhaseOutline, resolveTask, type TaskOutline } from './outline.ts';

type Pair = readonly [TaskOutline, TaskOutline];

/** Pairs grow with the square of the tasks; a phase of more than this was not written by anybody who reads what is said of it. */
const mostTasks = 400;

/** What each task waits for, asked by several rules: found once for each task of a version. */
const known = new WeakMap<PhaseOutline, (task: TaskOutline) => ReadonlySet<string>>();

/**
 * Pairs of those tasks of a phase that `concerns` picks which may run at once: neither waits for the other, directly or through others.
 * In document order; of a phase with more than four hundred such tasks, those of the first four hundred.
 */
export function* concurrentPairs(phase: PhaseOutline, concerns: (task: TaskOutline) => boolean): Generator<Pair> {
  const tasks = phase.tasks.filter(concerns).slice(0, mostTasks);
  const before = known.get(phase) ?? waitingIn(phase);
  known.set(phase, before);
  for (const [at, one] of tasks.entries())
    for (const other of tasks.slice(at + 1))
      if (!before(one).has(fullName(other)) && !before(other).has(fullName(one))) yield [one, other];
}

function waitingIn({ id, tasks }: PhaseOutline): (task: TaskOutline) => ReadonlySet<string> {
  const needs = new Map(
    tasks.map((task) => [fullName(task), task.needs.map(({ text }) => resolveTask(text, id.text))] as const),
  );
  const found = new Map<TaskOutline, ReadonlySet<string>>();
  return (task) => {
    const before = found.get(task) ?? reachable(fullName(task), needs);
    found.set(task, before);
    return before;
  };
}

function reachable(start: string, needs: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const need of needs.get(name) ?? []) {
      if (seen.has(need)) continue;
      seen.add(need);
      open.push(need);
    }
  }
  return seen;
}
