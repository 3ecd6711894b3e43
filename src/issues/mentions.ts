import type { Span } from '../base/span.ts';

/** An issue that a text names, and where. */
export type Mention = { readonly id: string; readonly span: Span };

/** More prefixes than this are not looked for; a tracker has one, or a few that it was merged from. */
const mostPrefixes = 40;

/**
 * Finds ids of known issues in any text. A text without a prefix of theirs costs one search for each prefix; what only looks like an id is
 * none. Ids without a dash are too much like words to be looked for.
 */
export class Mentions {
  readonly #ids: { has(id: string): boolean };
  readonly #prefixes: readonly string[];
  readonly #pattern: RegExp | undefined;

  constructor(ids: { has(id: string): boolean; keys(): Iterable<string> }) {
    this.#ids = ids;
    const counts = new Map<string, number>();
    for (const id of ids.keys()) {
      const dash = id.lastIndexOf('-');
      if (dash > 0) counts.set(id.slice(0, dash + 1), (counts.get(id.slice(0, dash + 1)) ?? 0) + 1);
    }
    this.#prefixes = [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, mostPrefixes)
      .map(([prefix]) => prefix);
    const escaped = this.#prefixes
      .map((prefix) => prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .sort((a, b) => b.length - a.length);
    this.#pattern =
      escaped.length === 0 ? undefined : new RegExp(`(?<![\\w-])(?:${escaped.join('|')})\\w+(?:\\.\\w+)*`, 'g');
  }

  /** Every mention, in order. */
  in(text: string): readonly Mention[] {
    if (this.#pattern === undefined || !this.#prefixes.some((prefix) => text.includes(prefix))) return [];
    return [...text.matchAll(this.#pattern)].flatMap(({ 0: found, index }) => {
      const id = this.#known(found);
      return id === undefined ? [] : [{ id, span: { start: index, end: index + id.length } }];
    });
  }

  /** The longest known id at the beginning: `x-1.go` names `x-1`. */
  #known(found: string): string | undefined {
    for (let id = found; id !== ''; id = id.slice(0, Math.max(0, id.lastIndexOf('.'))))
      if (this.#ids.has(id)) return id;
    return undefined;
  }
}
