import type { Remedy } from '../model/problem.ts';
import type { Rule } from './rule.ts';

export const issueDeleted: Rule = {
  code: 'issue-deleted',
  severity: 'error',
  about: 'The issue was deleted in the tracker, and the plan still counts on it.',
  live: true,
  *against({ mentions }, names, knowledge) {
    const planned = names.of('issue');
    for (const { name, kind, role, node } of mentions) {
      if (kind !== 'issue' || role === 'creates' || knowledge.deleted(name).is !== 'known') continue;
      const remove: Remedy = { kind: 'remove', what: `"${name}"` };
      if (role === 'declares') {
        const message = `"${name}" was deleted in the tracker, and no run creates it again.`;
        yield { span: node.span, message, remedies: [remove] };
      } else if (!planned.has(name)) {
        yield { span: node.span, message: `"${name}" was deleted in the tracker.`, remedies: [remove] };
      }
    }
  },
};
