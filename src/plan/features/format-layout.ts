import type { Lines } from '../../base/lines.ts';
import type { Span } from '../../base/span.ts';
import type { Mapping, Node, Sequence } from '../syntax/tree.ts';
import { insideOf, type TextEdit } from './edit.ts';

/** Where the lines of a plan's structure belong. */
export type Layout = {
  /** Columns that lines which begin an entry or an item move to. */
  readonly columns: ReadonlyMap<number, number>;
  /** By how much what goes on below such a line moves with it: texts over several lines, braces. */
  readonly moves: ReadonlyMap<number, number>;
  /** Blanks behind dashes. */
  readonly gaps: readonly TextEdit[];
};

/** Columns by nesting, two more for each level. What lies only partly in `within` stays where it is, and what is in it is placed from there. */
export function layoutOf(text: string, lines: Lines, root: Node | undefined, within: Span): Layout {
  const layout = new Layouter(text, lines, within);
  layout.place(root, 0, undefined);
  return layout;
}

const step = 2;

class Layouter implements Layout {
  readonly columns = new Map<number, number>();
  readonly moves = new Map<number, number>();
  readonly gaps: TextEdit[] = [];
  readonly #text: string;
  readonly #lines: Lines;
  readonly #within: Span;

  constructor(text: string, lines: Lines, within: Span) {
    this.#text = text;
    this.#lines = lines;
    this.#within = within;
  }

  /** `above` is the column of the keys that the node is nested in, as it was. */
  place(node: Node | undefined, wanted: number, above: number | undefined): void {
    if (node === undefined || node.kind === 'alias' || node.kind === 'scalar' || node.flow) return;
    if (node.kind === 'mapping') this.#mapping(node, wanted);
    else this.#sequence(node, wanted, above);
  }

  #column(at: number): { readonly line: number; readonly column: number } {
    const { line, character } = this.#lines.position(at);
    return { line, column: character - (line === 0 && this.#text.startsWith('\uFEFF') ? 1 : 0) };
  }

  /** Moves a line that begins with what stands at a column; one that begins with something else moves with that. */
  #move(line: number, column: number, to: number): void {
    const before = this.#lines.text(line).replace('\uFEFF', '').slice(0, column);
    if (before.trim() === '') this.columns.set(line, to);
    this.moves.set(line, to - column);
  }

  #mapping({ entries, span }: Mapping, wanted: number): void {
    const first = entries[0];
    if (first === undefined) return;
    const { column } = this.#column(first.key.span.start);
    const to = insideOf(span, this.#within) ? wanted : column;
    for (const { key, value } of entries) {
      this.#move(this.#column(key.span.start).line, column, to);
      this.place(value, to + step, column);
    }
  }

  /** Dashes below a key stand under it or two further in, as the author has it. */
  #sequence(node: Sequence, wanted: number, above: number | undefined): void {
    const { line: first, column } = this.#column(node.span.start);
    const last = this.#lines.position(node.span.end).line;
    const asWritten = column === above ? wanted - step : wanted;
    const to = insideOf(node.span, this.#within) ? asWritten : column;
    const items = node.items.filter((item) => item !== undefined);
    for (let line = first; line <= last; line += 1) {
      const dash = this.#lines.start(line) + column + (line === 0 && this.#text.startsWith('\uFEFF') ? 1 : 0);
      const leads = line === first || this.#lines.text(line).slice(0, column).trim() === '';
      if (!leads || !/^-(?:\s|$)/.test(this.#text.slice(dash, dash + 2))) continue;
      if (dash >= this.#lines.end(line)) continue;
      this.#move(line, column, to);
      if (to !== column || insideOf(node.span, this.#within)) this.#gap(dash, this.#lines.end(line));
    }
    for (const item of items) {
      const behindDash = this.#column(item.span.start);
      // Where the dashes stay, so does what shares their line.
      const stays = !insideOf(node.span, this.#within) && this.columns.has(behindDash.line);
      this.place(item, stays ? behindDash.column : to + step, undefined);
    }
  }

  #gap(dash: number, end: number): void {
    const blanks = /^ +(?=[^\s#])/.exec(this.#text.slice(dash + 1, end))?.[0].length ?? 1;
    if (blanks > 1) this.gaps.push({ span: { start: dash + 1, end: dash + 1 + blanks }, text: ' ' });
  }
}
