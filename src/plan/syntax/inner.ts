import type { Span } from '../../base/span.ts';
import type { Scalar } from './tree.ts';

/**
 * Where a stretch of a scalar's value stands in the text. Exact for plain and quoted scalars on one line without escapes, and
 * for block scalars line by line; the whole scalar where quoting or folding makes it impossible to say.
 */
export function innerSpan(text: string, scalar: Scalar, start: number, end: number): Span {
  const { span, style } = scalar;
  const written = text.slice(span.start, span.end);
  const quotes = style === 'single' || style === 'double' ? 1 : 0;
  if (style !== 'block') {
    const same = written.slice(quotes, written.length - quotes) === scalar.text;
    return same ? { start: span.start + quotes + start, end: span.start + quotes + end } : span;
  }
  return blockSpan(written, scalar, start, end) ?? span;
}

function blockSpan(written: string, scalar: Scalar, start: number, end: number): Span | undefined {
  if (!written.startsWith('|')) return foldedSpan(written, scalar, start, end);
  const { span, text } = scalar;
  const first = written.indexOf('\n') + 1;
  const indent = /^(?:[ \t]*\r?\n)*( *)/.exec(written.slice(first))?.[1]?.length ?? 0;
  const at = (offset: number): number | undefined => {
    const before = text.slice(0, offset).split('\n');
    const lines = written.slice(first).split('\n');
    let position = span.start + first;
    for (const line of lines.slice(0, before.length - 1)) position += line.length + 1;
    const column = before.at(-1)?.length ?? 0;
    const line = lines[before.length - 1];
    return line === undefined || line.slice(indent, indent + column) !== before.at(-1)
      ? undefined
      : position + indent + column;
  };
  const from = at(start);
  const to = at(end);
  return from === undefined || to === undefined ? undefined : { start: from, end: to };
}

/** Folding makes a blank of a line break with the indentation behind it: both texts are walked side by side. */
function foldedSpan(written: string, { span, text }: Scalar, start: number, end: number): Span | undefined {
  const indented = /\n *(?=\S)/.exec(written);
  if (indented === null) return undefined;
  let at = indented.index + indented[0].length;
  let from = at;
  for (let offset = 0; offset < end; offset += 1) {
    if (written.charAt(at) === '\n' || written.charAt(at) === '\r') {
      if (text.charAt(offset) !== ' ') return undefined;
      at += /^\r?\n */.exec(written.slice(at))?.[0].length ?? 1;
      if (offset === start - 1) from = at;
      continue;
    }
    if (written.charAt(at) !== text.charAt(offset)) return undefined;
    at += 1;
    if (offset === start - 1) from = at;
  }
  return { start: span.start + from, end: span.start + at };
}
