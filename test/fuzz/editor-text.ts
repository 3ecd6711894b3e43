import type { Position, Range, TextEdit } from 'vscode-languageserver-protocol/node';

/** `put` in the place of a stretch of text, by UTF-16 offsets. */
export type Change = { readonly start: number; readonly end: number; readonly put: string };

type Line = { readonly start: number /** Before the line break. */; readonly end: number };

/** A text as an editor holds it. Its positions are counted here once more, apart from how the server counts them. */
export class EditorText {
  readonly text: string;
  #lines: readonly Line[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** From break to break, as the language server protocol parts lines. */
  get lines(): readonly Line[] {
    this.#lines ??= linesOf(this.text);
    return this.#lines;
  }

  position(offset: number): Position {
    let [low, high] = [0, this.lines.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lines[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (this.lines[low]?.start ?? 0) };
  }

  /** Places beyond a line mean its end, lines beyond the text the text's end. */
  offset({ line, character }: Position): number {
    const found = this.lines[line];
    return found === undefined ? this.text.length : Math.min(found.start + character, found.end);
  }

  range({ start, end }: Omit<Change, 'put'>): Range {
    return { start: this.position(start), end: this.position(end) };
  }

  slice({ start, end }: Range): string {
    return this.text.slice(this.offset(start), this.offset(end));
  }

  /** Whether there is such a place, without any leniency. */
  has({ line, character }: Position): boolean {
    const found = this.lines[line];
    return found !== undefined && character >= 0 && character <= found.end - found.start;
  }

  /** The nearest offset that an editor's cursor can stand at: never within a line break. */
  between(offset: number): number {
    return this.text[offset - 1] === '\r' && this.text[offset] === '\n' ? offset - 1 : offset;
  }

  changed({ start, end, put }: Change): EditorText {
    return new EditorText(this.text.slice(0, start) + put + this.text.slice(end));
  }

  /** The changes that a server's edits ask for, last first: so each one is about the text that the one before has left. */
  changesOf(edits: readonly TextEdit[]): readonly Change[] {
    return edits
      .map(({ range, newText }, index) => ({
        change: { start: this.offset(range.start), end: this.offset(range.end), put: newText },
        index,
      }))
      .sort((a, b) => b.change.start - a.change.start || b.change.end - a.change.end || b.index - a.index)
      .map(({ change }) => change);
  }
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const { 0: mark, index } of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ start, end: index });
    start = index + mark.length;
  }
  return [...lines, { start, end: text.length }];
}
