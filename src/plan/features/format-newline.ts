import { Lines } from '../../base/lines.ts';
import type { TextEdit } from './edit.ts';
import { opens, opensBlock, readLine } from './lines-of-keys.ts';
import { placeAt } from './place.ts';

/**
 * What a new line does, with the offset in it: blanks go off the end of the line before it, and where that line opens something,
 * the new one is indented into it. Right in half-written text, because it looks at indentation, not at the tree.
 */
export function formatNewLine(text: string, offset: number): readonly TextEdit[] {
  const lines = new Lines(text);
  const { line } = lines.position(offset);
  if (line === 0) return [];
  const above = lines.text(line - 1);
  const [start, end] = [lines.start(line - 1), lines.end(line - 1)];
  const indent = /^[ \t]*/.exec(above)?.[0].length ?? 0;
  // In a text over several lines every blank is the author's.
  if (placeAt(text, line - 1, indent, []).block !== undefined) return [];
  const trailing = /[ \t]+$/.exec(above)?.[0].length ?? 0;
  const trimmed = trailing > 0 ? [{ span: { start: end - trailing, end }, text: '' }] : [];
  const read = readLine(above, start);
  if (read === undefined || !(opens(read) || opensBlock(read))) return trimmed;
  const here = lines.text(line);
  const has = /^[ \t]*/.exec(here)?.[0].length ?? 0;
  const wanted = ' '.repeat(read.column + 2);
  // A list may stand right under its key.
  if (has === wanted.length || here.slice(has).startsWith('-')) return trimmed;
  const from = lines.start(line);
  return [...trimmed, { span: { start: from, end: from + has }, text: wanted }];
}
