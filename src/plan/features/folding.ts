import { moved, type Span } from '../../base/span.ts';
import { gather, partedSpans } from '../model/gather.ts';
import { perSection } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Node } from '../syntax/tree.ts';

/** Everything that spans lines: entries with what is nested in them, and items of lists. In no order. */
export const foldings = (plan: Snapshot): readonly Span[] => [...partedSpans(plan), ...gather(plan, foldingsIn, moved)];

const foldingsIn = perSection(({ root, piece }): readonly Span[] => {
  const found: Span[] = [];
  const visit = (node: Node | undefined): void => {
    if (node?.kind === 'mapping') {
      for (const entry of node.entries) {
        found.push(entry.span);
        visit(entry.value);
      }
    } else if (node?.kind === 'sequence') {
      for (const item of node.items) {
        if (item !== undefined) found.push(item.span);
        visit(item);
      }
    }
  };
  // The key that an entry stands under is in another section.
  if (piece.role === 'entry' && root?.kind === 'mapping') visit(root.entries[0]?.value);
  else if (piece.role !== 'head') visit(root);
  return found;
});
