import * as vscode from 'vscode';
import { documentScheme } from './address.ts';

/** Writes one kind of read-only document. `watch` is called while somebody has it open; it tells when the text changed. */
export type DocumentSource = {
  text(key: string): string | Promise<string>;
  watch?(key: string, changed: () => void): vscode.Disposable;
};

/** Soon enough for a reader, seldom enough for a fast writer. */
const quietTime = 150;

/** Read-only Markdown documents of one folder that stay true while they are open: transcripts, evidence, output of hooks. */
export class Documents implements vscode.Disposable {
  readonly #sources = new Map<string, DocumentSource>();
  readonly #watching = new Map<string, vscode.Disposable>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #pending = new Map<string, NodeJS.Timeout>();
  /** Changed after their text was asked for and before they were open: VS Code hears of changes only of what is open. */
  readonly #missed = new Set<string>();
  readonly #tag: string;
  readonly #listening: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  /** `tag`: of the folder. */
  constructor(tag: string) {
    this.#tag = tag;
    this.#listening = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument(({ uri }) => {
        if (this.#missed.delete(uri.toString())) this.#changed.fire(uri);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
    );
  }

  source(kind: string, source: DocumentSource): void {
    this.#sources.set(kind, source);
  }

  /** The document of a kind about a thing; the title names its tab. */
  uri(kind: string, key: string, title: string): vscode.Uri {
    const folder = this.#tag === '' ? '' : `/${this.#tag}`;
    const path = `${folder}/${fileName(title)}.md`;
    return vscode.Uri.from({ scheme: documentScheme, authority: kind, path, query: key });
  }

  async open(kind: string, key: string, title: string): Promise<vscode.TextEditor> {
    const document = await vscode.workspace.openTextDocument(this.uri(kind, key, title));
    return vscode.window.showTextDocument(document, { preview: true, preserveFocus: false });
  }

  /** What such a document says now. */
  text(uri: vscode.Uri): string | Promise<string> {
    const source = this.#sources.get(uri.authority);
    if (source === undefined) return '';
    const id = uri.toString();
    if (source.watch !== undefined && !this.#watching.has(id)) {
      this.#watching.set(
        id,
        source.watch(uri.query, () => this.#soon(uri)),
      );
    }
    return source.text(uri.query);
  }

  dispose(): void {
    this.#listening.dispose();
    for (const watching of this.#watching.values()) watching.dispose();
    for (const timer of this.#pending.values()) clearTimeout(timer);
    this.#changed.dispose();
  }

  #soon(uri: vscode.Uri): void {
    const id = uri.toString();
    if (this.#pending.has(id)) return;
    const timer = setTimeout(() => {
      this.#pending.delete(id);
      if (vscode.workspace.textDocuments.some((open) => open.uri.toString() === id)) this.#changed.fire(uri);
      else this.#missed.add(id);
    }, quietTime);
    this.#pending.set(id, timer);
  }

  #forget(uri: vscode.Uri): void {
    const id = uri.toString();
    this.#watching.get(id)?.dispose();
    this.#watching.delete(id);
    this.#missed.delete(id);
  }
}

const fileName = (title: string): string => title.replace(/[\\/:*?"<>|#\n]+/g, '-').slice(0, 80);
