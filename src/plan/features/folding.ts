import type { Span } from '../../base/span.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Node } from '../syntax/tree.ts';

/** Everything that spans lines: entries with what is nested in them, and items of lists. */
export function foldings({ root }: Snapshot): readonly Span[] {
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
  visit(root);
  return found;
}
