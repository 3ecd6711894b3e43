import { moved, type Span } from '../../base/span.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Entry, entriesOf, follow, isMergeKey, type Node } from '../syntax/tree.ts';
import type { Finding, Rule } from './rule.ts';

export const duplicateKey: Rule = {
  code: 'duplicate-key',
  severity: 'error',
  about: 'A key stands twice in one map: only one of them can count.',
  find({ root }) {
    // The keys of the plan, and the names of a parted key, may lie in several sections.
    const found: Finding[] = [];
    if (root?.kind === 'mapping') for (const { value } of root.entries) within(value, found);
    return found;
  },
  *across(plan) {
    for (const entries of spread(plan)) yield* duplicates(entries);
  },
};

/** A key, where it begins and what its value is. */
type Written = {
  readonly text: string;
  readonly merge: boolean;
  readonly span: Span;
  readonly value: Node | undefined;
};

const writtenAt = (entry: Entry, by: number): Written => ({
  text: entry.key.text,
  merge: isMergeKey(entry),
  span: moved(entry.key.span, by),
  value: entry.value,
});

/** The entries of the plan's own map, and of each of those whose names are sections, wherever they are written. */
function spread(plan: Snapshot): readonly (readonly Written[])[] {
  const top: Written[] = [];
  const maps: Written[][] = [];
  for (const { section, start } of plan.places()) {
    const { root, piece } = section;
    if (root?.kind !== 'mapping') continue;
    const held = root.entries[0]?.value;
    if (piece.role === 'entry' && held?.kind === 'mapping')
      maps.at(-1)?.push(...held.entries.map((entry) => writtenAt(entry, start)));
    else if (piece.role === 'head') {
      maps.push([]);
      // Its value stands below, so that it is not the same as nothing.
      top.push(...root.entries.map((entry) => ({ ...writtenAt(entry, start), value: root })));
    } else if (piece.role !== 'entry') top.push(...root.entries.map((entry) => writtenAt(entry, start)));
  }
  return [top, ...maps];
}

function within(node: Node | undefined, found: Finding[]): void {
  if (node?.kind === 'sequence') for (const item of node.items) within(item, found);
  if (node?.kind !== 'mapping') return;
  const { entries } = node;
  const texts = new Set(entries.map(({ key }) => key.text));
  if (texts.size < entries.length) found.push(...duplicates(entries.map((entry) => writtenAt(entry, 0))));
  for (const { value } of entries) within(value, found);
}

function* duplicates(entries: readonly Written[]): Generator<Finding> {
  const first = new Map<string, Written>();
  for (const entry of entries) {
    const before = first.get(entry.text);
    if (before === undefined) first.set(entry.text, entry);
    else if (!entry.merge) {
      yield {
        span: entry.span,
        message: `"${entry.text}" is written twice in this map; the second one hides the first.`,
        related: [{ message: `"${entry.text}" is here already.`, span: before.span }],
        remedies: sameValue(before.value, entry.value) ? [{ kind: 'remove', what: `the second "${entry.text}"` }] : [],
      };
    }
  }
}

function sameValue(a: Node | undefined, b: Node | undefined): boolean {
  const [one, other] = [follow(a), follow(b)];
  if (one?.kind === 'scalar' && other?.kind === 'scalar') return one.text === other.text;
  return (one === undefined && other === undefined) || (other?.kind === 'mapping' && entriesOf(other).length === 0);
}
