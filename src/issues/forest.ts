import { parentOf } from './graph.ts';
import type { Issue } from './issue.ts';

/** The parent that an issue's row lies under: by its edges, else the one that its id extends (`bd-1.2`). */
const namedParent = (issue: Issue): string | undefined => parentOf(issue) ?? /^(.+)\.\d+$/.exec(issue.id)?.[1];

/** Who lies under whom, as a forest whatever the data says: parents that are not there count as none, circles are cut at their smallest id. */
export class Forest {
  /** The parent that each issue names; null: none. */
  readonly #named = new Map<string, string | null>();
  readonly #under = new Map<string, string[]>();

  set(issue: Issue): void {
    const parent = namedParent(issue) ?? null;
    const before = this.#named.get(issue.id);
    if (before === parent) return;
    if (before !== undefined) this.delete(issue.id);
    this.#named.set(issue.id, parent);
    if (parent === null) return;
    const siblings = this.#under.get(parent);
    if (siblings === undefined) this.#under.set(parent, [issue.id]);
    else siblings.push(issue.id);
  }

  delete(id: string): void {
    const parent = this.#named.get(id) ?? null;
    this.#named.delete(id);
    const siblings = parent === null ? undefined : this.#under.get(parent);
    if (parent === null || siblings === undefined) return;
    if (siblings.length === 1) this.#under.delete(parent);
    else siblings.splice(siblings.indexOf(id), 1);
  }

  /** Whose parent may be another one when this issue changes: it, those that name it, and all that go in a circle with it. */
  family(id: string): ReadonlySet<string> {
    return new Set([id, ...(this.#under.get(id) ?? []), ...this.#circle(id)]);
  }

  parentOf(id: string): string | undefined {
    const parent = this.#named.get(id);
    if (parent === undefined || parent === null) return undefined;
    const above = this.#named.get(parent);
    if (above === undefined) return undefined;
    // Nearly every way up ends here.
    if (above === null) return parent;
    const circle = this.#circle(id);
    return circle.length > 0 && circle.every((other) => id <= other) ? undefined : parent;
  }

  #above(id: string): string | undefined {
    const parent = this.#named.get(id) ?? null;
    return parent !== null && this.#named.has(parent) ? parent : undefined;
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
