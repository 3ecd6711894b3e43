import { covers } from '../../base/span.ts';
import type { Entry, Mapping, Node, Scalar } from './tree.ts';

/** The innermost scalar, alias or collection whose span holds an offset; its end counts as inside, as a caret behind a word does. */
export function nodeAt(root: Node | undefined, offset: number): Node | undefined {
  let at: Node | undefined = root;
  while (at !== undefined && (at.kind === 'mapping' || at.kind === 'sequence')) {
    const inner: Node | undefined =
      at.kind === 'mapping' ? inMapping(at, offset) : at.items.find((item) => item && covers(item.span, offset));
    if (inner === undefined) return covers(at.span, offset) ? at : undefined;
    at = inner;
  }
  return at !== undefined && covers(at.span, offset) ? at : undefined;
}

function inMapping({ entries }: Mapping, offset: number): Node | undefined {
  const entry = entries.findLast(({ span }) => covers(span, offset));
  if (entry === undefined) return undefined;
  return covers(entry.key.span, offset)
    ? entry.key
    : entry.value && covers(entry.value.span, offset)
      ? entry.value
      : undefined;
}

/** The scalar at an offset, key or value. */
export function scalarAt(root: Node | undefined, offset: number): Scalar | undefined {
  const node = nodeAt(root, offset);
  return node?.kind === 'scalar' ? node : undefined;
}

/** The mapping that begins at an offset, the outermost where several do. */
export function mappingStartingAt(root: Node | undefined, offset: number): Mapping | undefined {
  const node = nodeAt(root, offset);
  let found: Mapping | undefined;
  for (let at: Node | Entry | undefined = node; at !== undefined; at = at.parent) {
    if (at.kind === 'mapping' && at.span.start === offset) found = at;
  }
  return found;
}
