import * as vscode from 'vscode';
import type { Icon } from '../views/row.ts';
import { gutterIcon } from './gutter-icons.ts';

/** A line, counted from 0, and what stands in the gutter beside it. */
export type GutterMark = { readonly line: number; readonly icon: Icon };

/** Icons in the gutter of text editors. Each kind of icon is made when it is first shown, and kept. */
export class Gutter implements vscode.Disposable {
  readonly #kinds = new Map<string, vscode.TextEditorDecorationType>();

  /** Puts these in the place of those that the editor shows. */
  show(editor: vscode.TextEditor, marks: readonly GutterMark[]): void {
    const ranges = new Map<vscode.TextEditorDecorationType, vscode.Range[]>();
    for (const { line, icon } of marks) {
      const kind = this.#kindOf(icon);
      if (kind !== undefined) ranges.set(kind, [...(ranges.get(kind) ?? []), new vscode.Range(line, 0, line, 0)]);
    }
    for (const kind of this.#kinds.values()) editor.setDecorations(kind, ranges.get(kind) ?? []);
  }

  dispose(): void {
    for (const kind of this.#kinds.values()) kind.dispose();
    this.#kinds.clear();
  }

  #kindOf(icon: Icon): vscode.TextEditorDecorationType | undefined {
    const [dark, light] = [gutterIcon(icon, 'dark'), gutterIcon(icon, 'light')];
    if (dark === undefined || light === undefined) return undefined;
    const there = this.#kinds.get(dark);
    if (there !== undefined) return there;
    const made = vscode.window.createTextEditorDecorationType({
      dark: { gutterIconPath: uriOf(dark) },
      light: { gutterIconPath: uriOf(light) },
      gutterIconSize: 'contain',
    });
    this.#kinds.set(dark, made);
    return made;
  }
}

const uriOf = (svg: string): vscode.Uri =>
  vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
