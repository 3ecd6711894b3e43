import { Emitter } from '../../base/emitter.ts';
import { type IssueChanges, sameIssue } from '../../issues/diff.ts';
import type { Issue } from '../../issues/issue.ts';
import { LiveGraph } from '../../issues/live-graph.ts';
import type { Model } from '../model.ts';
import type { Store } from '../store.ts';

/** Deferral and ages move that slowly. */
const keptFor = 60_000;

/**
 * The issues that the window knows, with what follows from them, and with our own writes that are under way already made. Kept true by what changed,
 * and only when somebody looks: a window without a visible view does nothing.
 */
export class LiveIssues {
  readonly #model: Store<Model>;
  readonly #touched = new Emitter<ReadonlySet<string>>();
  readonly #graph = new LiveGraph([], Date.now());
  #told: Model['issues'];
  /** The issues as they were told, by id. */
  readonly #base = new Map<string, Issue>();
  #pending: Model['pending'] = [];

  /** Ids of issues of which something is another one now; told while somebody looks. */
  readonly onTouched = this.#touched.listen;

  constructor(model: Store<Model>) {
    this.#model = model;
  }

  /** What follows from the issues as they are now. */
  get graph(): LiveGraph {
    const { issues, pending } = this.#model.value;
    const now = Date.now();
    if (issues === this.#told && pending === this.#pending && now - this.#graph.now < keptFor) return this.#graph;
    const ids = this.#hear(issues);
    for (const { issue } of [...this.#pending, ...pending]) ids.add(issue.id);
    this.#pending = pending;
    const touched = this.#graph.apply(this.#changes(ids), now);
    if (touched.size > 0) this.#touched.emit(touched);
    return this.#graph;
  }

  /** Takes in what was told, and says which issues may be others by that: few, where it builds on what is known. */
  #hear(issues: Model['issues']): Set<string> {
    const before = issuesIn(this.#told);
    const isHeard = issues === this.#told;
    this.#told = issues;
    if (isHeard) return new Set();
    const since = issues?.state === 'known' ? issues.since : undefined;
    if (since !== undefined && since.from === before) {
      for (const issue of since.changed) this.#base.set(issue.id, issue);
      for (const id of since.removed) this.#base.delete(id);
      return new Set([...since.changed.map(({ id }) => id), ...since.removed]);
    }
    const ids = new Set(this.#base.keys());
    this.#base.clear();
    for (const issue of issuesIn(issues)) {
      this.#base.set(issue.id, issue);
      ids.add(issue.id);
    }
    return ids;
  }

  /** What differs from the graph. Issues that were told anew but are the same are left as they are. */
  #changes(ids: ReadonlySet<string>): IssueChanges {
    const own = new Map(this.#pending.map(({ issue }) => [issue.id, issue]));
    const changed: Issue[] = [];
    const removed: string[] = [];
    for (const id of ids) {
      const told = this.#base.get(id);
      const wanted = told && (own.get(id) ?? told);
      const known = this.#graph.issues.get(id);
      if (wanted === undefined) removed.push(id);
      else if (known === undefined || !sameIssue(known, wanted)) changed.push(wanted);
    }
    return { changed, removed };
  }
}

const nobody: readonly Issue[] = [];

const issuesIn = (issues: Model['issues']): readonly Issue[] =>
  issues === undefined || issues.state === 'none' ? nobody : issues.issues;
