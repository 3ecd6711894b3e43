import * as vscode from 'vscode';
import type { Placed } from './row.ts';

/** Which rows of a view are unfolded: as they came, or as the person left them. */
export class OpenRows<T extends Placed> implements vscode.Disposable {
  readonly #left = new Map<string, boolean>();
  readonly #held: vscode.Disposable;

  constructor(view: vscode.TreeView<T>) {
    this.#held = vscode.Disposable.from(
      view.onDidExpandElement(({ element }) => this.#left.set(element.row.id, true)),
      view.onDidCollapseElement(({ element }) => this.#left.set(element.row.id, false)),
    );
  }

  /** `folds`: something lies under it. */
  isOpen({ row }: T, folds: boolean): boolean {
    return folds && (this.#left.get(row.id) ?? row.unfolded === true);
  }

  dispose(): void {
    this.#held.dispose();
  }
}
