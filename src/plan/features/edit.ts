import { lineStart } from '../../base/lines.ts';
import type { Span } from '../../base/span.ts';

/** Write this in the place of that. Edits of one list do not overlap, and all mean the same text. */
export type TextEdit = { readonly span: Span; readonly text: string };

/** One way to mend a problem. */
export type Fix = { readonly title: string; readonly edits: readonly TextEdit[] };

/** The text with all edits made; of two at one place, the first comes first. Put together once: to copy the text for every edit takes long where each line has one. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { span, text: by } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    parts.push(text.slice(at, span.start), by);
    at = span.end;
  }
  return parts.join('') + text.slice(at);
}

/** Where the line of an offset ends, before its line break. */
export function lineEnd(text: string, at: number): number {
  const length = text.slice(at).search(/\r?\n/);
  return length < 0 ? text.length : at + length;
}

/** Just behind the line break of the line of an offset. */
export function nextLine(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found < 0 ? text.length : found + 1;
}

/** Column of an offset, where only blanks and dashes stand before it; what lies beside each other has the same. */
export const columnOf = (text: string, at: number): number =>
  at - lineStart(text, at) - (lineStart(text, at) === 0 && text.startsWith('\uFEFF') ? 1 : 0);

export const lineBreakOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

export const insideOf = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
