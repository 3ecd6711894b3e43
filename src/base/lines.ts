/** Zero-based, in UTF-16 units, as editors and the language server protocol count. */
export type Position = { readonly line: number; readonly character: number };

/** Turns offsets into lines and columns and back. Lines end at LF, CRLF or a lone CR, as in the language server protocol. */
export class Lines {
  readonly #starts: readonly number[];
  readonly #text: string;

  constructor(text: string) {
    const starts = [0];
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
    }
    this.#starts = starts;
    this.#text = text;
  }

  get count(): number {
    return this.#starts.length;
  }

  /** Offsets outside the text mean its nearest end; one between CR and LF the end of its line. */
  position(offset: number): Position {
    const wanted = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.start(middle) <= wanted) low = middle;
      else high = middle - 1;
    }
    const inBreak = wanted > 0 && this.#text.charCodeAt(wanted) === 10 && this.#text.charCodeAt(wanted - 1) === 13;
    return { line: low, character: wanted - (inBreak ? 1 : 0) - this.start(low) };
  }

  /** Characters beyond a line's end mean its end. */
  offset({ line, character }: Position): number {
    if (line < 0) return 0;
    if (line >= this.#starts.length) return this.#text.length;
    return Math.min(this.start(line) + Math.max(0, character), this.end(line));
  }

  start(line: number): number {
    return this.#starts[line] ?? this.#text.length;
  }

  /** Where a line's text ends, before its line break. */
  end(line: number): number {
    let end = line + 1 < this.#starts.length ? this.start(line + 1) : this.#text.length;
    if (line + 1 < this.#starts.length) {
      if (this.#text.charCodeAt(end - 1) === 10) end -= 1;
      if (end > this.start(line) && this.#text.charCodeAt(end - 1) === 13) end -= 1;
    }
    return end;
  }

  text(line: number): string {
    return this.#text.slice(this.start(line), this.end(line));
  }
}

/** Where the line of an offset begins, where only LF ends lines. Searching back from before the text would find a break in its first place. */
export const lineStart = (text: string, at: number): number => (at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1);
