/** A server that breaks again this soon is left alone. */
const brokeAgain = 60_000;

/** What to do about a server that ended by itself, and what to tell the person. */
export type Restart = { readonly again: boolean; readonly says: string };

/** Starts a server anew when it breaks, and says so once; one that breaks twice in a minute is left off. Pure but for what it remembers. */
export class Restarts {
  #last = Number.NEGATIVE_INFINITY;
  #told = false;

  /** It ended at `now`, in milliseconds of any clock. `says` is empty where the person knows. */
  ended(now: number): Restart {
    const again = now - this.#last >= brokeAgain;
    this.#last = now;
    const told = this.#told;
    this.#told = true;
    if (!again)
      return {
        again,
        says: 'The language server for plans ended twice and was left off: plans are not checked until it is started again. The log says why.',
      };
    return {
      again,
      says: told ? '' : 'The language server for plans ended unexpectedly and was started again. The log says why.',
    };
  }
}
