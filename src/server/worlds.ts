import { innermostFolder } from '../adapters/workspace.ts';
import type { KnowledgeParams } from '../protocol/lsp.ts';
import { fileOf } from './workspace.ts';
import { World } from './world.ts';

/**
 * A world for each folder that the client tells of. What is told of no folder, and plans that lie in none, belong to the first: most clients have
 * but one.
 */
export class Worlds {
  #told = 0;
  readonly #next = (): number => {
    this.#told += 1;
    return this.#told;
  };
  readonly #first = new World(this.#next);
  /** By the path of the folder; the first is among them once its folder was told. */
  readonly #worlds = new Map<string, World>();

  /** The world that a document lies in: that of the innermost folder around it. */
  of({ uri }: { readonly uri: string }): World {
    const folder = innermostFolder([...this.#worlds.keys()], fileOf(uri) ?? '');
    return (folder === undefined ? undefined : this.#worlds.get(folder)) ?? this.#first;
  }

  tell(params: KnowledgeParams): void {
    this.#named(params.folder).tell(params);
  }

  /** Settings that a client sends are those of all folders. */
  configure(settings: unknown): void {
    for (const world of new Set([this.#first, ...this.#worlds.values()])) world.configure(settings);
  }

  /** Grows with each thing that was told of any folder. */
  get version(): number {
    return this.#told;
  }

  #named(folder: string | undefined): World {
    const path = folder === undefined ? undefined : fileOf(folder);
    if (path === undefined) return this.#first;
    const world =
      this.#worlds.get(path) ?? (this.#worlds.size === 0 ? this.#first : new World(this.#next, this.#first.levels));
    this.#worlds.set(path, world);
    return world;
  }
}
