import { isExtensionKey, records } from '../schema/shape.ts';
import { type Entry, entriesOf, entryOf, follow, isMergeKey, valueAt } from '../syntax/tree.ts';
import type { Rule } from './rule.ts';

export const emptyPhase: Rule = {
  code: 'empty-phase',
  severity: 'warning',
  about: 'A phase has neither tasks nor steps nor criteria: it is over as soon as it starts.',
  *find({ outline }) {
    for (const { id, entry } of outline.phases) {
      const does = ['tasks', 'before', 'after', 'criteria'].some((key) => {
        const value = valueAt(entry.value, key);
        return value?.kind === 'mapping'
          ? value.entries.length > 0
          : value?.kind === 'sequence' && value.items.length > 0;
      });
      if (does || isUnclear(entry)) continue;
      const remedies =
        entryOf(entry.value, 'tasks') || entry.value?.kind !== 'mapping'
          ? []
          : [
              {
                kind: 'add-key',
                at: entry.value.span.start,
                key: 'tasks',
                value: '{ first: { agent: coder, title: What is to be done } }',
              } as const,
            ];
      yield {
        span: id.span,
        message: `The phase "${id.text}" has nothing to do: it needs tasks, steps (before, after) or criteria.`,
        remedies: [...remedies, { kind: 'remove', what: `the phase "${id.text}"` }],
      };
    }
  },
};

/** Where something else is wrong, that may be what it does. */
function isUnclear({ value }: Entry): boolean {
  const node = follow(value);
  if (node?.kind !== 'mapping') return node !== undefined && !(node.kind === 'scalar' && node.value === null);
  return entriesOf(node).some(
    (entry) =>
      !(Object.hasOwn(records.phase.properties, entry.key.text) || isMergeKey(entry) || isExtensionKey(entry.key.text)),
  );
}
