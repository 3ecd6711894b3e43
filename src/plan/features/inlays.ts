import type { Span } from '../../base/span.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { issueCard } from './cards.ts';

export type Inlay = { readonly at: number; readonly label: string; readonly doc: string };

/** With its state behind it, a hint stays within what VS Code shows of one. */
const longest = 28;

/** Title and state behind the id of each issue of a stretch of the plan that the tracker knows; behind its declaration only the state. */
export function inlays({ mentions }: Snapshot, knowledge: Knowledge, { start, end }: Span): readonly Inlay[] {
  return mentions.flatMap(({ kind, role, name, node }): readonly Inlay[] => {
    if (kind !== 'issue' || node.span.end < start || node.span.start > end) return [];
    const fact = knowledge.issue(name);
    if (fact.is !== 'known') return [];
    const { title, status } = fact.value;
    const short = title.length > longest ? `${title.slice(0, longest - 1).trimEnd()}…` : title;
    const state = status.replaceAll('_', ' ');
    return [
      { at: node.span.end, label: role === 'declares' ? state : `${short} · ${state}`, doc: issueCard(fact.value) },
    ];
  });
}
