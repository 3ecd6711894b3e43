import type { Rule } from './rule.ts';

export const needSettled: Rule = {
  code: 'need-settled',
  severity: 'information',
  about: 'An issue waits for one that is closed, so that it waits for nothing, or for one that was put off.',
  live: true,
  *against({ outline }, { statuses }, knowledge) {
    for (const issue of outline.issues) {
      for (const need of issue.needs) {
        const fact = knowledge.issue(need.text);
        const status = fact.is === 'known' ? fact.value.status : statuses.get(need.text);
        const remedies = [{ kind: 'remove', what: `the need for "${need.text}"` }] as const;
        if (status === 'closed') {
          yield {
            span: need.span,
            message: `"${need.text}" is closed already: nothing waits for it any more.`,
            remedies,
          };
        } else if (status === 'deferred') {
          const message = `"${need.text}" was put off, and "${issue.id.text}" waits for it: it may wait for long.`;
          yield { span: need.span, message, severity: 'warning', remedies };
        }
      }
    }
  },
};
