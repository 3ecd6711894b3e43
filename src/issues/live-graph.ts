import type { IssueChanges } from './diff.ts';
import {
  directBlockers,
  type IssueGraph,
  isActive,
  isDeferred,
  mayBlock,
  type Progress,
  parentsOf,
  progressBy,
} from './graph.ts';
import type { Issue } from './issue.ts';

/**
 * A graph that stays true while issues change, at the cost of what changed. After any changes it says what `issueGraph` would say of the
 * same issues; only the order within lists of ids may differ.
 */
export class LiveGraph implements IssueGraph {
  readonly #issues = new Map<string, Issue>();
  readonly #children = new Map<string, string[]>();
  readonly #blockers = new Map<string, readonly string[]>();
  readonly #blocking = new Map<string, string[]>();
  readonly #progress = new Map<string, { -readonly [K in keyof Progress]: Progress[K] }>();
  /** By the other end of edges that may hold back: who has them. */
  readonly #waiting = new Map<string, string[]>();
  /** Issues with a date in the future until which they are put off. */
  readonly #deferred = new Set<string>();
  #now: number;

  constructor(issues: Iterable<Issue>, now: number) {
    this.#now = now;
    for (const issue of issues) {
      this.#issues.set(issue.id, issue);
      this.#link(issue);
    }
    for (const issue of this.#issues.values()) this.#weigh(issue.id, issue, nobody);
  }

  get issues(): ReadonlyMap<string, Issue> {
    return this.#issues;
  }
  get now(): number {
    return this.#now;
  }
  get children(): ReadonlyMap<string, readonly string[]> {
    return this.#children;
  }
  get blockers(): ReadonlyMap<string, readonly string[]> {
    return this.#blockers;
  }
  get blocking(): ReadonlyMap<string, readonly string[]> {
    return this.#blocking;
  }
  get progress(): ReadonlyMap<string, Progress> {
    return this.#progress;
  }

  /**
   * Takes changes in, and the time against which deferral is compared. Returns the ids of all issues of which something that is derived may
   * be another one now: state, readiness, blockers, progress, what they lie under; those that changed themselves and those that are gone included.
   */
  apply({ changed, removed }: IssueChanges, now = this.#now): ReadonlySet<string> {
    const touched = this.#passTime(now);
    const weigh = new Set<string>();
    for (const issue of changed) this.#replace(issue.id, issue, touched, weigh);
    for (const id of removed) this.#replace(id, undefined, touched, weigh);
    for (const id of weigh) {
      const before = this.#blockers.get(id) ?? nobody;
      const after = this.#weigh(id, this.#issues.get(id), before);
      if (before.length === after.length && before.every((other, at) => other === after[at])) continue;
      for (const other of [id, ...before, ...after]) touched.add(other);
      // What holds back a parent holds back everything under it.
      if ((before.length === 0) !== (after.length === 0)) this.#addBelow(id, touched);
    }
    return touched;
  }

  #passTime(now: number): Set<string> {
    const touched = new Set<string>();
    this.#now = now;
    for (const id of this.#deferred) {
      const issue = this.#issues.get(id);
      if (issue !== undefined && isDeferred(issue, now)) continue;
      this.#deferred.delete(id);
      for (const other of [id, ...(this.#children.get(id) ?? [])]) touched.add(other);
    }
    return touched;
  }

  #replace(id: string, after: Issue | undefined, touched: Set<string>, weigh: Set<string>): void {
    const before = this.#issues.get(id);
    if (before === undefined && after === undefined) return;
    const parents = [before, after].flatMap((issue) => (issue === undefined ? [] : parentsOf(issue)));
    if (before !== undefined) this.#unlink(before);
    if (after === undefined) this.#issues.delete(id);
    else this.#issues.set(id, after);
    if (after !== undefined) this.#link(after);
    touched.add(id);
    for (const parent of parents) touched.add(parent);
    // Who waits for it, and who waits for the children of a parent of it.
    for (const end of [id, ...parents]) for (const waiter of this.#waiting.get(end) ?? []) weigh.add(waiter);
    weigh.add(id);
    if (changesBelow(before, after, this.#now)) this.#addBelow(id, touched);
  }

  #link(issue: Issue): void {
    const by = progressBy(issue);
    for (const parent of parentsOf(issue)) {
      push(this.#children, parent, issue.id);
      this.#count(parent, by.total, by.closed);
    }
    for (const { type, depends_on_id } of issue.dependencies) {
      if (mayBlock(type)) push(this.#waiting, depends_on_id, issue.id);
    }
    if (isDeferred(issue, this.#now)) this.#deferred.add(issue.id);
  }

  #unlink(issue: Issue): void {
    const by = progressBy(issue);
    for (const parent of parentsOf(issue)) {
      drop(this.#children, parent, issue.id);
      this.#count(parent, -by.total, -by.closed);
    }
    for (const { type, depends_on_id } of issue.dependencies) {
      if (mayBlock(type)) drop(this.#waiting, depends_on_id, issue.id);
    }
    this.#deferred.delete(issue.id);
  }

  #count(parent: string, total: number, closed: number): void {
    const progress = this.#progress.get(parent);
    if (total <= 0 && !this.#children.has(parent)) this.#progress.delete(parent);
    else if (progress === undefined) this.#progress.set(parent, { total, closed });
    else {
      progress.total += total;
      progress.closed += closed;
    }
  }

  /** Finds out what holds an issue back itself, where until now `before` did. */
  #weigh(id: string, issue: Issue | undefined, before: readonly string[]): readonly string[] {
    const after = issue !== undefined && isActive(issue) ? directBlockers(issue, this.#issues, this.#children) : nobody;
    for (const other of before) drop(this.#blocking, other, id);
    for (const other of after) push(this.#blocking, other, id);
    if (after.length > 0) this.#blockers.set(id, after);
    else if (before.length > 0) this.#blockers.delete(id);
    return after;
  }

  #addBelow(id: string, found: Set<string>): void {
    const seen = new Set([id]);
    // A set hands out what is added while it is walked, and ends in a circle.
    for (const at of seen) for (const child of this.#children.get(at) ?? []) seen.add(child);
    for (const at of seen) found.add(at);
  }
}

const nobody: readonly never[] = [];

/** Whether an issue's change may change what is said of issues under it. */
function changesBelow(before: Issue | undefined, after: Issue | undefined, now: number): boolean {
  if (before === undefined || after === undefined) return true;
  return (
    isActive(before) !== isActive(after) ||
    isDeferred(before, now) !== isDeferred(after, now) ||
    parentsOf(before).join('\n') !== parentsOf(after).join('\n')
  );
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function drop(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  const at = values?.indexOf(value) ?? -1;
  if (values === undefined || at === -1) return;
  if (values.length === 1) map.delete(key);
  else values.splice(at, 1);
}
