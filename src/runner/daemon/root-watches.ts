import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { HookPlace } from './hook-rules.ts';
import { type RootTold, RootWatch } from './root-watch.ts';

type Watched = { readonly watch: RootWatch; readonly places: HookPlace[] };

/** One watch for each root, however many hold it. */
export class RootWatches implements Disposable {
  readonly #options: { readonly clock: Clock; report(problem: unknown): void };
  readonly #onChanged: (at: HookPlace, root: string, told: RootTold) => Promise<void>;
  readonly #roots = new Map<string, Watched>();

  constructor(
    options: { readonly clock: Clock; report(problem: unknown): void },
    onChanged: (at: HookPlace, root: string, told: RootTold) => Promise<void>,
  ) {
    this.#options = options;
    this.#onChanged = onChanged;
  }

  /** Watches a root until the last who holds it lets go. What is seen belongs to whoever came last. */
  watch(root: string, at: HookPlace): Disposable {
    const watched = this.#roots.get(root) ?? this.#open(root);
    watched.places.push(at);
    return {
      dispose: () => {
        const place = watched.places.indexOf(at);
        if (place >= 0) watched.places.splice(place, 1);
        if (watched.places.length > 0 || this.#roots.get(root) !== watched) return;
        watched.watch.dispose();
        this.#roots.delete(root);
      },
    };
  }

  /** Resolves once the root is watched, where it is to be. */
  async ready(root: string): Promise<void> {
    await this.#roots.get(root)?.watch.ready;
  }

  /** What was written in a root lately and nobody was told of: whoever takes it knows who wrote it. */
  async take(root: string): Promise<RootTold> {
    // What a program wrote before it ended is told by the system within the same turn of the loop, or the next.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    return this.#roots.get(root)?.watch.take() ?? { git: [], files: [], committed: [], inGit: false };
  }

  dispose(): void {
    for (const { watch } of this.#roots.values()) watch.dispose();
    this.#roots.clear();
  }

  #open(root: string): Watched {
    const watched: Watched = {
      watch: new RootWatch({
        ...this.#options,
        root,
        onChanged: async (told) => {
          const at = watched.places.at(-1);
          if (at !== undefined) await this.#onChanged(at, root, told);
        },
      }),
      places: [],
    };
    this.#roots.set(root, watched);
    return watched;
  }
}
