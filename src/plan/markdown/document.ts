import { fromMarkdown } from 'mdast-util-from-markdown';

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root['children'][number];
type ListNode = Extract<Node, { type: 'list' }>;
type ItemNode = ListNode['children'][number];

/** Lines count from 1, both ends belong to it. */
export type Lines = { readonly start: number; readonly end: number };

export type Heading = { readonly level: number; readonly title: string; readonly line: number };

type Common = {
  readonly lines: Lines;
  /** Headings that it stands under, outermost first. */
  readonly path: readonly Heading[];
  /** The line that introduces it, such as `**Beads Update:**`, without marks and colon; empty: none. */
  readonly label: string;
};

export type CodeBlock = Common & {
  readonly kind: 'code';
  readonly language: string;
  /** Words after the language in the opening fence. */
  readonly meta: string;
  readonly text: string;
  /** Line of the text's first line. */
  readonly firstLine: number;
  readonly closed: boolean;
};

export type ListItem = {
  readonly lines: Lines;
  /** Undefined: no tick box. */
  readonly ticked: boolean | undefined;
  /** First line, tick box and marks such as ✅ taken off, Markdown kept. */
  readonly text: string;
  /** Leading bold words, where it starts with such. */
  readonly lead: string;
  /** The whole item as written, its own indentation taken off. */
  readonly source: string;
  readonly items: readonly ListItem[];
};

export type ListBlock = Common & {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly items: readonly ListItem[];
  readonly source: string;
};

export type TextBlock = Common & {
  readonly kind: 'heading' | 'paragraph' | 'quote' | 'other';
  readonly text: string;
};

export type Block = CodeBlock | ListBlock | TextBlock;

/** A Markdown text as a sequence of blocks that know where they stand. Every text is one; nothing throws. */
export function readDocument(text: string): readonly Block[] {
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const reader = new Reader(source);
  for (const node of fromMarkdown(source).children) reader.add(node);
  return reader.blocks;
}

class Reader {
  readonly blocks: Block[] = [];
  readonly #source: string;
  readonly #lines: readonly string[];
  #path: readonly Heading[] = [];
  #label = '';

  constructor(source: string) {
    this.#source = source;
    this.#lines = source.split('\n');
  }

  add(node: Node): void {
    if (node.type === 'thematicBreak') {
      this.#label = '';
      return;
    }
    if (node.type === 'heading') {
      this.#heading(node);
      return;
    }
    if (node.type === 'code') {
      this.#code(node);
      return;
    }
    if (node.type === 'list') {
      this.#list(node);
      return;
    }
    const kind = node.type === 'paragraph' ? 'paragraph' : node.type === 'blockquote' ? 'quote' : 'other';
    const text = this.#text(node);
    this.blocks.push({ kind, text, ...this.#common(node) });
    this.#label = kind === 'paragraph' ? labelOf(text) : '';
  }

  #heading(node: Extract<Node, { type: 'heading' }>): void {
    const text = this.#text(node);
    const title = plain(
      text
        .replace(/^\s*#+\s*/, '')
        .replace(/\s+#+\s*$/, '')
        .split('\n')[0] ?? '',
    );
    const heading: Heading = { level: node.depth, title, line: linesOf(node).start };
    this.#path = [...this.#path.filter(({ level }) => level < node.depth), heading];
    this.#label = '';
    this.blocks.push({ kind: 'heading', text: title, ...this.#common(node) });
  }

  #code(node: Extract<Node, { type: 'code' }>): void {
    const common = this.#common(node);
    const { start, end } = common.lines;
    const fence = /^[\s>*+-]*(?:\d+[.)]\s+)?(`{3,}|~{3,})/.exec(this.#lines[start - 1] ?? '')?.[1];
    const last = (this.#lines[end - 1] ?? '').replace(/^[\s>]*/, '').trimEnd();
    const closed = fence === undefined || (end > start && last.length >= fence.length && /^(`+|~+)$/.test(last));
    const language = (node.lang ?? '').toLowerCase();
    const firstLine = fence === undefined ? start : start + 1;
    this.blocks.push({ kind: 'code', language, meta: node.meta ?? '', text: node.value, firstLine, closed, ...common });
    this.#label = '';
  }

  #list(node: ListNode): void {
    const items = node.children.map((item) => this.#item(item));
    this.blocks.push({
      kind: 'list',
      ordered: node.ordered === true,
      items,
      source: this.#text(node),
      ...this.#common(node),
    });
    this.#label = '';
    for (const item of node.children) this.#codeWithin(item);
  }

  /** Fenced blocks inside a list are blocks of their own, so that none is overlooked. */
  #codeWithin(item: ItemNode): void {
    for (const child of item.children) {
      if (child.type === 'code') this.#code(child);
      else if (child.type === 'list') for (const inner of child.children) this.#codeWithin(inner);
    }
  }

  #item(node: ItemNode): ListItem {
    const first = node.children[0];
    const whole = first?.type === 'paragraph' ? this.#text(first) : '';
    const box = /^\[([ xX])\]\s+/.exec(whole);
    const text = unmarked(
      (box ? whole.slice(box[0].length) : whole)
        .split('\n')
        .map((line) => line.trim())
        .join(' '),
    );
    const items = node.children.flatMap((child) => (child.type === 'list' ? child.children : []));
    return {
      lines: linesOf(node),
      ticked: box === null ? undefined : box[1] !== ' ',
      text,
      lead: plain(/^\*\*(.+?)\*\*/.exec(text)?.[1] ?? ''),
      source: unindent(this.#text(node), (node.position?.start.column ?? 1) - 1),
      items: items.map((item) => this.#item(item)),
    };
  }

  #text(node: Node | ItemNode): string {
    const { position } = node;
    return position === undefined ? '' : this.#source.slice(position.start.offset, position.end.offset);
  }

  #common(node: Node): Common {
    return { lines: linesOf(node), path: this.#path, label: this.#label };
  }
}

const linesOf = (node: Node | ItemNode): Lines => ({
  start: node.position?.start.line ?? 1,
  end: node.position?.end.line ?? 1,
});

/** Takes so many columns off every line but the first, which starts at its own. */
const unindent = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line, at) => (at === 0 ? line : line.slice(Math.min(columns, line.length - line.trimStart().length))))
    .join('\n');

/** Marks that people put before an item or a title: ticks, coloured dots, pictures. */
const unmarked = (text: string): string =>
  text.replace(/^(?:(?:\p{Extended_Pictographic}|\uFE0F|\u200D)\s*)+/u, '').trim();

/** Words without emphasis marks and pictures. */
export const plain = (text: string): string =>
  unmarked(text)
    .replace(/\*\*|__|~~/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** A paragraph introduces what follows when it is bold as a whole or ends with a colon. */
function labelOf(text: string): string {
  const last = text.trim().split('\n').at(-1)?.trim() ?? '';
  const whole = plain(last);
  const bold = /^\*\*[^*]+\*\*:?$/.test(last);
  return bold || whole.endsWith(':') ? whole.replace(/:\s*$/, '') : '';
}
