import { lineStart } from '../../base/lines.ts';
import type { Entry, Mapping, Sequence } from '../syntax/tree.ts';
import { entryOf, follow } from '../syntax/tree.ts';
import { columnOf, lineBreakOf, lineEnd, nextLine, type TextEdit } from './edit.ts';

/** Takes an entry out, with its line where it has one to itself. */
export function removeEntry(text: string, entry: Entry): TextEdit {
  const { entries, flow } = entry.parent;
  if (flow) return removeFromFlow(text, entries, entries.indexOf(entry));
  return removeFromBlock(text, entries, entries.indexOf(entry));
}

/** Takes an item out of a list. */
export function removeItem(text: string, list: Sequence, index: number): TextEdit | undefined {
  const item = list.items[index];
  if (item === undefined) return undefined;
  if (list.flow)
    return removeFromFlow(
      text,
      list.items.filter((one) => one !== undefined),
      index,
    );
  const dash = text.lastIndexOf('-', item.span.start);
  const from = lineStart(text, dash);
  return { span: { start: from, end: nextLine(text, item.span.end) }, text: '' };
}

/** The empty braces or brackets of a key whose only entry or item goes: with nothing behind it, it would be the next mistake. */
export function leftEmpty(text: string, { kind, flow, span, parent }: Mapping | Sequence): readonly TextEdit[] {
  // A section by itself has the key that it lies under nowhere, and does not know what else lies there.
  if (flow || parent?.kind !== 'entry' || parent.key.span.start < 0) return [];
  const colon = text.indexOf(':', parent.key.span.end) + 1;
  // An anchor or a tag there would stand behind the braces.
  if (/^[ \t]*[&!]/.test(text.slice(colon, span.start))) return [];
  return [insert(colon, kind === 'mapping' ? ' {}' : ' []')];
}

type Placed = { readonly span: { readonly start: number; readonly end: number } };

function removeFromFlow(text: string, all: readonly Placed[], index: number): TextEdit {
  const [before, here, after] = [all[index - 1], all[index], all[index + 1]];
  const start = here?.span.start ?? 0;
  if (after) return { span: { start, end: after.span.start }, text: '' };
  const comma = /\s*,?\s*$/.exec(text.slice(before?.span.end ?? start, start))?.[0].length ?? 0;
  return { span: { start: before ? start - comma : start, end: here?.span.end ?? start }, text: '' };
}

function removeFromBlock(text: string, all: readonly Placed[], index: number): TextEdit {
  const [here, after] = [all[index], all[index + 1]];
  const start = here?.span.start ?? 0;
  const end = here?.span.end ?? start;
  const from = lineStart(text, start);
  const alone = text.slice(from, start).trim() === '';
  if (alone) return { span: { start: from, end: nextLine(text, end) }, text: '' };
  // It shares its line with a dash: the next key moves up.
  return { span: { start, end: after?.span.start ?? lineEnd(text, end) }, text: '' };
}

/** Adds an entry to a mapping, behind the others; `value` is YAML on one line. */
export function addEntry(text: string, mapping: Mapping, key: string, value: string): TextEdit {
  const written = value === '' ? `${key}:` : `${key}: ${value}`;
  const last = mapping.entries.at(-1);
  if (mapping.flow) {
    const end = mapping.span.end - 1;
    if (last === undefined) return insert(mapping.span.start + 1, ` ${written} `);
    return insert(Math.min(last.span.end, end), `, ${written}`);
  }
  const first = mapping.entries[0];
  const column = columnOf(text, first?.key.span.start ?? mapping.span.start);
  return insert(
    lineEnd(text, last?.span.end ?? mapping.span.end),
    `${lineBreakOf(text)}${' '.repeat(column)}${written}`,
  );
}

/** Adds an entry before all others, for what people expect on top. */
export function addEntryOnTop(text: string, mapping: Mapping, key: string, value: string): TextEdit {
  const first = mapping.entries[0];
  if (mapping.flow && first === undefined) return addEntry(text, mapping, key, value);
  const at = first?.key.span.start ?? mapping.span.start;
  const behind = mapping.flow ? ', ' : lineBreakOf(text) + ' '.repeat(columnOf(text, at));
  return insert(at, `${key}: ${value}${behind}`);
}

/** Adds a value to the list under a key, which is made where it is missing. */
export function appendTo(text: string, mapping: Mapping, key: string, value: string): TextEdit {
  const entry = entryOf(mapping, key);
  const list = follow(entry?.value);
  if (entry === undefined) return addEntry(text, mapping, key, `[${value}]`);
  if (list === undefined) return insert(entry.span.end, ` [${value}]`);
  if (list.kind !== 'sequence')
    return { span: list.span, text: `[${text.slice(list.span.start, list.span.end)}, ${value}]` };
  const last = list.items.findLast((item) => item !== undefined);
  if (list.flow) return insert(last?.span.end ?? list.span.start + 1, last ? `, ${value}` : value);
  const column = columnOf(text, list.span.start);
  return insert(lineEnd(text, last?.span.end ?? list.span.end), `${lineBreakOf(text)}${' '.repeat(column)}- ${value}`);
}

export const insert = (at: number, text: string): TextEdit => ({ span: { start: at, end: at }, text });
