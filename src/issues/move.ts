import type { Failure } from '../base/failure.ts';
import { blockedBy, type IssueGraph, isDeferred, isReady } from './graph.ts';
import type { Issue } from './issue.ts';
import type { IssueChange } from './store.ts';

/** Where issues are laid: on a group of a grouping, or, by `epic`, under a parent. `from`: the label whose group they come from. */
export type MoveTarget = { readonly by: string; readonly value: string; readonly from?: string | undefined };

/** What that does to each of them. Closing asks for a reason. */
export type Move =
  | { readonly kind: 'change'; readonly change: IssueChange }
  | { readonly kind: 'close' }
  | { readonly kind: 'open' };

/** What laying an issue there means; undefined where it means nothing. */
export function moveOf({ by, value, from }: MoveTarget): Move | undefined {
  switch (by) {
    case 'epic':
      return { kind: 'change', change: { parent: value } };
    case 'priority':
      return { kind: 'change', change: { priority: Number(value) } };
    case 'assignee':
      return { kind: 'change', change: { assignee: value } };
    case 'label': {
      const gone = from === undefined || from === '' || from === value ? [] : [from];
      if (value === '' && gone.length === 0) return undefined;
      return {
        kind: 'change',
        change: {
          ...(value === '' ? {} : { add_labels: [value] }),
          ...(gone.length === 0 ? {} : { remove_labels: gone }),
        },
      };
    }
    case 'status':
    case 'ready':
      if (value === 'closed') return { kind: 'close' };
      if (value === 'open' || value === 'ready') return { kind: 'open' };
      return value === 'other' ? undefined : { kind: 'change', change: { status: value } };
    default:
      return undefined;
  }
}

/** What is laid where it is already changes nothing. */
export function isThere(graph: IssueGraph, issue: Issue, { by, value }: MoveTarget): boolean {
  if (by === 'priority') return String(issue.priority) === value;
  if (by === 'assignee') return (issue.assignee ?? '') === value;
  if (by !== 'status' && by !== 'ready') return false;
  return value === 'ready' ? isReady(graph, issue.id) : issue.status === value;
}

/** Why an issue cannot be laid there: what is held back is neither ready nor to do, whatever status it is given. */
export function moveRefusal(graph: IssueGraph, issue: Issue, { by, value }: MoveTarget): Failure | undefined {
  const isMeant = value === 'ready' || (value === 'open' && issue.status === 'open');
  return isMeant && (by === 'status' || by === 'ready') ? keptFrom(graph, issue) : undefined;
}

/** What keeps an issue from being ready that its status does not say. */
function keptFrom(graph: IssueGraph, issue: Issue): Failure | undefined {
  const { id, status, defer_until = '' } = issue;
  if (status === 'closed') return undefined;
  const by = blockedBy(graph, id);
  if (by.length > 0) return { kind: 'issue-blocked', id, by };
  const detail = `${id} is put off until ${defer_until.slice(0, 10)}: take that out of its document first.`;
  return isDeferred(issue, graph.now) ? { kind: 'usage', detail } : undefined;
}
