import { lineStart } from '../../base/lines.ts';
import type { Span } from '../../base/span.ts';

/** What a line that is not indented like its neighbours is best read as: lines to leave out, and what to say about the first of them. */
export type Misplaced = {
  readonly span: Span;
  readonly message: string;
  readonly mistake: 'indentation' | 'lost-dash';
};

const deeper = 'This line is indented deeper than the keys beside it.';

type Line = { readonly start: number; readonly indent: number; readonly content: string };

/** YAML stumbles over a line that is neither beside the keys above it nor below one of them. */
export function misplacedAt(text: string, at: number): Misplaced | undefined {
  const here = lineAt(text, at);
  const above = [...linesAbove(text, here.start)];
  const beside = above.find(({ indent }) => indent <= here.indent);
  if (beside?.indent === here.indent && isItem(beside) && isKey(here))
    return {
      span: block(text, here),
      message: 'A dash is missing here: the lines beside this one are items of a list.',
      mistake: 'lost-dash',
    };
  const between = above.slice(0, beside === undefined ? 0 : above.indexOf(beside));
  const first = between.at(-1);
  if (first === undefined || beside === undefined || beside.indent === here.indent || !opens(beside)) return undefined;
  // Whichever is fewer is what went astray: the lines above this one, or this one and those beside it.
  if (between.length <= linesBelow(text, here, here.indent).length)
    return { span: { start: first.start, end: here.start }, message: deeper, mistake: 'indentation' };
  return {
    span: { start: here.start, end: endOf(text, here, here.indent) },
    message: 'This line is not indented like the keys beside it.',
    mistake: 'indentation',
  };
}

/** A line with a value, and lines below it that are indented deeper: either it lost its own indentation, or they have too much. */
export function misplacedBelow(text: string, at: number): Misplaced | undefined {
  const here = lineAt(text, at);
  const [next] = linesBelow(text, here, here.indent + 1);
  if (next === undefined) return undefined;
  const [above] = linesAbove(text, here.start);
  if (above !== undefined && above.indent === here.indent && opens(above) && !isItem(above)) {
    const key = above.content.replace(/:.*$/s, '');
    const message = `This line lost its indentation: the lines below it belong to "${key}", and so does it.`;
    return { span: { start: here.start, end: next.start }, message, mistake: 'indentation' };
  }
  return {
    span: { start: next.start, end: endOf(text, next, here.indent + 1) },
    message: deeper,
    mistake: 'indentation',
  };
}

/** The columns that would put a line right: that of the line below it or above it, whichever it is not beside. */
export function betterIndent(text: string, at: number): number | undefined {
  const here = lineAt(text, at);
  const [below] = linesBelow(text, here, 0);
  const [above] = linesAbove(text, here.start);
  const lost = above?.indent === here.indent && below !== undefined && below.indent > here.indent;
  if (lost) return below.indent;
  const near =
    below !== undefined && above !== undefined && opens(above) && below.indent > above.indent ? below : above;
  return near === undefined || near.indent === here.indent || isItem(near) ? undefined : near.indent;
}

/** A line that is a key with nothing behind it, so that what stands below belongs to it. */
const opens = ({ content }: Line): boolean => /^[^#]*:\s*(?:#.*)?$/.test(content);
const isItem = ({ content }: Line): boolean => /^-(?:\s|$)/.test(content);
const isKey = ({ content }: Line): boolean => /^[\w-]+:(?:\s|$)/.test(content);

function lineAt(text: string, at: number): Line {
  const start = lineStart(text, at);
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  return { start, indent, content: line.slice(indent) };
}

const saysNothing = ({ content }: Line): boolean => content === '' || content.startsWith('#');

/** From the nearest upwards, without blank lines and comments. */
function* linesAbove(text: string, from: number): Generator<Line> {
  for (let at = from; at > 0; ) {
    const line = lineAt(text, at - 1);
    at = line.start;
    if (!saysNothing(line)) yield line;
  }
}

/** The lines behind one, as long as they are indented at least so far. */
function linesBelow(text: string, { start }: Line, least: number): readonly Line[] {
  const found: Line[] = [];
  for (let at = nextLine(text, start); at < text.length; at = nextLine(text, at)) {
    const line = lineAt(text, at);
    if (saysNothing(line)) continue;
    if (line.indent < least) break;
    found.push(line);
  }
  return found;
}

function nextLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end + 1;
}

/** Where the last of the lines that are indented at least so far ends. */
function endOf(text: string, from: Line, least: number): number {
  const last = linesBelow(text, from, least).at(-1) ?? from;
  return nextLine(text, last.start);
}

/** A line with what is nested below it. */
const block = (text: string, line: Line): Span => ({ start: line.start, end: endOf(text, line, line.indent + 1) });
