import { entriesOf, follow, isMergeKey, type Mapping, type Node } from '../syntax/tree.ts';
import type { Finding, Rule } from './rule.ts';

export const duplicateKey: Rule = {
  code: 'duplicate-key',
  severity: 'error',
  about: 'A key stands twice in one map: only one of them can count.',
  *find({ root }) {
    if (root !== undefined) yield* within(root);
  },
};

function* within(node: Node): Generator<Finding> {
  if (node.kind === 'sequence') for (const item of node.items) if (item !== undefined) yield* within(item);
  if (node.kind !== 'mapping') return;
  yield* ownDuplicates(node);
  for (const { value } of node.entries) if (value !== undefined) yield* within(value);
}

function* ownDuplicates(mapping: Mapping): Generator<Finding> {
  const first = new Map<string, (typeof mapping.entries)[number]>();
  for (const entry of mapping.entries) {
    const before = first.get(entry.key.text);
    if (before === undefined) first.set(entry.key.text, entry);
    else if (!isMergeKey(entry)) {
      yield {
        span: entry.key.span,
        message: `"${entry.key.text}" is written twice in this map; the second one hides the first.`,
        related: [{ message: `"${entry.key.text}" is here already.`, span: before.key.span }],
        remedies: sameValue(before.value, entry.value)
          ? [{ kind: 'remove', what: `the second "${entry.key.text}"` }]
          : [],
      };
    }
  }
}

function sameValue(a: Node | undefined, b: Node | undefined): boolean {
  const [one, other] = [follow(a), follow(b)];
  if (one?.kind === 'scalar' && other?.kind === 'scalar') return one.text === other.text;
  return (one === undefined && other === undefined) || (other?.kind === 'mapping' && entriesOf(other).length === 0);
}
