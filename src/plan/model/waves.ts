import { fullName, type PhaseOutline, resolveTask, type TaskOutline } from './outline.ts';

type Pair = readonly [TaskOutline, TaskOutline];

/** Several rules look at the pairs of one version: they are found once. */
const known = new WeakMap<PhaseOutline, readonly Pair[]>();

/** Pairs of tasks of a phase that may run at once: neither waits for the other, directly or through others. In document order. */
export function concurrentPairs(phase: PhaseOutline): readonly Pair[] {
  const pairs = known.get(phase) ?? findPairs(phase);
  known.set(phase, pairs);
  return pairs;
}

function findPairs(phase: PhaseOutline): readonly Pair[] {
  const names = phase.tasks.map(fullName);
  const needs = new Map(
    phase.tasks.map(({ needs: written }, at) => [
      names[at] ?? '',
      written.map(({ text }) => resolveTask(text, phase.id.text)),
    ]),
  );
  const before = names.map((name) => reachable(name, needs));
  return phase.tasks.flatMap((one, at) =>
    phase.tasks.flatMap((other, beside): readonly Pair[] => {
      const apart = beside > at && !before[at]?.has(names[beside] ?? '') && !before[beside]?.has(names[at] ?? '');
      return apart ? [[one, other]] : [];
    }),
  );
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
