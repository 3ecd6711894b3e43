import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import type { Position } from '../base/lines.ts';
import type { Span } from '../base/span.ts';
import { Snapshot } from '../plan/model/snapshot.ts';

/** An open plan: its text as the client last told it, and what follows from that version. */
export class OpenPlan {
  readonly uri: string;
  #version: number;
  #snapshot: Snapshot;

  constructor(uri: string, version: number, text: string) {
    this.uri = uri;
    this.#version = version;
    this.#snapshot = new Snapshot(text);
  }

  get version(): number {
    return this.#version;
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    for (const change of changes) {
      this.#snapshot =
        'range' in change ? this.#snapshot.edited(this.span(change.range), change.text) : new Snapshot(change.text);
    }
    this.#version = version;
  }

  offset(position: Position): number {
    return this.#snapshot.offset(position);
  }

  range({ start, end }: Span): Range {
    return { start: this.#snapshot.position(start), end: this.#snapshot.position(end) };
  }

  span({ start, end }: Range): Span {
    return { start: this.offset(start), end: this.offset(end) };
  }
}
