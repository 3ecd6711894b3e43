import type { Issue } from './issue.ts';

/**
 * What follows from the edges between issues, computed once for a snapshot.
 * Readiness is what `bd ready` means by it: open, not pinned, not ephemeral, not of an infrastructure type, not put off (nor its parent),
 * and held back by no active issue, neither itself nor anything above it. (bd 1.0.3 looks at one parent only and so offers grandchildren
 * of a blocked epic; later ones look all the way up.)
 */
export type IssueGraph = {
  readonly issues: ReadonlyMap<string, Issue>;
  /** Milliseconds since 1970 against which `defer_until` was compared. */
  readonly now: number;
  readonly children: ReadonlyMap<string, readonly string[]>;
  /** Active issues that each active issue waits for; no entry where there is none. */
  readonly blockers: ReadonlyMap<string, readonly string[]>;
  /** The other direction of `blockers`. */
  readonly blocking: ReadonlyMap<string, readonly string[]>;
  /** Of each issue that is named as a parent; see `progressOf`. */
  readonly progress: ReadonlyMap<string, Progress>;
};

/** Children that count, and how many of them are closed. */
export type Progress = { readonly total: number; readonly closed: number };

/** Types that `bd ready` never offers as work. */
const notWork: ReadonlySet<string> = new Set(['merge-request', 'gate', 'molecule', 'message', 'agent', 'role', 'rig']);

/** Edges that hold back the issue itself; `parent-child` passes on what holds back the parent. */
const blockingTypes: ReadonlySet<string> = new Set(['blocks', 'conditional-blocks']);

export const isClosed = ({ status }: Issue): boolean => status === 'closed' || status === 'tombstone';

/** Whether others wait for it: pinned issues are references, they hold nothing back. */
export const isActive = (issue: Issue): boolean => !isClosed(issue) && issue.status !== 'pinned';

/** The issue's parent by its own edges; Beads allows several and shows the first. */
export const parentOf = (issue: Issue): string | undefined =>
  issue.dependencies.find(({ type }) => type === 'parent-child')?.depends_on_id;

/** What its edges name besides its parents, each once. */
export const otherEndsOf = (issue: Issue): readonly string[] => [
  ...new Set(
    issue.dependencies.filter(({ type }) => type !== 'parent-child').map(({ depends_on_id }) => depends_on_id),
  ),
];

const nobody: readonly never[] = [];

/** All parents that its edges name, each once. Asked of every issue at every key of the filter, so it makes no list for the usual none. */
export function parentsOf(issue: Issue): readonly string[] {
  let found: string[] | undefined;
  for (const { type, depends_on_id } of issue.dependencies) {
    if (type !== 'parent-child') continue;
    if (found === undefined) found = [depends_on_id];
    else if (!found.includes(depends_on_id)) found.push(depends_on_id);
  }
  return found ?? nobody;
}

/** What one child adds to its parent's progress; tombstones are deleted and count nowhere. */
export const progressBy = (issue: Issue): Progress =>
  issue.status === 'tombstone' ? none : isClosed(issue) ? oneClosed : oneOpen;

const none: Progress = { total: 0, closed: 0 };
const oneOpen: Progress = { total: 1, closed: 0 };
const oneClosed: Progress = { total: 1, closed: 1 };

/** The graph of these issues, from nothing; `LiveGraph` keeps one true while issues change. */
export function issueGraph(issues: ReadonlyMap<string, Issue>, now: number): IssueGraph {
  const children = new Map<string, string[]>();
  const progress = new Map<string, Progress>();
  for (const issue of issues.values()) {
    for (const parent of parentsOf(issue)) {
      push(children, parent, issue.id);
      const { total, closed } = progress.get(parent) ?? none;
      const by = progressBy(issue);
      progress.set(parent, { total: total + by.total, closed: closed + by.closed });
    }
  }
  const blockers = new Map<string, string[]>();
  const blocking = new Map<string, string[]>();
  for (const issue of issues.values()) {
    if (!isActive(issue)) continue;
    for (const blocker of directBlockers(issue, issues, children)) {
      push(blockers, issue.id, blocker);
      push(blocking, blocker, issue.id);
    }
  }
  return { issues, now, children, blockers, blocking, progress };
}

/** Edges that may hold an issue back, and so must be looked at again when their other end changes. */
export const mayBlock = (type: string): boolean => blockingTypes.has(type) || type === 'waits-for';

/** Active issues at the other end of the issue's own edges, each once. */
export function directBlockers(
  issue: Issue,
  issues: ReadonlyMap<string, Issue>,
  children: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  let found: string[] | undefined;
  for (const { type, depends_on_id } of issue.dependencies) {
    if (!mayBlock(type)) continue;
    // `waits-for` waits for what the named issue spawned, not for the issue itself.
    for (const id of type === 'waits-for' ? (children.get(depends_on_id) ?? nobody) : [depends_on_id]) {
      const other = issues.get(id);
      if (other === undefined || other.id === issue.id || !isActive(other)) continue;
      if (found === undefined) found = [id];
      else if (!found.includes(id)) found.push(id);
    }
  }
  return found ?? nobody;
}

/** What holds the issue back, as `bd blocked` lists it: its own active blockers, else the parents that are held back. */
export function blockedBy(graph: IssueGraph, id: string): readonly string[] {
  const issue = graph.issues.get(id);
  if (issue === undefined || !isActive(issue)) return nobody;
  return (
    graph.blockers.get(id) ?? parentsOf(issue).filter((parent) => isHeldBack(graph, parent, { id, below: undefined }))
  );
}

/** Whether `blockedBy` names anybody. Asked of every issue at a key of the filter, so it makes no list. */
export const isBlocked = (graph: IssueGraph, issue: Issue): boolean =>
  isActive(issue) && holdsBack(graph, issue, undefined);

/** The way that was come up by, since parents may go in a circle. */
type Way = { readonly id: string; readonly below: Way | undefined };

function isHeldBack(graph: IssueGraph, id: string, below: Way | undefined): boolean {
  const issue = graph.issues.get(id);
  return issue !== undefined && isActive(issue) && !isOn(below, id) && holdsBack(graph, issue, below);
}

/** Whether anything holds back an active issue, itself or from above. */
function holdsBack(graph: IssueGraph, { id, dependencies }: Issue, below: Way | undefined): boolean {
  if (graph.blockers.has(id)) return true;
  for (const { type, depends_on_id } of dependencies) {
    if (type === 'parent-child' && isHeldBack(graph, depends_on_id, { id, below })) return true;
  }
  return false;
}

function isOn(way: Way | undefined, id: string): boolean {
  for (let at = way; at !== undefined; at = at.below) if (at.id === id) return true;
  return false;
}

/** Whether an agent or a person could begin it now. */
export function isReady(graph: IssueGraph, id: string): boolean {
  const issue = graph.issues.get(id);
  return issue !== undefined && canBegin(graph, issue);
}

/** As `isReady`, of an issue that is at hand. */
export function canBegin(graph: IssueGraph, issue: Issue): boolean {
  if (issue.status !== 'open' || notWork.has(issue.issue_type)) return false;
  if (issue.extra['pinned'] === true || issue.extra['ephemeral'] === true || isDeferred(issue, graph.now)) return false;
  for (const { type, depends_on_id } of issue.dependencies) {
    const parent = type === 'parent-child' ? graph.issues.get(depends_on_id) : undefined;
    if (parent !== undefined && isDeferred(parent, graph.now)) return false;
  }
  return !isBlocked(graph, issue);
}

/** Whether the issue is put off to a later time. */
export const isDeferred = (issue: Issue, now: number): boolean =>
  issue.defer_until !== undefined && Date.parse(issue.defer_until) > now;

/** Everything active that must end before this can begin, nearest first, each once. */
export function blockerChain(graph: IssueGraph, id: string): readonly string[] {
  const found = new Set<string>();
  const queue = [id];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const next of blockedBy(graph, at)) {
      if (next === id || found.has(next)) continue;
      found.add(next);
      queue.push(next);
    }
  }
  return [...found];
}

/** Children that count, and how many of them are closed; tombstones are deleted and count nowhere. */
export const progressOf = (graph: IssueGraph, id: string): Progress => graph.progress.get(id) ?? none;

/** Shortest way along edges of these types from one issue to another, both included; undefined when there is none. */
export function dependencyPath(
  issues: ReadonlyMap<string, Issue>,
  from: string,
  to: string,
  types: ReadonlySet<string>,
): readonly string[] | undefined {
  const came = new Map<string, string | undefined>([[from, undefined]]);
  const queue = [from];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (at === to) return wayBack(came, to);
    for (const { type, depends_on_id } of issues.get(at)?.dependencies ?? []) {
      if (!types.has(type) || came.has(depends_on_id)) continue;
      came.set(depends_on_id, at);
      queue.push(depends_on_id);
    }
  }
  return undefined;
}

function wayBack(came: ReadonlyMap<string, string | undefined>, to: string): readonly string[] {
  const way: string[] = [];
  for (let at: string | undefined = to; at !== undefined; at = came.get(at)) way.unshift(at);
  return way;
}

/** The types within which a new edge of this type must not close a circle; none for edges that only relate. */
export const circleTypes = (type: string): ReadonlySet<string> | undefined =>
  blockingTypes.has(type) ? blockingTypes : type === 'parent-child' ? new Set([type]) : undefined;

/** Circles of blocking edges in the data, each once, from its smallest id round to it again. */
export function cycles(issues: ReadonlyMap<string, Issue>): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (const issue of issues.values()) {
    for (const { type, depends_on_id } of issue.dependencies) {
      if (!blockingTypes.has(type)) continue;
      const way = dependencyPath(issues, depends_on_id, issue.id, blockingTypes);
      if (way === undefined) continue;
      const key = [...way].sort().join(' ');
      if (!found.has(key)) found.set(key, fromSmallest(way));
    }
  }
  return [...found.values()];
}

function fromSmallest(way: readonly string[]): readonly string[] {
  const start = way.indexOf([...way].sort()[0] ?? '');
  const turned = [...way.slice(start), ...way.slice(0, start)];
  return [...turned, turned[0] ?? ''];
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
