import type { Row } from './row.ts';

/** A row with a stable identity: VS Code holds on to it while rows come and go. */
export type Node = { row: Row; readonly above: Node | undefined; children: readonly Node[] };

/** What VS Code must draw again: everything, or these nodes with what is beneath them; and what asks to be unfolded that was not so before. */
export type Redraw = { readonly changed: 'all' | readonly Node[]; readonly unfold: readonly Node[] };

/** Keeps nodes for the rows of a view, and says which of them VS Code must draw again. */
export class Nodes {
  #roots: readonly Node[] = [];

  get roots(): readonly Node[] {
    return this.#roots;
  }

  /** Takes the rows as they are now. */
  update(rows: readonly Row[]): Redraw {
    const seen: { changed: Node[]; unfold: Node[] } = { changed: [], unfold: [] };
    const before = this.#roots;
    this.#roots = reconcile(before, rows, undefined, seen);
    return { changed: sameNodes(before, this.#roots) ? seen.changed : 'all', unfold: seen.unfold };
  }
}

/** Keeps the node of every row that was there, and notes what changed. */
function reconcile(
  before: readonly Node[],
  rows: readonly Row[],
  above: Node | undefined,
  seen: { readonly changed: Node[]; readonly unfold: Node[] },
): readonly Node[] {
  const known = new Map(before.map((node) => [node.row.id, node]));
  return rows.map((row) => {
    const node = known.get(row.id);
    if (node === undefined) return make(row, above);
    const children = node.children;
    const beneath = { changed: [], unfold: seen.unfold };
    if (row.unfolded === true && node.row.unfolded !== true) seen.unfold.push(node);
    node.children = reconcile(children, row.children ?? [], node, beneath);
    const redraw = !sameNodes(children, node.children) || !looksSame(node.row, row);
    node.row = row;
    seen.changed.push(...(redraw ? [node] : beneath.changed));
    return node;
  });
}

function make(row: Row, above: Node | undefined): Node {
  const node: Node = { row, above, children: [] };
  node.children = (row.children ?? []).map((child) => make(child, node));
  return node;
}

const sameNodes = (before: readonly Node[], after: readonly Node[]): boolean =>
  before.length === after.length && before.every((node, index) => node === after[index]);

/** Whether two rows are drawn and act alike, apart from what is beneath them and their tooltips, which are made on demand. */
const looksSame = (before: Row, after: Row): boolean =>
  before.label === after.label &&
  before.description === after.description &&
  before.icon?.name === after.icon?.name &&
  before.icon?.tone === after.icon?.tone &&
  before.spoken === after.spoken &&
  before.context === after.context &&
  before.command === after.command &&
  before.badge?.text === after.badge?.text &&
  JSON.stringify(before.subject) === JSON.stringify(after.subject);
