import type { KeyOf } from '../schema/shape.ts';
import type { RecordName } from '../schema/type.ts';
import { type Entry, entriesOf, follow, type Node, scalarsOf, textOf, valueAt } from '../syntax/tree.ts';

/** A mapping of a plan, read by the keys that the table of the format has for its record: another key is an error of types. */
export class Fields<R extends RecordName> {
  readonly #node: Node | undefined;

  constructor(node: Node | undefined) {
    this.#node = node;
  }

  at(key: KeyOf<R>): Node | undefined {
    return valueAt(this.#node, key);
  }

  text(key: KeyOf<R>): string | undefined {
    return textOf(this.at(key));
  }

  /** Of a list of texts, or of one alone. */
  texts(key: KeyOf<R>): readonly string[] {
    return scalarsOf(this.at(key)).map(({ text }) => text);
  }

  number(key: KeyOf<R>): number | undefined {
    const value = this.at(key);
    return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
  }

  entries(key: KeyOf<R>): readonly Entry[] {
    return entriesIn(this.at(key));
  }

  items(key: KeyOf<R>): readonly (Node | undefined)[] {
    return itemsIn(this.at(key));
  }
}

/** Of a mapping, merges included; none for anything else. */
export function entriesIn(node: Node | undefined): readonly Entry[] {
  const map = follow(node);
  return map?.kind === 'mapping' ? entriesOf(map) : [];
}

/** Of a list; none for anything else. */
export function itemsIn(node: Node | undefined): readonly (Node | undefined)[] {
  const list = follow(node);
  return list?.kind === 'sequence' ? list.items : [];
}
