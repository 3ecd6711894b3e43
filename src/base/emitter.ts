import type { Disposable } from './disposable.ts';

/** What a listener is offered: call it with a function, keep the returned handle to stop listening. */
export type Listen<T> = (listener: (value: T) => void) => Disposable;

/** Tells any number of listeners, in the order in which they came; a listener added while telling hears the next value. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();

  readonly listen: Listen<T> = (listener) => {
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return { dispose: () => void this.#listeners.delete(own) };
  };

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
