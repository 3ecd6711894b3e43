import { Emitter, type Listen } from '../base/emitter.ts';

/** One value that many look at. Listeners hear once after any number of changes within one turn of the event loop. */
export class Store<T> {
  readonly #emitter = new Emitter<T>();
  #value: T;
  #told = true;

  constructor(value: T) {
    this.#value = value;
  }

  readonly onChange: Listen<T> = (listener) => this.#emitter.listen(listener);

  get value(): T {
    return this.#value;
  }

  update(change: Partial<T>): void {
    this.#value = { ...this.#value, ...change };
    if (!this.#told) return;
    this.#told = false;
    setImmediate(() => {
      this.#told = true;
      this.#emitter.emit(this.#value);
    });
  }
}
