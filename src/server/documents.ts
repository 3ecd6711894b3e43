import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../base/span.ts';
import { Snapshot } from '../plan/model/snapshot.ts';

/** An open plan: its text as the client last told it, and what follows from that version. */
export class OpenPlan {
  readonly uri: string;
  #document: TextDocument;
  #snapshot: Snapshot | undefined;

  constructor(uri: string, languageId: string, version: number, text: string) {
    this.uri = uri;
    this.#document = TextDocument.create(uri, languageId, version, text);
  }

  get version(): number {
    return this.#document.version;
  }

  get snapshot(): Snapshot {
    this.#snapshot ??= new Snapshot(this.#document.getText());
    return this.#snapshot;
  }

  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    this.#document = TextDocument.update(this.#document, [...changes], version);
    this.#snapshot = undefined;
  }

  offset(position: { readonly line: number; readonly character: number }): number {
    return this.#document.offsetAt(position);
  }

  range({ start, end }: Span): Range {
    return { start: this.#document.positionAt(start), end: this.#document.positionAt(end) };
  }

  span({ start, end }: Range): Span {
    return { start: this.offset(start), end: this.offset(end) };
  }
}
