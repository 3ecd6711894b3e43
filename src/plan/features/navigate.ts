import { covers, moved, type Span } from '../../base/span.ts';
import type { Mention } from '../model/mentions.ts';
import { perSection, type Section } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { scalarText } from '../syntax/write.ts';
import type { TextEdit } from './edit.ts';

/** A mention at its place in the plan; `section` is the one that it stands in. */
export type Named = Pick<Mention, 'kind' | 'name' | 'role'> & {
  readonly span: Span;
  /** Without its quotes. */
  readonly bare: Span;
  readonly text: string;
};

type Name = Pick<Mention, 'kind' | 'name'>;

/** What is named at an offset of a section, where something is. */
export const mentionAt = ({ mentions }: Pick<Section, 'mentions'>, offset: number): Mention | undefined =>
  mentions.find(({ node }) => covers(node.span, offset));

/** What is named at an offset, where something is. */
export function namedAt(plan: Snapshot, offset: number): Named | undefined {
  const place = plan.at(offset);
  const mention = place && mentionAt(place.section, offset - place.start);
  return mention && namedBy(mention, place.section, place.start);
}

function namedBy({ kind, name, role, node }: Mention, { text }: Section, start: number): Named {
  const bare = withoutQuotes(text, node.span, node.style === 'single' || node.style === 'double');
  return { kind, name, role, span: moved(node.span, start), bare: moved(bare, start), text: node.text };
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

/** Where the thing named at an offset is declared. */
export function definitionAt(plan: Snapshot, offset: number): Named | undefined {
  const named = namedAt(plan, offset);
  const places = named ? sameName(plan, named) : [];
  return places.find(({ role }) => role === 'declares') ?? places.find(({ role }) => role === 'creates');
}

/** What can be renamed here; an action has its name from the format, and an issue that the plan does not declare from the tracker. */
export function renamableAt(plan: Snapshot, offset: number): Named | undefined {
  const named = namedAt(plan, offset);
  if (named === undefined || named.kind === 'action') return undefined;
  return sameName(plan, named).some(({ role }) => role === 'declares') ? named : undefined;
}

/** The edits that give the thing at an offset another name, wherever the plan says it. */
export function renameAt(plan: Snapshot, offset: number, to: string): readonly TextEdit[] | undefined {
  const found = renamableAt(plan, offset);
  if (found === undefined || !/^[^\s/:#,[\]{}'"]+$/.test(to)) return undefined;
  const edits = sameName(plan, found).map((one) => edit(one, to));
  return found.kind === 'phase' ? [...edits, ...withinPhase(plan, found.name, to)] : edits;
}

/** A phase's name is the first part of its tasks' full names too. */
function withinPhase(plan: Snapshot, phase: string, to: string): readonly TextEdit[] {
  const prefix = `${phase}/`;
  const length = phase.length;
  return [...plan.places()].flatMap(({ section, start }) =>
    section.mentions
      .filter(({ kind, node }) => kind === 'task' && node.text.startsWith(prefix))
      .map((mention): TextEdit => {
        const { bare } = namedBy(mention, section, start);
        return { span: { start: bare.start, end: bare.start + length }, text: to };
      }),
  );
}

function edit({ kind, span, bare, text }: Named, to: string): TextEdit {
  const quoted = bare.start !== span.start;
  const slash = kind === 'task' ? text.lastIndexOf('/') + 1 : 0;
  return { span: { start: bare.start + slash, end: bare.end }, text: quoted ? to : scalarText(to) };
}

function withoutQuotes(text: string, { start, end }: Span, quoted: boolean): Span {
  const closed = quoted && text.charAt(end - 1) === text.charAt(start);
  return { start: start + (quoted ? 1 : 0), end: end - (closed ? 1 : 0) };
}
