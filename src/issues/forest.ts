import { parentOf } from './graph.ts';
import type { Issue } from './issue.ts';

/** The parent that an issue's row lies under: by its edges, else the one that its id extends (`bd-1.2`). */
const namedParent = (issue: Issue): string | undefined => parentOf(issue) ?? /^(.+)\.\d+$/.exec(issue.id)?.[1];

/** Who lies under whom, as a forest whatever the data says: parents that are not there count as none, circles are cut at their smallest id. */
export class Forest {
  readonly #named = new Map<string, string | undefined>();
  readonly #under = new Map<string, Set<string>>();

  set(issue: Issue): void {
    this.delete(issue.id);
    const parent = namedParent(issue);
    this.#named.set(issue.id, parent);
    if (parent === undefined) return;
    const siblings = this.#under.get(parent);
    if (siblings === undefined) this.#under.set(parent, new Set([issue.id]));
    else siblings.add(issue.id);
  }

  delete(id: string): void {
    const parent = this.#named.get(id);
    this.#named.delete(id);
    const siblings = parent === undefined ? undefined : this.#under.get(parent);
    siblings?.delete(id);
    if (parent !== undefined && siblings?.size === 0) this.#under.delete(parent);
  }

  /** Whose parent may be another one when this issue changes: it, those that name it, and all that go in a circle with it. */
  family(id: string): ReadonlySet<string> {
    return new Set([id, ...(this.#under.get(id) ?? []), ...this.#circle(id)]);
  }

  parentOf(id: string): string | undefined {
    const parent = this.#above(id);
    if (parent === undefined) return undefined;
    const circle = this.#circle(id);
    return circle.length > 0 && circle.every((other) => id <= other) ? undefined : parent;
  }

  #above(id: string): string | undefined {
    const parent = this.#named.get(id);
    return parent !== undefined && this.#named.has(parent) ? parent : undefined;
  }

  /** Everything on the way up from an issue back to it; empty where the way does not come back. */
  #circle(id: string): readonly string[] {
    const way = new Set<string>();
    for (let at = this.#above(id); at !== undefined && !way.has(at); at = this.#above(at)) {
      way.add(at);
      if (at === id) return [...way];
    }
    return [];
  }
}
