import { nearest } from '../../base/nearest.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Names } from '../model/names.ts';
import type { Rule } from './rule.ts';

export const issueNotInPhase: Rule = {
  code: 'issue-not-in-phase',
  severity: 'warning',
  about: 'A task works on an issue that its phase does not list, so that the phase’s gate does not look at it.',
  *against({ outline }, names, knowledge) {
    for (const phase of outline.phases) {
      const listed = new Set(phase.issues.map(({ text }) => text));
      // A name that nothing has is told by itself; what it was meant to be is then not missing.
      const wrong = phase.issues
        .map(({ text }) => text)
        .filter((text) => isNone(text, names, knowledge) && knowledge.deleted(text).is !== 'known');
      for (const { issue } of phase.tasks) {
        if (issue === undefined || listed.has(issue.text) || isNone(issue.text, names, knowledge)) continue;
        if (wrong.some((text) => text.split(/\s+/).includes(issue.text) || nearest(text, [issue.text]).length > 0))
          continue;
        const home = names.phaseOf(issue.text);
        yield {
          span: issue.span,
          message: `"${issue.text}" is not an issue of the phase "${phase.id.text}"${home === undefined ? '' : `, but of "${home}"`}.`,
          remedies: [
            {
              kind: 'append',
              at: phase.entry.value?.span.start ?? phase.entry.span.end,
              key: 'issues',
              value: issue.text,
            },
          ],
        };
      }
    }
  },
};

function isNone(id: string, names: Names, knowledge: Knowledge): boolean {
  if (names.of('issue').has(id)) return false;
  const { is } = knowledge.issue(id);
  return is === 'unknown' || (is === 'unavailable' && names.statuses.size > 0);
}
