/**
 * Who comes after whom: one queue for each key (a file, or a moment), and one member may stand in several. Members enter all their queues
 * in one step and always at the end, so that they are in the same order everywhere and never wait for each other.
 */
export class Lanes<M> {
  readonly #queues = new Map<string, M[]>();
  readonly #keys = new Map<M, readonly string[]>();
  /** In how many queues somebody stands before it. */
  readonly #behind = new Map<M, number>();

  /** Takes a place at the end; tells whether it is the first in all its queues. */
  enter(member: M, keys: readonly string[]): boolean {
    let behind = 0;
    for (const key of keys) {
      const queue = this.#queues.get(key);
      if (queue === undefined) this.#queues.set(key, [member]);
      else behind += queue.push(member) > 1 ? 1 : 0;
    }
    this.#keys.set(member, keys);
    this.#behind.set(member, behind);
    return behind === 0;
  }

  /** Gives its places up, wherever they are; gives those who are the first in all their queues because of it. */
  leave(member: M): readonly M[] {
    const freed: M[] = [];
    for (const key of this.#keys.get(member) ?? []) {
      const queue = this.#queues.get(key) ?? [];
      const at = queue.indexOf(member);
      queue.splice(at, 1);
      const next = queue[0];
      if (next === undefined) this.#queues.delete(key);
      else if (at === 0 && this.#moveUp(next)) freed.push(next);
    }
    this.#keys.delete(member);
    this.#behind.delete(member);
    return freed;
  }

  has(member: M): boolean {
    return this.#keys.has(member);
  }

  /** Everybody, each once, in the order of entering. */
  get members(): Iterable<M> {
    return this.#keys.keys();
  }

  #moveUp(member: M): boolean {
    const behind = (this.#behind.get(member) ?? 1) - 1;
    this.#behind.set(member, behind);
    return behind === 0;
  }
}
