import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import { watched } from './plans/watched.ts';

/** Milliseconds that are waited for more: an agent writes many files at once. */
const quiet = 300;

export type FileWatchOptions = {
  /** Absolute; globs are relative to it. */
  readonly root: string;
  /** Whether other content is told of, too. */
  readonly changes: boolean;
  readonly heard: () => void;
};

/** Tells, a moment later and once for many, that files which fit a glob came or went, whoever wrote them. */
export class FileWatch implements vscode.Disposable {
  readonly #options: FileWatchOptions;
  readonly #held = new DisposableStore();
  readonly #watched = new Set<string>();
  #soon: NodeJS.Timeout | undefined;

  constructor(options: FileWatchOptions) {
    this.#options = options;
  }

  add(glob: string): void {
    for (const pattern of watched(glob)) if (!this.#watched.has(pattern)) this.#watch(pattern);
  }

  #watch(pattern: string): void {
    const { root, changes } = this.#options;
    const files = new vscode.RelativePattern(root, pattern);
    const watcher = this.#held.add(vscode.workspace.createFileSystemWatcher(files, false, !changes, false));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) event(() => this.#tell());
    this.#watched.add(pattern);
  }

  #tell(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#options.heard();
    }, quiet);
  }

  dispose(): void {
    clearTimeout(this.#soon);
    this.#held.dispose();
  }
}
