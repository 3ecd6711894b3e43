/** Whoever started this runner is on the way. */
const firstVisitMilliseconds = 20_000;

/** Ends the runner some time after the last client left, unless something still goes on; or as soon as it is told to. */
export class IdleWatch {
  readonly #milliseconds: number;
  #clients = 0;
  #visited = false;
  #wanted = false;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;
  #end: () => void = () => undefined;
  readonly over: Promise<void>;
  busy: () => boolean = () => false;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.over = new Promise((resolve) => {
      this.#end = () => {
        clearTimeout(this.#timer);
        this.#ended = true;
        resolve();
      };
    });
    this.look();
  }

  clients(count: number): void {
    this.#clients = count;
    this.#visited ||= count > 0;
    this.look();
  }

  /** To be called whenever `busy` may have changed. */
  look(): void {
    clearTimeout(this.#timer);
    if (this.#ended || this.busy()) return;
    if (this.#wanted) this.#end();
    if (this.#wanted || this.#clients > 0) return;
    const patience = this.#visited ? this.#milliseconds : Math.max(this.#milliseconds, firstVisitMilliseconds);
    this.#timer = setTimeout(() => (this.busy() ? this.look() : this.#end()), patience);
  }

  /** Ends it at once with `force`, else once nothing goes on. */
  end(force: boolean): void {
    this.#wanted = true;
    if (force) this.#end();
    else this.look();
  }
}
