import { moved, type Span } from '../../base/span.ts';
import type { Entry } from '../syntax/tree.ts';
import type { Section } from './section.ts';
import type { Snapshot } from './snapshot.ts';

type Spanned = { readonly span: Span };

/** The same thing in a text that has `by` more characters before it. */
export const movedThing = <T extends Spanned>(thing: T, by: number): T => ({ ...thing, span: moved(thing.span, by) });

/** What every section has, at its place in the plan; of a stretch of the text only, where one is asked for. */
export function gather<T>(
  plan: Snapshot,
  of: (section: Section) => readonly T[],
  move: (thing: T, by: number) => T,
  within: Span = { start: 0, end: plan.length },
): readonly T[] {
  const found: T[] = [];
  for (const { section, start } of plan.places()) {
    if (start > within.end) break;
    if (start + section.text.length >= within.start) for (const thing of of(section)) found.push(move(thing, start));
  }
  return found;
}

/** Where each key whose entries are sections of their own lies, with all of them. */
export function partedSpans(plan: Snapshot): readonly Span[] {
  const found: { start: number; end: number }[] = [];
  for (const { section, start } of plan.places()) {
    const entry = section.root?.kind === 'mapping' ? section.root.entries[0] : undefined;
    if (entry === undefined) continue;
    const last = found.at(-1);
    if (section.piece.role === 'head') found.push({ ...moved(entry.span, start) });
    else if (section.piece.role === 'entry' && last) last.end = start + endOf(entry);
  }
  return found;
}

const endOf = ({ value, span }: Entry): number => value?.span.end ?? span.end;
