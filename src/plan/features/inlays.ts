import type { Span } from '../../base/span.ts';
import { gather } from '../model/gather.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Section } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { issueCard } from './cards.ts';

export type Inlay = { readonly at: number; readonly label: string; readonly doc: string };

/** With its state behind it, a hint stays within what VS Code shows of one. */
const longest = 28;

/** Title and state behind the id of each issue of a stretch of the plan that the tracker knows; behind its declaration only the state. */
export const inlays = (plan: Snapshot, knowledge: Knowledge, stretch: Span): readonly Inlay[] =>
  gather(
    plan,
    (section) => inlaysIn(section, knowledge),
    (inlay, by) => ({ ...inlay, at: inlay.at + by }),
    stretch,
  ).filter(({ at }) => stretch.start <= at && at <= stretch.end);

function inlaysIn({ mentions }: Section, knowledge: Knowledge): readonly Inlay[] {
  return mentions.flatMap(({ kind, role, name, node }): readonly Inlay[] => {
    const fact = kind === 'issue' ? knowledge.issue(name) : undefined;
    if (fact?.is !== 'known') return [];
    const { title, status } = fact.value;
    const short = title.length > longest ? `${title.slice(0, longest - 1).trimEnd()}…` : title;
    const state = status.replaceAll('_', ' ');
    return [
      { at: node.span.end, label: role === 'declares' ? state : `${short} · ${state}`, doc: issueCard(fact.value) },
    ];
  });
}
