/** A directed graph: each name with those that come before it. Names that lead nowhere hold nothing up. */
type Before = ReadonlyMap<string, readonly string[]>;

/** The names in an order in which each stands behind all that come before it. What is in a circle, or behind one, is left out. */
export function inOrder(graph: Before): readonly string[] {
  const open = new Map<string, number>();
  const behind = new Map<string, string[]>();
  for (const [name, before] of graph) {
    const there = before.filter((one) => graph.has(one));
    open.set(name, there.length);
    for (const one of there) {
      const known = behind.get(one);
      if (known === undefined) behind.set(one, [name]);
      else known.push(name);
    }
  }
  const ordered = [...graph.keys()].filter((name) => open.get(name) === 0);
  for (const name of ordered) {
    for (const next of behind.get(name) ?? []) {
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) ordered.push(next);
    }
  }
  return ordered;
}

/** The heaviest way through a graph, first to last; of equal ones the first found. What is in a circle, or behind one, is on no way. */
export function longestWay(graph: Before, weight: (name: string) => number): readonly string[] {
  type Way = { readonly name: string; readonly length: number; readonly before: Way | undefined };
  const ways = new Map<string, Way>();
  let longest: Way | undefined;
  for (const name of inOrder(graph)) {
    let before: Way | undefined;
    for (const one of graph.get(name) ?? []) {
      const way = ways.get(one);
      if (way !== undefined && way.length > (before?.length ?? 0)) before = way;
    }
    const way = { name, length: (before?.length ?? 0) + weight(name), before };
    ways.set(name, way);
    if (way.length > (longest?.length ?? 0)) longest = way;
  }
  const names: string[] = [];
  for (let at = longest; at !== undefined; at = at.before) names.push(at.name);
  return names.reverse();
}
