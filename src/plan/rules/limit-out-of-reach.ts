import { valueAt } from '../syntax/tree.ts';
import type { Rule } from './rule.ts';

export const limitOutOfReach: Rule = {
  code: 'limit-out-of-reach',
  severity: 'hint',
  about: 'More agents are allowed at once than the plan could ever keep busy, because its tasks wait for each other.',
  *against({ root }, names) {
    const limit = valueAt(valueAt(root, 'limits'), 'agents');
    if (limit?.kind !== 'scalar' || typeof limit.value !== 'number') return;
    const { widest } = names;
    if (widest === undefined || widest === 0 || limit.value <= widest) return;
    const tasks = widest === 1 ? 'one task' : `${widest} tasks`;
    yield {
      span: limit.span,
      message: `No more than ${tasks} of this plan can be at work at once, so a limit of ${limit.text} agents is never reached.`,
      remedies: [{ kind: 'replace', span: limit.span, text: String(widest), title: `Write ${widest}` }],
    };
  },
};
