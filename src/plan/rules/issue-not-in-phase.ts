import type { Rule } from './rule.ts';

export const issueNotInPhase: Rule = {
  code: 'issue-not-in-phase',
  severity: 'warning',
  about: 'A task works on an issue that its phase does not list, so that the phase’s gate does not look at it.',
  *against({ outline }, names) {
    for (const phase of outline.phases) {
      const listed = new Set(phase.issues.map(({ text }) => text));
      for (const { issue } of phase.tasks) {
        if (issue === undefined || listed.has(issue.text)) continue;
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
