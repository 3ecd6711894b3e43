import type { Disposable } from '../../base/disposable.ts';

/** Milliseconds after a reading that failed until it is tried again by itself: longer each time, and then at the last pace until one succeeds. */
const pauses = [1000, 4000, 15_000, 60_000];

/**
 * Lets one reading run at a time. However often it is asked for while one runs, exactly one more follows, since that one sees whatever they
 * asked for. One that failed is tried again until one succeeds.
 */
export class Refresher implements Disposable {
  readonly #read: (turn: number) => Promise<boolean>;
  readonly #pauses: readonly number[];
  #turn = 0;
  #reading: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #disposed = false;

  /** `read` is given the number of its turn and resolves to whether it succeeded. */
  constructor(read: (turn: number) => Promise<boolean>, retryAfter: readonly number[] = pauses) {
    this.#read = read;
    this.#pauses = retryAfter;
  }

  /** The turn of the first reading that begins from now on. */
  get next(): number {
    return this.#turn + 1;
  }

  /** Resolves once what holds now, or later, was read. */
  ask(): Promise<void> {
    if (this.#reading !== undefined) {
      this.#again = true;
      return this.#reading;
    }
    clearTimeout(this.#retry);
    this.#reading = this.#run().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #run(): Promise<void> {
    let isDone = true;
    do {
      this.#again = false;
      this.#turn += 1;
      isDone = await this.#read(this.#turn);
    } while (this.#again && !this.#disposed);
    this.#failures = isDone ? 0 : this.#failures + 1;
    if (isDone || this.#disposed) return;
    const pause = this.#pauses[this.#failures - 1] ?? this.#pauses.at(-1);
    this.#retry = setTimeout(() => void this.ask(), pause);
    this.#retry.unref();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#retry);
  }
}
