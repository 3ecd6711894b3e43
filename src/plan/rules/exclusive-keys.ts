import { entryOf } from '../syntax/tree.ts';
import type { Rule } from './rule.ts';

export const exclusiveKeys: Rule = {
  code: 'exclusive-keys',
  severity: 'error',
  about: 'Keys that exclude each other stand side by side, or a key stands without the one that it belongs to.',
  *find({ typing }) {
    for (const { mapping, shape, what } of typing.records) {
      const present = (shape.one?.of ?? []).map((key) => entryOf(mapping, key)).filter((entry) => entry !== undefined);
      const [first, ...others] = present.sort((a, b) => a.span.start - b.span.start);
      for (const other of first ? others : []) {
        yield {
          span: other.key.span,
          message: `A ${what} has either "${first?.key.text}" or "${other.key.text}", not both.`,
          related: first ? [{ message: `"${first.key.text}" is here.`, span: first.key.span }] : [],
          remedies: [{ kind: 'remove', what: `"${other.key.text}"` }],
        };
      }
      for (const [key, needed] of Object.entries(shape.beside ?? {})) {
        const entry = entryOf(mapping, key);
        if (entry === undefined || entryOf(mapping, needed) !== undefined) continue;
        yield {
          span: entry.key.span,
          message: `"${key}" means something only beside "${needed}".`,
          remedies: [{ kind: 'remove', what: `"${key}"` }],
        };
      }
    }
  },
};
