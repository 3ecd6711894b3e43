import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import type { Position } from '../base/lines.ts';
import type { Span } from '../base/span.ts';
import { Snapshot } from '../plan/model/snapshot.ts';

/** A stretch of one version of a plan, as editors count. */
export const rangeIn = (snapshot: Snapshot, { start, end }: Span): Range => ({
  start: snapshot.position(start),
  end: snapshot.position(end),
});

/** A plan and where it is: one that is open, or a file as it was read. */
export class PlanText {
  readonly uri: string;
  protected now: Snapshot;

  constructor(uri: string, text: string) {
    this.uri = uri;
    this.now = new Snapshot(text);
  }

  /** Null: nobody has it open. */
  get version(): number | null {
    return null;
  }

  get snapshot(): Snapshot {
    return this.now;
  }

  offset(position: Position): number {
    return this.now.offset(position);
  }

  range(span: Span): Range {
    return rangeIn(this.now, span);
  }

  span({ start, end }: Range): Span {
    return { start: this.offset(start), end: this.offset(end) };
  }
}

/** An open plan: its text as the client last told it, and what follows from that version. */
export class OpenPlan extends PlanText {
  #version: number;

  constructor(uri: string, version: number, text: string) {
    super(uri, text);
    this.#version = version;
  }

  override get version(): number {
    return this.#version;
  }

  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    for (const change of changes) {
      this.now = 'range' in change ? this.now.edited(this.span(change.range), change.text) : new Snapshot(change.text);
    }
    this.#version = version;
  }
}
