import { nearest } from '../../base/nearest.ts';
import type { Rule } from './rule.ts';
import { plannedIssues } from './unknown-reference.ts';
import { didYouMean } from './words.ts';

/** Needs the live tracker; without it, unknown-reference holds the plan to its own list. */
export const issueUnknown: Rule = {
  code: 'issue-unknown',
  severity: 'error',
  about: 'The tracker has no such issue, and the plan does not declare it either.',
  *find(snapshot, knowledge) {
    const planned = plannedIssues(snapshot);
    const created = new Set(snapshot.mentions.filter(({ role }) => role === 'creates').map(({ name }) => name));
    for (const { kind, name, role, node } of snapshot.mentions) {
      if (kind !== 'issue' || role === 'creates' || knowledge.issue(name).is !== 'unknown') continue;
      if (role === 'declares') {
        if (created.has(name)) continue;
        const message = `The tracker has no issue "${name}" yet: it is created when the plan runs.`;
        yield { span: node.span, message, severity: 'information' };
      } else if (!planned.has(name)) {
        const names = nearest(name, [...knowledge.issues.map(({ id }) => id), ...planned]);
        yield {
          span: node.span,
          message: `Neither the tracker nor the plan has an issue "${name}".${didYouMean(names)}`,
          remedies: [
            ...names.map((to) => ({ kind: 'rename', to }) as const),
            { kind: 'declare', section: 'issues', name, facts: { title: name } },
          ],
        };
      }
    }
  },
};
