import { lineStart } from '../../base/lines.ts';
import { covers, type Span } from '../../base/span.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { nodeAt } from '../syntax/find.ts';
import { ancestors } from '../syntax/tree.ts';
import { lineEnd } from './edit.ts';

/** What a selection grows to from an offset, the smallest first: the value, its entry, what holds that, up to the whole text. */
export function selectionsAt({ text, root }: Snapshot, offset: number): readonly Span[] {
  const found: Span[] = [];
  const add = (span: Span): void => {
    const last = found.at(-1);
    const grows = last === undefined || (span.start <= last.start && span.end >= last.end);
    const same = last?.start === span.start && last.end === span.end;
    if (grows && !same && covers(span, offset)) found.push(span);
  };
  const node = nodeAt(root, offset);
  if (node === undefined) add({ start: lineStart(text, offset), end: lineEnd(text, offset) });
  for (const at of node === undefined ? [] : ancestors(node)) {
    if (at.kind === 'scalar' && (at.style === 'single' || at.style === 'double'))
      add({ start: at.span.start + 1, end: Math.max(at.span.start + 1, at.span.end - 1) });
    add(at.span);
  }
  add({ start: 0, end: text.length });
  return found;
}
