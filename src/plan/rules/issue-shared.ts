import { concurrentPairs } from '../model/waves.ts';
import type { Rule } from './rule.ts';

export const issueShared: Rule = {
  code: 'issue-shared',
  severity: 'information',
  about: 'Tasks that may run at once work on the same issue: the first that closes it closes it for all.',
  *find({ outline }) {
    for (const phase of outline.phases) {
      const told = new Set<string>();
      for (const [one, other] of concurrentPairs(phase)) {
        if (!one.issue || !other.issue || one.issue.text !== other.issue.text || told.has(other.id.text)) continue;
        told.add(other.id.text);
        yield {
          span: other.issue.span,
          message: `"${one.id.text}" works on "${one.issue.text}" too, and may run at the same time.`,
          related: [{ message: `"${one.id.text}" names it here.`, span: one.issue.span }],
        };
      }
    }
  },
};
