import { Lines } from '../../base/lines.ts';
import { moved } from '../../base/span.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TextEdit } from './edit.ts';
import { opens, opensBlock, readLine } from './lines-of-keys.ts';
import { placeAt } from './place.ts';

/**
 * What a new line does, with the offset in it: blanks go off the end of the line before it, and where that line opens something,
 * the new one is indented into it. Right in half-written text, because it looks at indentation, not at the tree.
 */
export function formatNewLine(plan: Snapshot, offset: number): readonly TextEdit[] {
  const { start, text } = around(plan, offset);
  return newLineIn(text, offset - start).map((edit) => ({ ...edit, span: moved(edit.span, start) }));
}

/** The section of an offset, with the one above it where the offset is on its first line. */
function around(plan: Snapshot, offset: number): { readonly start: number; readonly text: string } {
  const lineStart = plan.offset({ line: plan.position(offset).line, character: 0 });
  const above = plan.at(Math.max(0, lineStart - 1));
  const here = plan.at(offset);
  if (above === undefined || here === undefined) return { start: 0, text: '' };
  return { start: above.start, text: above.section.text + (here.start === above.start ? '' : here.section.text) };
}

function newLineIn(text: string, offset: number): readonly TextEdit[] {
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
