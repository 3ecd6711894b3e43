import { Lines } from '../../base/lines.ts';
import type { Span } from '../../base/span.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { parseTree, type Tree } from '../syntax/parse.ts';
import { follow, type Node } from '../syntax/tree.ts';
import { applyEdits, insideOf, type TextEdit } from './edit.ts';
import { type Layout, layoutOf } from './format-layout.ts';

/**
 * The edits that indent a plan by two spaces a level and take blanks off the ends of its lines; comments move with what they stand
 * above, texts over several lines with their key, and blank lines stay. A text that cannot be read, or would mean something else
 * afterwards, is left alone. With `within`, only what lies wholly in it is moved.
 */
export function format({ text, tree }: Snapshot, within: Span = { start: 0, end: text.length }): readonly TextEdit[] {
  if (tree.mistakes.length > 0 || tree.conflicts.length > 0) return [];
  const lines = new Lines(text);
  const layout = layoutOf(text, lines, tree.root, within);
  const edits = [...layout.gaps, ...lineEdits(text, lines, layout, literals(tree.root, lines), within)];
  return edits.length > 0 && sameMeaning(tree, parseTree(applyEdits(text, edits))) ? edits : [];
}

/** Lines that belong to a text over several lines: in a block every blank counts, in quotes those at line ends do not matter but stay. */
type Literals = ReadonlyMap<number, { readonly indent: number; readonly block: boolean }>;

function literals(root: Node | undefined, lines: Lines): Literals {
  const found = new Map<number, { readonly indent: number; readonly block: boolean }>();
  const visit = (node: Node | undefined): void => {
    if (node?.kind === 'mapping') for (const { value } of node.entries) visit(value);
    else if (node?.kind === 'sequence') for (const item of node.items) visit(item);
    else if (node?.kind === 'scalar') {
      const first = lines.position(node.span.start).line + 1;
      const block = node.style === 'block';
      let last = lines.position(node.span.end).line;
      // Blank lines below a block may be a part of it.
      while (block && last + 1 < lines.count && lines.text(last + 1).trim() === '') last += 1;
      const indents: number[] = [];
      for (let line = first; line <= last; line += 1)
        if (lines.text(line).trim() !== '') indents.push(leading(lines.text(line)));
      const indent = Math.min(...indents);
      for (let line = first; line <= last; line += 1) found.set(line, { indent, block });
    }
  };
  visit(root);
  return found;
}

const leading = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

function lineEdits(text: string, lines: Lines, layout: Layout, kept: Literals, within: Span): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const comments = new CommentMoves(lines, layout);
  let move = 0;
  for (let line = 0; line < lines.count; line += 1) {
    const [start, end] = [lines.start(line), lines.end(line)];
    const content = text.slice(start, end);
    const column = layout.columns.get(line);
    const literal = kept.get(line);
    const from = leading(content);
    const isComment = literal === undefined && /^ *#/.test(content);
    const shift = isComment ? comments.of(line, move) : move;
    comments.pass(line);
    move = layout.moves.get(line) ?? move;
    if (!insideOf({ start, end }, within)) continue;
    if (content.trim() === '') {
      // A blank line of a block that is longer than its indentation is a line of blanks, and moves like the others.
      const stays = literal?.block === true && content.length > literal.indent;
      const to = stays ? ' '.repeat(Math.max(0, content.length + move)) : '';
      if (content !== to && !content.startsWith('\uFEFF')) edits.push({ span: { start, end }, text: to });
      continue;
    }
    const to = column ?? Math.max(0, from + shift);
    if (to !== from && !content.startsWith('\uFEFF') && !content.startsWith('\t'))
      edits.push({ span: { start, end: start + from }, text: ' '.repeat(to) });
    const trailing = /[ \t]+$/.exec(content)?.[0].length ?? 0;
    if (trailing > 0 && literal === undefined && !kept.has(line + 1))
      edits.push({ span: { start: end - trailing, end }, text: '' });
  }
  return edits;
}

/** A line of the structure: where it began, and where it begins now. */
type Begun = { readonly column: number; readonly to: number; readonly move: number };

/**
 * By how much comments move: with the next line of the structure where that begins where they begin, else with the last one above that does not
 * begin further in. Each line is looked at once, however many comments there are.
 */
class CommentMoves {
  readonly #lines: Lines;
  readonly #layout: Layout;
  /** For each line the next one that is neither blank nor a comment. */
  readonly #next: number[] = [];
  /** Lines of the structure above, each further in than the one before it. */
  readonly #above: Begun[] = [];

  constructor(lines: Lines, layout: Layout) {
    this.#lines = lines;
    this.#layout = layout;
    let next = lines.count;
    for (let line = lines.count - 1; line >= 0; line -= 1) {
      this.#next[line] = next;
      if (/^[ \t]*[^ \t#]/.test(lines.text(line))) next = line;
    }
  }

  /** Takes in a line, one after the other. */
  pass(line: number): void {
    const to = this.#layout.columns.get(line);
    if (to === undefined) return;
    const column = leading(this.#lines.text(line));
    while ((this.#above.at(-1)?.column ?? -1) >= column) this.#above.pop();
    this.#above.push({ column, to, move: this.#layout.moves.get(line) ?? 0 });
  }

  /** Of a comment below the lines that were taken in. */
  of(comment: number, otherwise: number): number {
    const from = leading(this.#lines.text(comment));
    const next = this.#next[comment] ?? this.#lines.count;
    const to = this.#layout.columns.get(next);
    if (to !== undefined && leading(this.#lines.text(next)) === from) return to - from;
    const above = this.#above.findLast(({ column }) => column <= from);
    if (above === undefined) return otherwise;
    return above.column === from ? above.to - from : above.move;
  }
}

/** Whether two texts are read as the same tree of keys and values. */
function sameMeaning(one: Tree, other: Tree): boolean {
  return other.mistakes.length === 0 && sameNode(one.root, other.root);
}

function sameNode(one: Node | undefined, other: Node | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.kind === 'mapping' && other.kind === 'mapping')
    return (
      one.entries.length === other.entries.length &&
      one.entries.every(({ key, value }, index) => {
        const same = other.entries[index];
        return same !== undefined && sameNode(key, same.key) && sameNode(value, same.value);
      })
    );
  if (one.kind === 'sequence' && other.kind === 'sequence')
    return (
      one.items.length === other.items.length && one.items.every((item, index) => sameNode(item, other.items[index]))
    );
  if (one.kind === 'alias' && other.kind === 'alias')
    return one.name === other.name && follow(one)?.kind === follow(other)?.kind;
  return one.kind === 'scalar' && other.kind === 'scalar' && one.value === other.value && one.text === other.text;
}
