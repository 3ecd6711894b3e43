import { canBegin, type IssueGraph, progressOf } from './graph.ts';
import type { IssueGroup } from './grouping.ts';
import type { Issue } from './issue.ts';
import { type IssueState, stateOf } from './state.ts';
import { oneLine } from './text.ts';

/** What a row of the Issues view shows, as plain data. Texts are safe to show on one line. */
export type IssueHead =
  | {
      readonly kind: 'issue';
      /** Unique in the tree: an issue with two labels has two rows. */
      readonly key: string;
      readonly id: string;
      readonly label: string;
      /** Progress of children, id, assignee, age. */
      readonly description: string;
      readonly state: IssueState;
      readonly ready: boolean;
      readonly priority: number;
    }
  | {
      readonly kind: 'group';
      readonly key: string;
      /** The value that its issues share, as stored; empty for those that have none. */
      readonly id: string;
      readonly label: string;
      /** How many rows lie under it. */
      readonly description: string;
      /** Set where the group itself stands for a state. */
      readonly state: IssueState | undefined;
    };

/** A row with all rows under it. */
export type IssueRow = IssueHead & { readonly children: readonly IssueRow[] };

/** `key`: apart from those of the same issue elsewhere in the tree. */
export function issueHead(graph: IssueGraph, issue: Issue, key: string): IssueHead {
  const { total, closed } = progressOf(graph, issue.id);
  const progress = total === 0 ? '' : `${closed}/${total} · ${Math.floor((100 * closed) / total)} %`;
  const parts = [
    progress,
    issue.id,
    oneLine(issue.assignee ?? ''),
    age(issue.updated_at ?? issue.created_at, graph.now),
  ];
  return {
    kind: 'issue',
    key,
    id: issue.id,
    label: oneLine(issue.title) || '(no title)',
    description: parts.filter((part) => part !== '').join(' · '),
    state: stateOf(graph, issue),
    ready: canBegin(graph, issue),
    priority: issue.priority,
  };
}

export const groupHead = (by: string, { id, label, state }: IssueGroup, size: number): IssueHead => ({
  kind: 'group',
  key: `${by}:${id}`,
  id,
  label,
  description: String(size),
  state,
});

/** How long ago, in its largest unit: `5m`, `3h`, `12d`, `2y`; empty for what is no date. */
function age(time: string | undefined, now: number): string {
  const minutes = Math.max(0, (now - Date.parse(time ?? '')) / 60_000);
  if (Number.isNaN(minutes)) return '';
  if (minutes < 60) return `${Math.floor(minutes)}m`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}h`;
  return minutes < 730 * 1440 ? `${Math.floor(minutes / 1440)}d` : `${Math.floor(minutes / (365.25 * 1440))}y`;
}
