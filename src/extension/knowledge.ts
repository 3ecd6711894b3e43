import { blockedBy, type IssueGraph } from '../issues/graph.ts';
import type { IssueFact } from '../plan/model/knowledge.ts';
import type { KnowledgeParams } from '../protocol/lsp.ts';
import type { Model } from './model.ts';

/** The tracker as the language server needs it; null: there is nobody to ask. `graph`: what follows from these issues. Pure. */
export function issueFacts(
  { issues }: Pick<Model, 'issues'>,
  graph: IssueGraph,
): NonNullable<KnowledgeParams['issues']> | null {
  if (issues === undefined || issues.state === 'none') return null;
  return issues.issues.map(({ id, title, status, priority, issue_type, assignee }): IssueFact => {
    const blockers = blockedBy(graph, id);
    return {
      id,
      title,
      status,
      priority,
      type: issue_type,
      ...(assignee === undefined ? {} : { assignee }),
      ...(blockers.length === 0 ? {} : { blockedBy: blockers }),
    };
  });
}
