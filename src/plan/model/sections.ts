import type { Span } from '../../base/span.ts';
import { amongKeys, type Parted, partText, type Standing } from '../syntax/pieces.ts';
import { perSection, Section } from './section.ts';

/** The sections of a text, first to last. */
export function sectionsOf(text: string): readonly Section[] {
  const parted = partText(text);
  return parted?.pieces.map((piece) => new Section(piece)) ?? [wholeSection(text)];
}

/** A text that is read at once. */
export const wholeSection = (text: string): Section =>
  new Section({ text, role: 'whole', under: undefined, column: 0 });

export const textOf = (sections: readonly Section[]): string => sections.map(({ text }) => text).join('');

const anchors = perSection((section) => (section.text.includes('&') ? section.tree.anchors : nothing));
const unset = perSection((section) => (section.text.includes('*') ? section.tree.unset : nothing));
const nothing: ReadonlySet<string> = new Set();

/** Whether an alias stands for what another section holds: then the plan can only be read as a whole. */
export function linked(sections: readonly Section[]): boolean {
  const known = new Set<string>();
  for (const section of sections) {
    if (known.size > 0) for (const name of unset(section)) if (known.has(name)) return true;
    for (const name of anchors(section)) known.add(name);
  }
  return false;
}

/** Where each section begins. */
export type Starts = readonly number[];

/** The last section that begins at or before an offset. */
export function indexAt(starts: Starts, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Sections `from` up to, not with, `to`, that an edit may part in another way. */
type Region = { from: number; to: number };

/**
 * The sections after a stretch of the text was replaced. Only those that the edit touches are parted anew, and those whose place in
 * the plan it changes; every section whose text stays is the same object as before.
 */
export function editedSections(sections: readonly Section[], { start, end }: Span, by: string): readonly Section[] {
  const cannot = sections.some(({ piece }) => piece.role === 'whole' || piece.role === 'rest');
  const starts = startsOf(sections);
  const region = { from: indexAt(starts, start), to: indexAt(starts, end) + 1 };
  if (!cannot && sections.length > 0) {
    const parted = partAgain(sections, starts, region, { start, end }, by);
    if (parted !== undefined) {
      const before = sections.slice(region.from, region.to);
      return [...sections.slice(0, region.from), ...keep(before, parted), ...sections.slice(region.to)];
    }
  }
  const text = splice(textOf(sections), { start, end }, by);
  return keep(sections, partText(text)) ?? [wholeSection(text)];
}

function startsOf(sections: readonly Section[]): Starts {
  const starts: number[] = [];
  let at = 0;
  for (const { text } of sections) {
    starts.push(at);
    at += text.length;
  }
  return starts;
}

const splice = (text: string, { start, end }: Span, by: string): string => text.slice(0, start) + by + text.slice(end);

/** Widens the region until it begins with a piece of its own and ends where what follows is what it was. */
function partAgain(
  sections: readonly Section[],
  starts: Starts,
  region: Region,
  edit: Span,
  by: string,
): Parted | undefined {
  for (;;) {
    const base = starts[region.from] ?? 0;
    const inside = { start: edit.start - base, end: edit.end - base };
    const text = splice(textOf(sections.slice(region.from, region.to)), inside, by);
    if (region.to < sections.length && !text.endsWith('\n')) {
      region.to += 1;
      continue;
    }
    const parted = partText(text, standingBefore(sections, region.from), region.from === 0);
    if (parted === undefined || parted.pieces.some(({ role }) => role === 'rest')) return undefined;
    if (region.from > 0 && (parted.pieces.length === 0 || parted.pieces[0]?.role === 'start')) region.from -= 1;
    else if (!fits(parted.after, sections[region.to])) region.to = nextKey(sections, region.to);
    else return parted;
  }
}

function standingBefore(sections: readonly Section[], index: number): Standing {
  const piece = sections[index]?.piece;
  const before = sections[index - 1]?.piece;
  if (piece?.role !== 'entry') return amongKeys;
  return { under: piece.under, column: before?.role === 'entry' ? before.column : undefined };
}

/** Whether a section means the same behind what was parted anew. */
function fits({ under, column }: Standing, next: Section | undefined): boolean {
  if (next === undefined || next.piece.role !== 'entry') return true;
  return under === next.piece.under && column === next.piece.column;
}

function nextKey(sections: readonly Section[], from: number): number {
  const found = sections.findIndex(({ piece }, index) => index > from && piece.role !== 'entry');
  return found < 0 ? sections.length : found;
}

/** Takes old sections for the pieces at both ends that say what they said. */
function keep(before: readonly Section[], parted: Parted): readonly Section[];
function keep(before: readonly Section[], parted: Parted | undefined): readonly Section[] | undefined;
function keep(before: readonly Section[], parted: Parted | undefined): readonly Section[] | undefined {
  if (parted === undefined) return undefined;
  const { pieces } = parted;
  const shared = Math.min(before.length, pieces.length);
  const same = (old: number, now: number): boolean => {
    const [a, b] = [before[old]?.piece, pieces[now]];
    return a !== undefined && a.text === b?.text && a.role === b.role && a.under === b.under && a.column === b.column;
  };
  let head = 0;
  while (head < shared && same(head, head)) head += 1;
  let tail = 0;
  while (tail < shared - head && same(before.length - 1 - tail, pieces.length - 1 - tail)) tail += 1;
  return pieces.map((piece, index) => {
    const old =
      index < head
        ? before[index]
        : index >= pieces.length - tail
          ? before[before.length - pieces.length + index]
          : undefined;
    return old ?? new Section(piece);
  });
}
