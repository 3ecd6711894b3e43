/** Something that holds a resource until it is told to let go; disposing twice is the same as once. */
export type Disposable = { dispose(): void };

/** Owns disposables and lets go of them in reverse order; one that arrives after disposal is disposed at once, not leaked. */
export class DisposableStore implements Disposable {
  readonly #held: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#held.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    for (const item of this.#held.splice(0).reverse()) item.dispose();
  }
}
