import { mayMeet } from '../model/globs.ts';
import { concurrentPairs } from '../model/waves.ts';
import type { Rule } from './rule.ts';

export const filesOverlap: Rule = {
  code: 'files-overlap',
  severity: 'warning',
  about: 'Tasks that may run at once mean to touch the same files: their work may conflict when it is merged.',
  *find({ outline }) {
    for (const phase of outline.phases) {
      for (const [one, other] of concurrentPairs(phase, ({ files }) => files.length > 0)) {
        const pair = one.files.flatMap((a) =>
          other.files.filter((b) => mayMeet(a.text, b.text)).map((b) => [a, b] as const),
        )[0];
        if (pair === undefined) continue;
        const [a, b] = pair;
        const same = a.text === b.text ? `"${b.text}"` : `"${b.text}" and "${a.text}"`;
        yield {
          span: b.span,
          message: `"${one.id.text}" may run at the same time and touch the same files (${same}): let one need the other, or part the files.`,
          related: [{ message: `"${one.id.text}" means to touch "${a.text}".`, span: a.span }],
          remedies: [{ kind: 'append', at: other.entry.value?.span.start ?? 0, key: 'needs', value: one.id.text }],
        };
      }
    }
  },
};
