/** Milliseconds between the end of one writing and the next. */
const pause = 5000;

/**
 * Writes something large down after it changed: at once, and then not again for a while, however often it changes, since all of it is written
 * each time. Nothing is lost by that but time at the next start, and at an orderly end not even this.
 */
export class Keeper {
  readonly #write: () => Promise<void>;
  #isDue = false;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `write` takes what there is to write before it first waits for anything. */
  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  changed(): void {
    this.#isDue = true;
    if (this.#writing === undefined && this.#timer === undefined) this.#begin();
  }

  /** Writes what is still due; resolves once it is there. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    clearTimeout(this.#timer);
    if (this.#isDue) await this.#write();
    this.#isDue = false;
  }

  #begin(): void {
    this.#isDue = false;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        if (this.#isDue) this.#begin();
      }, pause);
      this.#timer.unref();
    });
  }
}
