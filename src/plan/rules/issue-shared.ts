import type { TaskOutline } from '../model/outline.ts';
import type { Remedy } from '../model/problem.ts';
import { concurrentPairs } from '../model/waves.ts';
import { textOf, valueAt } from '../syntax/tree.ts';
import type { Rule } from './rule.ts';

export const issueShared: Rule = {
  code: 'issue-shared',
  severity: 'information',
  about:
    'Tasks that may run at once work on the same issue: the first that closes it closes it for all. Tasks that keep it (`done: { issue: keep }`) are not told.',
  *find({ outline }) {
    for (const phase of outline.phases) {
      const issues = phase.tasks.flatMap(({ issue }) => (issue ? [issue.text] : []));
      if (new Set(issues).size === issues.length) continue;
      const told = new Set<string>();
      for (const [one, other] of concurrentPairs(phase, ({ issue }) => issue !== undefined)) {
        if (!one.issue || !other.issue || one.issue.text !== other.issue.text || told.has(other.id.text)) continue;
        if (keepsIssue(one) || keepsIssue(other)) continue;
        told.add(other.id.text);
        yield {
          span: other.issue.span,
          message: `"${one.id.text}" works on "${one.issue.text}" too, and may run at the same time: let one of them keep it open.`,
          related: [{ message: `"${one.id.text}" names it here.`, span: one.issue.span }],
          remedies: keeping(other),
        };
      }
    }
  },
};

/** Who says that the issue stays open says that somebody else closes it. */
const keepsIssue = ({ entry }: TaskOutline): boolean =>
  textOf(valueAt(valueAt(entry.value, 'done'), 'issue')) === 'keep';

function keeping({ entry }: TaskOutline): readonly Remedy[] {
  const done = valueAt(entry.value, 'done');
  const close = valueAt(done, 'issue');
  if (close) return [{ kind: 'replace', span: close.span, text: 'keep', title: 'Let this task leave the issue open' }];
  if (done) return [{ kind: 'add-key', at: done.span.start, key: 'issue', value: 'keep' }];
  return entry.value === undefined
    ? []
    : [{ kind: 'add-key', at: entry.value.span.start, key: 'done', value: '{ issue: keep }' }];
}
