import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../base/disposable.ts';
import { errorCode } from '../files.ts';

export type LastingWatchOptions = {
  /** Absolute. It may go and come again, and so may the folders above it, up to `top`. */
  readonly folder: string;
  readonly top: string;
  /** Something of this name in the folder came, went or changed; undefined: anything may have. */
  onEntry(name: string | undefined): void;
};

/**
 * Watches a folder for longer than the folder lasts: the system's watch ends with the folder, as when Git checks out a branch that has none, so those
 * above it are watched for its coming again.
 */
export class LastingWatch implements Disposable {
  /** From the top down; each is watched while those before it are there. */
  readonly #folders: readonly string[];
  readonly #onEntry: LastingWatchOptions['onEntry'];
  readonly #watchers: FSWatcher[] = [];
  #blind = false;

  constructor({ folder, top, onEntry }: LastingWatchOptions) {
    this.#folders = foldersBetween(top, folder);
    this.#onEntry = onEntry;
    this.#watch(0);
  }

  /** The system refuses to watch a folder that is there. */
  get blind(): boolean {
    return this.#blind;
  }

  #watch(from: number): void {
    this.#close(from);
    this.#blind = false;
    for (const [level, folder] of this.#folders.entries()) {
      if (level < from) continue;
      try {
        const watcher = watch(folder, (kind, name) => this.#heard(level, kind, name));
        watcher.on('error', () => this.#lost(level));
        this.#watchers.push(watcher);
      } catch (thrown) {
        this.#blind = !['ENOENT', 'ENOTDIR'].includes(errorCode(thrown) ?? '');
        return;
      }
    }
  }

  #heard(level: number, kind: string, name: string | null): void {
    const below = this.#folders[level + 1];
    // A folder that goes tells so by its own name.
    if (kind === 'rename' && name === path.basename(this.#folders[level] ?? '')) this.#again(level);
    else if (below === undefined) this.#onEntry(name ?? undefined);
    else if (kind === 'rename' && (name === null || name === path.basename(below))) this.#again(level + 1);
  }

  #again(level: number): void {
    this.#watch(level);
    this.#onEntry(undefined);
  }

  /** A watch that broke: its folder's coming again is seen from above, should it be gone. */
  #lost(level: number): void {
    this.#close(level);
    this.#blind = true;
  }

  #close(from: number): void {
    for (const watcher of this.#watchers.splice(from)) watcher.close();
  }

  dispose(): void {
    this.#close(0);
  }
}

function foldersBetween(top: string, folder: string): readonly string[] {
  const above = path.dirname(folder);
  return folder === top || above === folder ? [folder] : [...foldersBetween(top, above), folder];
}
