import { covers, moved, type Span } from '../../base/span.ts';
import type { Mention } from '../model/mentions.ts';
import { perSection, type Section } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** A mention at its place in the plan; `section` is the one that it stands in. */
export type Named = Pick<Mention, 'kind' | 'name' | 'role'> & {
  readonly span: Span;
  /** Without its quotes. */
  readonly bare: Span;
  readonly text: string;
  readonly style: Mention['node']['style'];
};

/** What a mention names, wherever it stands. */
export type Name = Pick<Mention, 'kind' | 'name'>;

/** What is named at an offset of a section, where something is. */
export const mentionAt = ({ mentions }: Pick<Section, 'mentions'>, offset: number): Mention | undefined =>
  mentions.find(({ node }) => covers(node.span, offset));

/** What is named at an offset, where something is. */
export function namedAt(plan: Snapshot, offset: number): Named | undefined {
  const place = plan.at(offset);
  const mention = place && mentionAt(place.section, offset - place.start);
  return mention && namedBy(mention, place.section, place.start);
}

export function namedBy({ kind, name, role, node }: Mention, { text }: Section, start: number): Named {
  const bare = withoutQuotes(text, node.span, node.style === 'single' || node.style === 'double');
  return {
    kind,
    name,
    role,
    span: moved(node.span, start),
    bare: moved(bare, start),
    text: node.text,
    style: node.style,
  };
}

const key = ({ kind, name }: Name): string => `${kind} ${name}`;

/** The mentions of a section by what they mean. */
const byMeaning = perSection(({ mentions }): ReadonlyMap<string, readonly Mention[]> => {
  const found = new Map<string, Mention[]>();
  for (const mention of mentions) {
    const same = found.get(key(mention));
    if (same) same.push(mention);
    else found.set(key(mention), [mention]);
  }
  return found;
});

/** Every place of the plan that names the same thing. */
export function sameName(plan: Snapshot, name: Name): readonly Named[] {
  const wanted = key(name);
  return [...plan.places()].flatMap(({ section, start }) =>
    (byMeaning(section).get(wanted) ?? []).map((mention) => namedBy(mention, section, start)),
  );
}

/** Where a thing is declared, or else brought about by a step. */
export function definitionOf(plan: Snapshot, name: Name): Named | undefined {
  const places = sameName(plan, name);
  return places.find(({ role }) => role === 'declares') ?? places.find(({ role }) => role === 'creates');
}

/**
 * Whether all plans of a workspace mean the same by a name that one of them mentions: issues are the tracker's, and agent types that
 * the plan does not declare are the workspace's.
 */
export const isShared = ({ names }: Snapshot, { kind, name }: Name): boolean =>
  kind === 'issue' || (kind === 'agent' && !names.of('agent').has(name));

function withoutQuotes(text: string, { start, end }: Span, quoted: boolean): Span {
  const closed = quoted && text.charAt(end - 1) === text.charAt(start);
  return { start: start + (quoted ? 1 : 0), end: end - (closed ? 1 : 0) };
}
