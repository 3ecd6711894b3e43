import { type Entry, entriesOf, entryOf, type Mapping, valueAt } from '../syntax/tree.ts';
import type { Finding, Rule } from './rule.ts';

export const criterionNeverMet: Rule = {
  code: 'criterion-never-met',
  severity: 'warning',
  about: 'There is nothing that a criterion could be held against, or nothing could ever meet it.',
  *find({ outline, typing }) {
    for (const phase of outline.phases) {
      if (phase.issues.length === 0)
        yield* aboutIssues(valueAt(phase.entry.value, 'criteria'), `the phase "${phase.id.text}" lists no issues`);
    }
    for (const { mapping, what } of typing.records) if (what === 'expect') yield* contradiction(mapping);
  },
  *against({ root }, names) {
    if (!names.anyIssue) yield* aboutIssues(valueAt(root, 'criteria'), 'the plan names no issues');
  },
};

function* aboutIssues(criteria: ReturnType<typeof valueAt>, why: string): Generator<Finding> {
  if (criteria?.kind !== 'mapping') return;
  for (const entry of entriesOf(criteria)) {
    const issues: Entry | undefined = entryOf(entry.value, 'issues');
    if (issues) yield { span: issues.span, message: `This can never be judged: ${why}.` };
  }
}

/** A number asked of a pattern without a group that could hold one. */
function* contradiction(expect: Mapping): Generator<Finding> {
  const pattern = valueAt(expect, 'pattern');
  if (pattern?.kind !== 'scalar' || entryOf(expect, 'number') === undefined) return;
  if (/\\d|\[0-9|\.[*+]|\d/.test(pattern.text)) return;
  yield { span: pattern.span, message: 'This pattern matches no digits, so there is never a number to compare.' };
}
