import { Emitter } from '../../base/emitter.ts';
import { sameIssue } from '../../issues/diff.ts';
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
  #told: readonly Issue[] = [];
  #pending: Model['pending'] = [];

  /** Ids of issues of which something is another one now; told while somebody looks. */
  readonly onTouched = this.#touched.listen;

  constructor(model: Store<Model>) {
    this.#model = model;
  }

  /** What follows from the issues as they are now. */
  get graph(): LiveGraph {
    const { issues, pending } = this.#model.value;
    const told = issues === undefined || issues.state === 'none' ? [] : issues.issues;
    const now = Date.now();
    if (told === this.#told && pending === this.#pending && now - this.#graph.now < keptFor) return this.#graph;
    const changes = this.#changes(told, pending);
    this.#told = told;
    this.#pending = pending;
    const touched = this.#graph.apply(changes, now);
    if (touched.size > 0) this.#touched.emit(touched);
    return this.#graph;
  }

  /** What differs from the graph. Issues that were told anew but are the same are left as they are. */
  #changes(
    told: readonly Issue[],
    pending: Model['pending'],
  ): { changed: readonly Issue[]; removed: readonly string[] } {
    const own = new Map(pending.map(({ issue }) => [issue.id, issue]));
    const { issues } = this.#graph;
    const changed: Issue[] = [];
    const there = new Set<string>();
    for (const issue of told) {
      there.add(issue.id);
      const wanted = own.get(issue.id) ?? issue;
      const known = issues.get(issue.id);
      if (known === undefined || !sameIssue(known, wanted)) changed.push(wanted);
    }
    return { changed, removed: [...issues.keys()].filter((id) => !there.has(id)) };
  }
}
