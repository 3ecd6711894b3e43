import type * as vscode from 'vscode';

/** What one folder of the window remembers, in the window's own memory, beside that of other folders. */
export class FolderMemory implements vscode.Memento {
  readonly #memento: vscode.Memento;
  readonly #prefix: string;

  /** `tag`: of the folder. */
  constructor(memento: vscode.Memento, tag: string) {
    this.#memento = memento;
    this.#prefix = tag === '' ? '' : `${tag}/`;
  }

  keys(): readonly string[] {
    const own = this.#memento.keys().filter((key) => key.startsWith(this.#prefix));
    return own.map((key) => key.slice(this.#prefix.length));
  }

  get<T>(key: string): T | undefined;
  get<T>(key: string, fallback: T): T;
  get<T>(key: string, fallback?: T): T | undefined {
    return this.#memento.get<T | undefined>(`${this.#prefix}${key}`, fallback);
  }

  update(key: string, value: unknown): Thenable<void> {
    return this.#memento.update(`${this.#prefix}${key}`, value);
  }
}
