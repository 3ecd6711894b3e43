import { phaseAround } from '../model/mentions.ts';
import { resolveTask } from '../model/outline.ts';
import type { Type } from '../schema/type.ts';
import { entryAround, type Scalar, type Sequence, scalarsOf } from '../syntax/tree.ts';
import type { Finding, Rule } from './rule.ts';

/** Of lists whose items are names, globs or labels; the words of a command may well repeat. */
export const duplicateItem: Rule = {
  code: 'duplicate-item',
  severity: 'warning',
  about: 'A list names the same thing twice; the second changes nothing.',
  *find({ typing }) {
    for (const { node, type } of typing.values)
      if (type.is === 'list' && node.kind === 'sequence' && node.items.length > 1 && isSet(node, type.of))
        yield* repeated(node, type.of);
  },
};

const isSet = (list: Sequence, of: Type): boolean =>
  of.is === 'text' && (of.refers !== undefined || of.format === 'glob' || entryAround(list)?.key.text === 'labels');

function* repeated(list: Sequence, of: Type): Generator<Finding> {
  const first = new Map<string, Scalar>();
  for (const item of scalarsOf(list)) {
    const meaning =
      of.is === 'text' && of.refers === 'task' ? resolveTask(item.text, phaseAround(item) ?? '') : item.text;
    const before = first.get(meaning);
    if (before === undefined) first.set(meaning, item);
    // An alias for the same item lies at its anchor.
    else if (before !== item) {
      yield {
        span: item.span,
        message: `"${item.text}" is in this list already.`,
        related: [{ message: `"${before.text}" is here.`, span: before.span }],
        remedies: [{ kind: 'remove', what: `the second "${item.text}"` }],
      };
    }
  }
}
