import type { Knowledge } from '../model/knowledge.ts';
import type { IssueOutline } from '../model/outline.ts';
import { statusInBeads } from '../schema/words.ts';
import { entryOf } from '../syntax/tree.ts';
import type { Finding, Rule } from './rule.ts';

/** Progress is what a plan is for: only what ends or puts off the work is told. */
const telling: ReadonlySet<string> = new Set(['closed', 'deferred']);

export const statusDrift: Rule = {
  code: 'status-drift',
  severity: 'information',
  about: 'The tracker says that an issue is closed or put off, and the plan says otherwise, or the other way round.',
  live: true,
  *against({ outline }, { statuses }, knowledge) {
    for (const issue of outline.issues) yield* ofDeclared(issue, knowledge);
    for (const { issue } of outline.phases.flatMap(({ tasks }) => tasks)) {
      if (issue === undefined || statuses.get(issue.text) !== undefined) continue;
      const fact = knowledge.issue(issue.text);
      if (fact.is !== 'known' || !telling.has(fact.value.status)) continue;
      const message =
        fact.value.status === 'closed'
          ? `"${issue.text}" is closed in the tracker: this task has nothing left to do.`
          : `"${issue.text}" was put off in the tracker, and this task works on it.`;
      yield { span: issue.span, message };
    }
  },
};

function* ofDeclared({ id, entry }: IssueOutline, knowledge: Knowledge): Generator<Finding> {
  const written = entryOf(entry.value, 'status')?.value;
  const fact = knowledge.issue(id.text);
  if (written?.kind !== 'scalar' || fact.is !== 'known') return;
  const [planned, now] = [statusInBeads(written.text), fact.value.status];
  if (planned === now || !(telling.has(planned) || telling.has(now))) return;
  yield {
    span: written.span,
    message: `"${id.text}" is ${now} in the tracker; the plan says ${written.text}.`,
    remedies: [{ kind: 'replace', span: written.span, text: now, title: `Write ${now}, as the tracker has it` }],
  };
}
