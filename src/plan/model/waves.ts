import { fullName, type PhaseOutline, resolveTask, type TaskOutline } from './outline.ts';

/** Pairs of tasks of a phase that may run at once: neither waits for the other, directly or through others. In document order. */
export function* concurrentPairs(phase: PhaseOutline): Generator<readonly [TaskOutline, TaskOutline]> {
  const needs = new Map(
    phase.tasks.map((task) => [fullName(task), task.needs.map(({ text }) => resolveTask(text, task.phase))]),
  );
  const before = new Map(phase.tasks.map((task) => [fullName(task), reachable(fullName(task), needs)]));
  for (const [index, one] of phase.tasks.entries()) {
    for (const other of phase.tasks.slice(index + 1)) {
      const ordered =
        before.get(fullName(one))?.has(fullName(other)) || before.get(fullName(other))?.has(fullName(one));
      if (!ordered) yield [one, other];
    }
  }
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
