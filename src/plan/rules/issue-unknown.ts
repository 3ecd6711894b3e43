import { nearest } from '../../base/nearest.ts';
import type { Rule } from './rule.ts';
import { didYouMean, withoutComma } from './words.ts';

/** Needs the live tracker; without it, unknown-reference holds the plan to its own list. */
export const issueUnknown: Rule = {
  code: 'issue-unknown',
  severity: 'error',
  about: 'The tracker has no such issue, and the plan does not declare it either.',
  live: true,
  *against({ mentions }, names, knowledge) {
    const planned = names.of('issue');
    for (const { kind, name, role, node } of mentions) {
      if (kind !== 'issue' || role === 'creates' || knowledge.issue(name).is !== 'unknown') continue;
      if (knowledge.deleted(name).is === 'known') continue;
      if (role === 'declares') {
        if (names.created.has(name)) continue;
        const message = `The tracker has no issue "${name}" yet: it is created when the plan runs.`;
        yield { span: node.span, message, severity: 'information' };
      } else if (!planned.has(name)) {
        const comma = withoutComma(node, (one) => planned.has(one) || knowledge.issue(one).is === 'known');
        if (comma) {
          yield { span: node.span, message: `"${name}" is read as one name.${comma.said}`, remedies: comma.remedies };
          continue;
        }
        const near = nearest(name, [...knowledge.issues.map(({ id }) => id), ...planned]);
        yield {
          span: node.span,
          message: `Neither the tracker nor the plan has an issue "${name}".${didYouMean(near)}`,
          remedies: [
            ...near.map((to) => ({ kind: 'rename', to }) as const),
            { kind: 'declare', section: 'issues', name, facts: { title: name } },
          ],
        };
      }
    }
  },
};
