import type { Row } from './row.ts';

/** A row with a stable identity: VS Code holds on to it while rows come and go. */
export type Node = { row: Row; readonly parent: Node | undefined; children: readonly Node[] };

/** Keeps nodes for the rows of a view, and says which of them VS Code must draw again. */
export class Nodes {
  #roots: readonly Node[] = [];

  get roots(): readonly Node[] {
    return this.#roots;
  }

  /** Takes the rows as they are now. Returns what changed: the whole tree, some nodes (each with what is beneath it), or nothing. */
  update(rows: readonly Row[]): 'all' | readonly Node[] {
    const changed: Node[] = [];
    const before = this.#roots;
    this.#roots = reconcile(before, rows, undefined, changed);
    return sameNodes(before, this.#roots) ? changed : 'all';
  }
}

/** Keeps the node of every row that was there; what it finds changed and can be drawn on its own goes to `changed`. */
function reconcile(
  before: readonly Node[],
  rows: readonly Row[],
  parent: Node | undefined,
  changed: Node[],
): readonly Node[] {
  const known = new Map(before.map((node) => [node.row.id, node]));
  return rows.map((row) => {
    const node = known.get(row.id);
    if (node === undefined) return make(row, parent);
    const children = node.children;
    const beneath: Node[] = [];
    node.children = reconcile(children, row.children ?? [], node, beneath);
    const redraw = !sameNodes(children, node.children) || !looksSame(node.row, row);
    node.row = row;
    if (redraw) changed.push(node);
    else changed.push(...beneath);
    return node;
  });
}

function make(row: Row, parent: Node | undefined): Node {
  const node: Node = { row, parent, children: [] };
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
  before.priority === after.priority &&
  JSON.stringify(before.subject) === JSON.stringify(after.subject);
