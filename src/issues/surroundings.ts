import { cycles, type IssueGraph, isActive, mayBlock } from './graph.ts';
import type { Issue } from './issue.ts';

/** `needs`: `from` must end before `to` can begin; `part`: `to` is a part of `from`; `related`: neither waits. */
export type IssueEdge = {
  readonly from: string;
  readonly to: string;
  readonly kind: 'needs' | 'part' | 'related';
  /** The type as it is stored. */
  readonly type: string;
  /** Both ends are active, so that it holds something back now. */
  readonly holds: boolean;
  readonly onChain: boolean;
  readonly inCycle: boolean;
};

/** An issue and what it stands in connection with, as a graph to be drawn. */
export type Surroundings = {
  /** The nearest first, the issue itself at the head. */
  readonly nodes: readonly string[];
  readonly edges: readonly IssueEdge[];
  /** The longest way of active issues that wait for each other, the first to be done at the head; empty where nothing waits. */
  readonly chain: readonly string[];
  /** Circles of blocking edges among the nodes; first and last are the same. */
  readonly cycles: readonly (readonly string[])[];
  /** Issues that are connected too, but further away than fits. */
  readonly leftOut: number;
};

/** What surrounds an issue: everything under it, and what waits for what, in both directions, at most `most` issues. */
export function surroundings(graph: IssueGraph, root: string, most: number): Surroundings {
  const { found, leftOut } = reach(graph, root, most);
  const nodes = new Set(found);
  const inner = new Map(
    [...nodes].flatMap((id) => {
      const issue = graph.issues.get(id);
      return issue === undefined ? [] : [[id, issue] as const];
    }),
  );
  const circles = cycles(inner);
  const edges = edgesAmong(inner, root);
  const chain = longestChain(graph, inner, edges);
  const onChain = pairs(chain);
  const inCycle = new Set(circles.flatMap((circle) => [...pairs([...circle].reverse())]));
  return {
    nodes: [...nodes],
    edges: edges.map((edge) => {
      const key = `${edge.from}\n${edge.to}`;
      return {
        ...edge,
        onChain: edge.kind === 'needs' && onChain.has(key),
        inCycle: edge.kind === 'needs' && inCycle.has(key),
      };
    }),
    chain,
    cycles: circles,
    leftOut,
  };
}

const pairs = (ids: readonly string[]): ReadonlySet<string> =>
  new Set(ids.slice(1).map((id, at) => `${ids[at]}\n${id}`));

/** Walks outwards: what lies under the root first, then along what waits, whichever way. */
function reach(
  graph: IssueGraph,
  root: string,
  most: number,
): { readonly found: readonly string[]; readonly leftOut: number } {
  const found = new Set<string>([root]);
  for (const id of found) for (const child of graph.children.get(id) ?? []) found.add(child);
  const dependents = dependentsOf(graph);
  for (const id of found) {
    const issue = graph.issues.get(id);
    for (const { type, depends_on_id } of issue?.dependencies ?? []) if (mayBlock(type)) found.add(depends_on_id);
    for (const other of dependents.get(id) ?? []) found.add(other);
  }
  const known = [...found].filter((id) => isShown(graph.issues.get(id)));
  return { found: known.slice(0, most), leftOut: Math.max(0, known.length - most) };
}

const isShown = (issue: Issue | undefined): boolean => issue !== undefined && issue.status !== 'tombstone';

/** Who waits for an issue, closed ones included. */
function dependentsOf({ issues }: IssueGraph): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const issue of issues.values()) {
    for (const { type, depends_on_id } of issue.dependencies) {
      if (!mayBlock(type)) continue;
      const there = found.get(depends_on_id);
      if (there === undefined) found.set(depends_on_id, [issue.id]);
      else there.push(issue.id);
    }
  }
  return found;
}

type PlainEdge = Omit<IssueEdge, 'onChain' | 'inCycle'>;

/** Edges between the nodes. That something is a part of the root goes without saying. */
function edgesAmong(nodes: ReadonlyMap<string, Issue>, root: string): readonly PlainEdge[] {
  return [...nodes.values()].flatMap((issue) =>
    issue.dependencies.flatMap(({ type, depends_on_id }): readonly PlainEdge[] => {
      const other = nodes.get(depends_on_id);
      if (other === undefined) return [];
      if (type === 'parent-child' && depends_on_id === root) return [];
      const kind = mayBlock(type) ? 'needs' : type === 'parent-child' ? 'part' : 'related';
      const holds = kind === 'needs' && isActive(issue) && isActive(other);
      return [{ from: depends_on_id, to: issue.id, kind, type, holds }];
    }),
  );
}

/** Minutes that an issue without an estimate counts for, so that a chain of many is longer than one of few. */
const unestimated = 480;

/** The chain that takes longest by its estimates. An edge that would close a circle is left out. */
function longestChain(
  graph: IssueGraph,
  nodes: ReadonlyMap<string, Issue>,
  edges: readonly PlainEdge[],
): readonly string[] {
  const before = new Map<string, string[]>();
  for (const { from, to, holds } of edges) if (holds) before.set(to, [...(before.get(to) ?? []), from]);
  const best = new Map<string, { readonly minutes: number; readonly from: string | undefined }>();
  const open = new Set<string>();
  const measure = (id: string): number => {
    const known = best.get(id);
    if (known !== undefined || open.has(id)) return known?.minutes ?? 0;
    open.add(id);
    let longest: { minutes: number; from: string | undefined } = { minutes: 0, from: undefined };
    for (const from of before.get(id) ?? []) {
      const minutes = open.has(from) ? 0 : measure(from);
      if (minutes > longest.minutes) longest = { minutes, from };
    }
    open.delete(id);
    const minutes = longest.minutes + (graph.issues.get(id)?.estimated_minutes || unestimated);
    best.set(id, { minutes, from: longest.from });
    return minutes;
  };
  let end: { readonly id: string; readonly minutes: number } | undefined;
  for (const id of nodes.keys()) {
    const minutes = before.has(id) ? measure(id) : 0;
    if (minutes > (end?.minutes ?? 0)) end = { id, minutes };
  }
  const chain: string[] = [];
  for (let at = end?.id; at !== undefined && !chain.includes(at); at = best.get(at)?.from) chain.unshift(at);
  return chain.length > 1 ? chain : [];
}
