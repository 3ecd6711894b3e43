import type { Span } from '../../base/span.ts';

/** A region that Git left for a person to resolve: from `<<<<<<<` to `>>>>>>>`, and the lines of it that are not ours. */
export type Conflict = { readonly span: Span; readonly ours: Span; readonly theirs: Span };

const marker = /^(?:<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|$)[^\n]*/gm;

/** Finds conflict markers before anything is parsed: to YAML they are text that breaks everything around them. */
export function findConflicts(text: string): readonly Conflict[] {
  if (!text.includes('<<<<<<<') && !text.includes('>>>>>>>')) return [];
  const found: Conflict[] = [];
  let start: { start: number; end: number; oursEnd?: number; theirs?: number } | undefined;
  for (const match of text.matchAll(marker)) {
    const end = match.index + match[0].length;
    const sign = match[0].charAt(0);
    if (sign === '<') start = { start: match.index, end };
    else if (start === undefined) {
      if (sign === '>') found.push(lonely({ start: match.index, end }));
    } else if (sign === '|') start.oursEnd = match.index;
    else if (sign === '=') {
      start.oursEnd ??= match.index;
      start.theirs = end;
    } else {
      const oursEnd = start.oursEnd ?? match.index;
      const theirs = start.theirs ?? match.index;
      found.push({
        span: { start: start.start, end },
        ours: { start: Math.min(start.end + 1, oursEnd), end: oursEnd },
        theirs: { start: Math.min(theirs + 1, match.index), end: match.index },
      });
      start = undefined;
    }
  }
  if (start !== undefined) found.push(lonely(start));
  return found;
}

const lonely = (span: Span): Conflict => {
  const nothing = { start: span.end, end: span.end };
  return { span: { start: span.start, end: span.end }, ours: nothing, theirs: nothing };
};

/** The spans to leave out so that our side remains. */
export const notOurs = ({ span, ours }: Conflict): readonly Span[] => [
  { start: span.start, end: ours.start },
  { start: ours.end, end: span.end },
];
