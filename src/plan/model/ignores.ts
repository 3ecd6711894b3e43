import type { Lines } from '../../base/lines.ts';
import type { Span } from '../../base/span.ts';
import { moved } from '../../base/span.ts';
import { perSection } from './section.ts';
import type { Snapshot } from './snapshot.ts';

/** A word of a comment `# phaseline-ignore code …`. */
export type Ignore = {
  readonly code: string;
  /** Of the word; of the whole mark where no word follows. */
  readonly span: Span;
  /** The first word of its comment: those behind it may be a remark. */
  readonly first: boolean;
  /** The line that it is about; undefined where nothing stands below it. */
  readonly line: number | undefined;
};

/**
 * All such words of a plan, in its order. A comment is about its line; one that has its line to itself, about the next line that says
 * something, which may be the first of the next section.
 */
export function ignoresIn(plan: Snapshot): readonly Ignore[] {
  const found: Ignore[] = [];
  let waiting: readonly Ignore[] = [];
  for (const { section, start } of plan.places()) {
    const { marks, says } = marksOf(section);
    if (waiting.length === 0 && marks.length === 0) continue;
    const top = plan.position(start).line;
    const here = marks.map((mark) => ({
      ...mark,
      span: moved(mark.span, start),
      line: mark.line === undefined ? undefined : top + mark.line,
    }));
    if (says !== undefined) found.push(...waiting.map((mark) => ({ ...mark, line: top + says })));
    found.push(...here.filter(({ line }) => line !== undefined));
    const below = here.filter(({ line }) => line === undefined);
    waiting = says === undefined ? [...waiting, ...below] : below;
  }
  return [...found, ...waiting];
}

const marksOf = perSection(
  ({ text, lines }): { readonly marks: readonly Ignore[]; readonly says: number | undefined } => ({
    marks: text.includes('phaseline-ignore') ? [...marksIn(text, lines)] : [],
    says: saysAt(lines, 0),
  }),
);

function* marksIn(text: string, lines: Lines): Generator<Ignore> {
  for (const mark of text.matchAll(/(?<=^|\s)#[ \t]*phaseline-ignore(?![\w-])([^\r\n#]*)/g)) {
    const line = lineAbout(lines, lines.position(mark.index).line);
    const end = mark.index + mark[0].length;
    const words = [...(mark[1] ?? '').matchAll(/[^\s,]+/g)];
    if (words.length === 0) yield { code: '', span: { start: mark.index, end }, first: true, line };
    for (const [index, { 0: code, index: at }] of words.entries()) {
      const start = end - (mark[1] ?? '').length + at;
      yield { code, span: { start, end: start + code.length }, first: index === 0, line };
    }
  }
}

/** Whether a line holds more than blanks and a comment: a mark in it is about it. */
export const saysSomething = (line: string): boolean => /^\s*[^\s#]/.test(line);

function saysAt(lines: Lines, from: number): number | undefined {
  for (let line = from; line < lines.count; line += 1) if (saysSomething(lines.text(line))) return line;
  return undefined;
}

const lineAbout = (lines: Lines, comment: number): number | undefined =>
  saysSomething(lines.text(comment)) ? comment : saysAt(lines, comment + 1);
