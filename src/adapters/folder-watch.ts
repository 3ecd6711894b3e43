import { type FSWatcher, statSync, watch } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Disposable } from '../base/disposable.ts';
import type { Failure } from '../base/failure.ts';
import { errorCode } from './files.ts';
import type { IgnoredFiles } from './ignored.ts';

export type FolderWatchOptions = {
  /** Absolute. */
  readonly root: string;
  readonly ignored: IgnoredFiles;
  /** A file, or what was one, may have changed: relative to the root, forward slashes. Comes often, also several times for one change. */
  onPath(file: string): void;
  /** It cannot (any longer) see everything; told once. */
  onFailure(failure: Failure): void;
};

/** Most folders of one root that are watched; beyond that the system's own limit is near. */
const mostFolders = 20_000;

/**
 * Sees what any program writes below a folder; ignored folders are not looked into. Where the system can watch a tree (macOS, Windows) it
 * does; on Linux each folder is watched by itself, new ones as they come. Resolves once everything is watched.
 */
export async function watchFolder(options: FolderWatchOptions): Promise<Disposable> {
  const tree = new WatchedTree(options);
  if (process.platform === 'linux') await tree.add('');
  else tree.watchWhole();
  return tree;
}

type Watched = { readonly watcher: FSWatcher; readonly inode: number };

class WatchedTree implements Disposable {
  readonly #options: FolderWatchOptions;
  readonly #watchers = new Map<string, Watched>();
  #failed = false;
  #disposed = false;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
  }

  watchWhole(): void {
    this.#watch('', true);
  }

  /** Watches a folder and those in it; files that were there before it was watched are told, except for the first folder. */
  async add(folder: string, tell = false): Promise<void> {
    if (this.#disposed || this.#watchers.has(folder)) return;
    if (folder !== '' && this.#options.ignored.has(`${folder}/_`)) return;
    this.#watch(folder, false);
    const entries = await readdir(path.join(this.#options.root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const inside = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) await this.add(inside, tell);
      else if (tell) this.#options.onPath(inside);
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watch(folder: string, recursive: boolean): void {
    const { root } = this.#options;
    if (this.#watchers.size >= mostFolders) {
      this.#fail('ENOSPC');
      return;
    }
    try {
      const watcher = watch(path.join(root, folder), { recursive }, (kind, name) => this.#seen(folder, kind, name));
      watcher.on('error', () => this.#close(folder));
      this.#watchers.set(folder, { watcher, inode: statSync(path.join(root, folder)).ino });
    } catch (thrown) {
      this.#fail(errorCode(thrown) ?? 'EUNKNOWN');
    }
  }

  #seen(folder: string, kind: string, name: string | null): void {
    if (name === null || this.#disposed) return;
    const slashed = name.split(path.sep).join('/');
    const file = folder === '' ? slashed : `${folder}/${slashed}`;
    this.#options.onPath(file);
    if (process.platform === 'linux' && kind === 'rename') void this.#perhapsFolder(file);
  }

  /** A folder came, went, or went and came again: its watch is of the old one. */
  async #perhapsFolder(file: string): Promise<void> {
    const stat = await lstat(path.join(this.#options.root, file)).catch(() => undefined);
    const watched = this.#watchers.get(file);
    if (watched !== undefined && watched.inode !== stat?.ino) this.#close(file);
    if (stat?.isDirectory()) await this.add(file, true);
  }

  /** A folder that is gone takes its watch along, and those of the folders in it. */
  #close(folder: string): void {
    for (const [name, { watcher }] of this.#watchers) {
      if (name !== folder && !name.startsWith(`${folder}/`)) continue;
      watcher.close();
      this.#watchers.delete(name);
    }
  }

  #fail(code: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#options.onFailure({ kind: 'file-failed', operation: 'watch', file: this.#options.root, code });
  }
}
