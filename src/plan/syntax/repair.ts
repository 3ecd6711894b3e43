import { lineStart } from '../../base/lines.ts';
import type { Span } from '../../base/span.ts';
import { type Misplaced, misplacedAt, misplacedBelow } from './indentation.ts';

/** An error as the YAML parser tells it. */
export type YamlError = { readonly code: string; readonly message: string; readonly pos: readonly [number, number] };

/**
 * How one mistake is kept from spoiling what follows it: the text that is parsed differs from what is written, at the same length, so
 * that every other place stays exact. `literal` says that a scalar there means what is written, whatever the parser reads.
 */
export type Repair = {
  readonly span: Span;
  readonly text: string;
  readonly literal: boolean;
  readonly message: string;
  /** Where the person sees the mistake. */
  readonly shown: Span;
  readonly mistake: 'stray-key' | 'open-quote' | 'lost-quote' | 'colon-in-value' | 'indentation' | 'lost-dash' | 'tab';
};

/**
 * Lines of a piece that stand left of its column, or in the first column without being a key: what is typed at the wrong place must
 * not spoil what is below it. The first line is the one that gives the column.
 */
export function* strayLines(text: string, column: number): Generator<Repair> {
  let first = true;
  // The parser takes a lone CR for text, so a line begins behind LF alone.
  for (const match of text.matchAll(/(?<![^\n])( *)(\t[ \t]*)?([^ \t\r\n#][^\n]*)/g)) {
    const [, indent = '', tab, content = ''] = match;
    if (tab !== undefined) {
      if (!first && indent.length < column) yield tabs(text, match.index);
      continue;
    }
    const left = column === 0 ? indent === '' : indent.length < column;
    if (!first && left && !/^(?:[\]},]|-(?: |$))/.test(content)) {
      const start = match.index + indent.length;
      const span = { start, end: contentEnd(text, start) };
      const word = text.slice(span.start, span.end);
      yield /^[\w-]+$/.test(word)
        ? halfTyped(text, span)
        : blank(text, span, { message: 'This line is not indented like the keys beside it.', mistake: 'indentation' });
    }
    first = false;
  }
}

/** What to do about the first error of a parse; undefined when nothing sensible is known. */
export function repairOf(text: string, error: YamlError): Repair | undefined {
  const [start, end] = error.pos;
  if (error.code === 'TAB_AS_INDENT') return tabs(text, start);
  if (error.code === 'MISSING_CHAR' && error.message.startsWith('Missing closing')) return openQuote(text, end);
  if (error.code === 'MULTILINE_IMPLICIT_KEY') return strayKey(text, start, end);
  if (error.code === 'BAD_INDENT' && error.message.startsWith('All mapping items'))
    return wordAbove(text, start) ?? withoutLines(text, misplacedAt(text, start));
  if (error.code === 'UNEXPECTED_TOKEN') return lostQuote(text, start);
  if (error.code === 'BLOCK_IN_FLOW') return colonInFlow(text, start);
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY') return compact(text, start);
  return undefined;
}

const lineEnd = (text: string, at: number): number => {
  const end = text.slice(at).search(/\r?\n/);
  return end < 0 ? text.length : at + end;
};

/** Where the content of a line ends, without its comment and the blanks before that. */
export const contentEnd = (text: string, at: number): number => {
  const end = lineEnd(text, at);
  const comment = /\s#/.exec(text.slice(at, end));
  return at + text.slice(at, comment === null ? end : at + comment.index).trimEnd().length;
};

function blank(text: string, span: Span, rest: Pick<Repair, 'message' | 'mistake'>): Repair {
  const spaces = text.slice(span.start, span.end).replace(/[^\r\n]/g, ' ');
  return { ...rest, span, shown: span, text: spaces, literal: false };
}

/** A word without a colon above another key: YAML reads both lines as one key. */
function strayKey(text: string, start: number, end: number): Repair | undefined {
  const span = { start, end: contentEnd(text, start) };
  if (span.end >= end || span.end <= start) return undefined;
  return halfTyped(text, span);
}

/** A word that stands where a key should, with or without what was meant as its value. */
export const halfTyped = (text: string, span: Span): Repair =>
  blank(text, span, { message: noColon(text.slice(span.start, span.end)), mistake: 'stray-key' });

/** `written`: a line, or what stands where a key does. */
export const noColon = (written: string): string => {
  const close = /^([\w-]+:)\S/.exec(written)?.[1];
  if (close !== undefined) return `"${close}" needs a blank after it.`;
  const [word = '', value] = written.split(/\s+/, 2);
  return value === undefined ? `"${word}" needs a colon and a value after it.` : `"${word}" needs a colon after it.`;
};

/** The same with a comment behind the word: YAML then takes it for the value of the key above. */
function wordAbove(text: string, at: number): Repair | undefined {
  const above = lineStart(text, lineStart(text, at) - 1);
  const indent = /^ */.exec(text.slice(above))?.[0].length ?? 0;
  const start = above + indent;
  const word = text.slice(start, contentEnd(text, start));
  const key = /^( *)[^\s#]/.exec(text.slice(lineStart(text, at), lineEnd(text, at)));
  if (!/^[\w-]+( [^:#]*)?$/.test(word) || key?.[1]?.length !== indent) return undefined;
  return halfTyped(text, { start, end: start + word.length });
}

/** A quote that is never closed swallows the rest of the file: end it with its line. */
function openQuote(text: string, end: number): Repair | undefined {
  const start = openingQuote(text, end);
  if (start === undefined) return undefined;
  const stop = contentEnd(text, start);
  const quote = text.charAt(start);
  const inner = Math.max(0, stop - start - 2);
  return {
    span: { start, end: stop },
    text: stop - start < 2 ? '~' : `${quote}${'x'.repeat(inner)}${quote}`,
    literal: true,
    message: `The quote ${quote} is never closed.`,
    shown: { start, end: stop },
    mistake: 'open-quote',
  };
}

/** The parser names only the end of an open quote; its start is the first quote that opens a value and is not closed on its line. */
function openingQuote(text: string, end: number): number | undefined {
  const opening = /(?<=^|\s)#[^\n]*|(?:^[ \t]*|[:-]\s+|[[{,]\s*)(["'])/gm;
  for (let match = opening.exec(text); match !== null && match.index < end; match = opening.exec(text)) {
    const quote = match[1];
    if (quote === undefined) continue;
    const start = opening.lastIndex - 1;
    const close = closingQuote(text, start, quote);
    if (close === undefined) return start;
    opening.lastIndex = close + 1;
  }
  return undefined;
}

/** Walked, not matched: a pattern with choices exhausts the stack on a line of megabytes. */
function closingQuote(text: string, start: number, quote: string): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\n') return undefined;
    if (char === '\\' && quote === '"') at += 1;
    else if (char === quote && quote === "'" && text.charAt(at + 1) === quote) at += 1;
    else if (char === quote) return at;
  }
  return undefined;
}

/** A key where YAML expects only a value: either `a: b: c`, or a line that is indented deeper than its neighbours. */
function compact(text: string, start: number): Repair | undefined {
  const stop = contentEnd(text, start);
  const colon = /:(?=\s)/.exec(text.slice(start, stop));
  if (colon !== null) return colonInValue(start, stop);
  return withoutLines(text, misplacedBelow(text, start));
}

/** One mistake, however many lines it takes along: it is shown at the first of them. */
function withoutLines(text: string, misplaced: Misplaced | undefined): Repair | undefined {
  if (misplaced === undefined) return undefined;
  const { span, message, mistake } = misplaced;
  const indent = /^\s*/.exec(text.slice(span.start, span.end))?.[0].length ?? 0;
  const start = span.start + indent;
  return { ...blank(text, span, { message, mistake }), shown: { start, end: contentEnd(text, start) } };
}

/** A text in quotes with a text behind it, on a line with an odd number of quotes: one of them is missing. */
function lostQuote(text: string, at: number): Repair | undefined {
  const quote = text.charAt(at - 1);
  const from = lineStart(text, at);
  const line = text.slice(from, lineEnd(text, at));
  if ((quote !== '"' && quote !== "'") || line.split(quote).length % 2 !== 0) return undefined;
  const start = text.lastIndexOf(quote, at - 2);
  if (start < from) return undefined;
  const end = contentEnd(text, at) - (/[\s\]}]*$/.exec(text.slice(at, contentEnd(text, at)))?.[0].length ?? 0);
  return {
    span: { start, end },
    text: `${quote}${'x'.repeat(end - start - 2)}${quote}`,
    literal: true,
    message: `A quote ${quote} is missing on this line: the text ends at one that was meant to begin another.`,
    shown: { start, end: at },
    mistake: 'lost-quote',
  };
}

/** `{ a: b: c, … }` */
function colonInFlow(text: string, at: number): Repair | undefined {
  const from = Math.max(text.lastIndexOf(',', at), text.lastIndexOf('{', at), text.lastIndexOf('[', at)) + 1;
  const length = text.slice(from, lineEnd(text, at)).search(/\s*[,}\]]/);
  const stop = length < 0 ? contentEnd(text, from) : from + length;
  const key = /^[^:]*:\s+/.exec(text.slice(from, stop))?.[0].length;
  return key === undefined || !/: /.test(text.slice(from + key, stop)) ? undefined : colonInValue(from + key, stop);
}

const colonInValue = (start: number, stop: number): Repair => ({
  span: { start, end: stop },
  text: 'x'.repeat(stop - start),
  literal: true,
  message: 'A value that holds ": " needs quotes.',
  shown: { start, end: stop },
  mistake: 'colon-in-value',
});

/** Tabs cannot indent in YAML: the line is left out of the tree, so that one tab is one problem. */
function tabs(text: string, at: number): Repair {
  const from = lineStart(text, at);
  const indent = /^[ \t]*/.exec(text.slice(from, lineEnd(text, at)))?.[0].length ?? 0;
  const message = 'YAML indents with spaces: this line begins with a tab.';
  const whole = blank(text, { start: from, end: lineEnd(text, at) }, { message, mistake: 'tab' });
  return { ...whole, shown: { start: from, end: from + Math.max(1, indent) } };
}
