import { moved, type Span } from '../../base/span.ts';
import type { Mistake, Tree } from './parse.ts';
import type { Piece } from './pieces.ts';
import type { Alias, Entry, Mapping, Node, Parent, Sequence, Solid } from './tree.ts';

/** A piece that was read, and where it begins in the text. */
export type Placed = { readonly piece: Piece; readonly tree: Tree; readonly start: number };

type Building<T> = { -readonly [K in keyof T]: T[K] };

/** One tree of the whole text out of those of its pieces. */
export function joinTrees(text: string, parts: readonly Placed[]): Tree {
  const only = parts[0];
  if (parts.length === 1 && only?.start === 0 && only.piece.role !== 'entry') return only.tree;
  const joining = new Joining();
  for (const part of parts) joining.add(part);
  return {
    text,
    root: joining.root,
    mistakes: parts.flatMap(({ tree, start }) =>
      tree.mistakes.map((mistake): Mistake => ({ ...mistake, span: moved(mistake.span, start) })),
    ),
    conflicts: [],
    anchors: new Set(parts.flatMap(({ tree }) => [...tree.anchors])),
    unset: new Set(),
  };
}

/** Copies trees into the coordinates of the whole text; entries of a parted key come together under it. */
class Joining {
  root: Mapping | undefined;
  readonly #entries: Entry[] = [];
  readonly #span = { start: 0, end: 0 };
  /** The parted key that entries belong to. */
  #head: Building<Entry> | undefined;
  #inHead: Entry[] = [];

  add({ piece, tree, start }: Placed): void {
    if (tree.root?.kind !== 'mapping') return;
    const copier = new Copier(start);
    if (piece.role === 'entry') this.#addEntries(tree.root, copier);
    else {
      this.root ??= {
        kind: 'mapping',
        span: this.#span,
        parent: undefined,
        entries: this.#entries,
        flow: tree.root.flow,
      };
      for (const entry of tree.root.entries) this.#append(copier.entry(entry, this.root));
      this.#head = piece.role === 'head' ? this.#entries.at(-1) : undefined;
    }
    this.#span.start = this.#entries[0]?.span.start ?? 0;
    this.#span.end = this.#entries.at(-1)?.span.end ?? 0;
  }

  #append(entry: Entry): void {
    this.#entries.push(entry);
  }

  #addEntries(root: Mapping, copier: Copier): void {
    const held = root.entries[0]?.value;
    if (held?.kind !== 'mapping' || this.#head === undefined) return;
    const head = this.#head;
    if (head.value === undefined) {
      this.#inHead = [];
      const span = moved(held.span, copier.by);
      head.value = { kind: 'mapping', span, parent: head, entries: this.#inHead, flow: false };
    }
    const home = head.value;
    if (home.kind !== 'mapping') return;
    for (const entry of held.entries) this.#inHead.push(copier.entry(entry, home));
    const end = this.#inHead.at(-1)?.span.end ?? home.span.end;
    Object.assign(home.span, { end });
    Object.assign(head.span, { end });
  }
}

/** Copies what belongs to one piece; an alias of the copy stands for the copy of what it stood for. */
class Copier {
  readonly by: number;
  readonly #solids = new Map<Solid, Solid>();
  readonly #aliases: (readonly [Building<Alias>, Solid])[] = [];

  constructor(by: number) {
    this.by = by;
  }

  entry(entry: Entry, parent: Mapping): Building<Entry> {
    const copy = this.#entry(entry, parent);
    for (const [alias, target] of this.#aliases) alias.target = this.#solids.get(target) ?? target;
    return copy;
  }

  #entry(entry: Entry, parent: Mapping): Building<Entry> {
    const { key } = entry;
    const copy: Building<Entry> = { kind: 'entry', span: moved(entry.span, this.by), parent, key, value: undefined };
    copy.key = { ...key, span: moved(key.span, this.by), parent: copy };
    copy.value = entry.value && this.#node(entry.value, copy);
    return copy;
  }

  #node(node: Node, parent: Parent): Node {
    const span = moved(node.span, this.by);
    if (node.kind === 'alias') {
      const copy: Building<Alias> = { ...node, span, parent };
      if (node.target) this.#aliases.push([copy, node.target]);
      return copy;
    }
    const copy = this.#solid(node, span, parent);
    this.#solids.set(node, copy);
    return copy;
  }

  #solid(node: Solid, span: Span, parent: Parent): Solid {
    if (node.kind === 'scalar') return { ...node, span, parent };
    if (node.kind === 'sequence') {
      const items: (Node | undefined)[] = [];
      const copy: Sequence = { ...node, span, parent, items };
      for (const item of node.items) items.push(item && this.#node(item, copy));
      return copy;
    }
    const entries: Entry[] = [];
    const copy: Mapping = { ...node, span, parent, entries };
    for (const entry of node.entries) entries.push(this.#entry(entry, copy));
    return copy;
  }
}
