import { fieldsOf, tidy } from '../../issues/document/fields.ts';
import { documentText } from '../../issues/document/write.ts';
import type { IssueGraph } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import { asIs, plural } from '../say/words.ts';
import { relations } from '../views/issues/card.ts';

/** An issue as an editable document, with its relations and comments beneath. */
export const issueText = (issue: Issue, graph: IssueGraph): string =>
  documentText(fieldsOf(issue), tailOf(issue, graph));

/** Nothing in it says how long ago something was: the document changes only when the issue does. */
function tailOf(issue: Issue, graph: IssueGraph): string {
  const related = relations(issue, graph, asIs);
  const said = issue.comments.map(
    ({ author, text, created_at }) =>
      `**${author || 'somebody'}**${created_at === undefined ? '' : `, ${timeOf(created_at)}`}\n\n${text}`,
  );
  const parts = [
    related === '' ? '' : `## Relations\n\n${related}`,
    said.length === 0 ? '' : `## ${plural(said.length, 'comment')}`,
    ...said,
    related === '' && said.length === 0 ? 'No relations and no comments yet.' : '',
  ];
  return tidy(parts.filter((part) => part !== '').join('\n\n'));
}

/** Minutes are enough, and in UTC they are the same for everybody. */
const timeOf = (time: string): string => time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/, '$1 $2 UTC');

/** What stands below a new issue. */
export const newIssueTail =
  'Saving (Ctrl+S) creates the issue. Sections can be added above: "## Design", "## Acceptance criteria", "## Notes".';
