/** Something that has a place among others of its kind: by number, then by text. */
export type Ranked = { readonly rank: number; readonly key: string };

const compare = (a: Ranked, b: Ranked): number => a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** A list that stays in order. Nothing is sorted before it is first read; from then on each item finds its place by halving. */
export class Sorted<T extends Ranked> {
  #items: T[] = [];
  #isSorted = false;

  get items(): readonly T[] {
    if (!this.#isSorted) this.#items.sort(compare);
    this.#isSorted = true;
    return this.#items;
  }

  add(item: T): void {
    if (this.#isSorted) this.#items.splice(this.#placeOf(item), 0, item);
    else this.#items.push(item);
  }

  remove(item: T): void {
    const at = this.#isSorted ? this.#placeOf(item) : this.#items.lastIndexOf(item);
    if (this.#items[at] === item) this.#items.splice(at, 1);
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** Of the first that does not come before the item. */
  #placeOf(item: T): number {
    let [from, to] = [0, this.#items.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const other = this.#items[middle];
      if (other !== undefined && compare(other, item) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
