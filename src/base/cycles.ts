/**
 * The circles of a directed graph, each as its names in order, each once, beginning with the name that comes first in the graph's own
 * order. One circle is told for each knot, the first found: mending it shows the next. Names that lead nowhere are let pass.
 */
export function cycles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  if (isInOrder(graph)) return [];
  const state = new Map<string, 'open' | 'done'>();
  const found: string[][] = [];
  const order = new Map([...graph.keys()].map((name, index) => [name, index]));
  for (const start of graph.keys()) {
    if (state.has(start)) continue;
    const path: string[] = [];
    // An explicit stack: a chain of ten thousand issues must not exhaust the program's own.
    const stack: { name: string; next: number }[] = [{ name: start, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1);
      if (top === undefined) break;
      if (top.next === 0) {
        state.set(top.name, 'open');
        path.push(top.name);
      }
      const to = graph.get(top.name)?.[top.next];
      top.next += 1;
      if (to === undefined) {
        state.set(top.name, 'done');
        path.pop();
        stack.pop();
      } else if (state.get(to) === 'open') found.push(rotated(path.slice(path.indexOf(to)), order));
      else if (!state.has(to) && graph.has(to)) stack.push({ name: to, next: 0 });
    }
  }
  return found;
}

/** Whether all that leads somewhere leads to what stands above it, as people write: then there is no circle. */
function isInOrder(graph: ReadonlyMap<string, readonly string[]>): boolean {
  const above = new Set<string>();
  for (const [name, next] of graph) {
    for (const to of next) if (!above.has(to) && graph.has(to)) return false;
    above.add(name);
  }
  return true;
}

function rotated(circle: string[], order: ReadonlyMap<string, number>): string[] {
  const first = circle.reduce(
    (best, name, index) => ((order.get(name) ?? 0) < (order.get(circle[best] ?? '') ?? 0) ? index : best),
    0,
  );
  return [...circle.slice(first), ...circle.slice(0, first)];
}
