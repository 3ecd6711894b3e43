import type { KnowledgeParams } from '../protocol/lsp.ts';
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
  readonly #others: World[] = [];

  /** The world that a document lies in: that of the innermost folder around it. */
  of({ uri }: { readonly uri: string }): World {
    let found = this.#first;
    let length = holds(this.#first.folder, uri) ? (this.#first.folder?.length ?? 0) : -1;
    for (const world of this.#others) {
      const { folder = '' } = world;
      if (folder.length <= length || !holds(folder, uri)) continue;
      found = world;
      length = folder.length;
    }
    return found;
  }

  tell(params: KnowledgeParams): void {
    this.#named(params.folder).tell(params);
  }

  /** Settings that a client sends are those of all folders. */
  configure(settings: unknown): void {
    for (const world of [this.#first, ...this.#others]) world.configure(settings);
  }

  /** Grows with each thing that was told of any folder. */
  get version(): number {
    return this.#told;
  }

  #named(folder: string | undefined): World {
    const known = [this.#first, ...this.#others].find((world) => world.folder === folder);
    if (folder === undefined || this.#first.folder === undefined) return this.#first;
    if (known !== undefined) return known;
    const made = new World(this.#next, this.#first.levels);
    this.#others.push(made);
    return made;
  }
}

const holds = (folder: string | undefined, uri: string): boolean =>
  folder !== undefined && decoded(uri).startsWith(decoded(folder.endsWith('/') ? folder : `${folder}/`));

/** Clients escape the same letters differently. */
function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
