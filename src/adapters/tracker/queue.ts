/** Who goes first among those that wait: what a person waits for before what fills views. */
export type Urgency = 'now' | 'whenever';

type Waiting = { readonly urgency: Urgency; readonly begin: () => void };

/** Lets one asynchronous call run at a time, in the order of asking; `now` overtakes what waits as `whenever`, and interrupts nothing. */
export class Queue {
  #waiting: readonly Waiting[] = [];
  #isBusy = false;

  run<T>(call: () => Promise<T>, urgency: Urgency = 'now'): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const begin = (): void => {
        call()
          .then(resolve, reject)
          .finally(() => this.#next());
      };
      this.#waiting = [...this.#waiting, { urgency, begin }];
      if (!this.#isBusy) this.#next();
    });
  }

  #next(): void {
    const next = this.#waiting.find(({ urgency }) => urgency === 'now') ?? this.#waiting[0];
    this.#isBusy = next !== undefined;
    this.#waiting = this.#waiting.filter((one) => one !== next);
    next?.begin();
  }
}
