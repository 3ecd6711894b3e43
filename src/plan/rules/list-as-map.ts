import { slug, unique } from '../../base/slug.ts';
import type { Remedy } from '../model/problem.ts';
import { records } from '../schema/shape.ts';
import type { Type } from '../schema/type.ts';
import { type Entry, entryAround, type Mapping, type Sequence } from '../syntax/tree.ts';

type MapType = Extract<Type, { is: 'map' }>;

/** What other tools' lists call their items by; here it is the key. */
const namingKeys = ['id', 'key', 'name'];

/**
 * Writes a list as the map that belongs there, each item under a name: its own, or one of its title, or a number. Undefined where the list is
 * in brackets or an item is no map.
 */
export function listAsMap(text: string, list: Sequence, type: MapType): Remedy | undefined {
  const items = list.items.flatMap((item) => (item?.kind === 'mapping' && !item.flow ? [item] : []));
  const dashes = items.map((item) => dashOf(text, item));
  const [first] = dashes;
  const around = entryAround(list);
  if (list.flow || around === undefined || first === undefined || items.length < list.items.length) return undefined;
  if (dashes.some((dash) => dash?.column !== first.column)) return undefined;
  const column = Math.max(first.column, columnOf(text, around.key.span.start) + 2);
  const taken = new Set<string>();
  let written = '';
  let from = first.line;
  for (const [index, item] of items.entries()) {
    const naming = namingEntry(item, type);
    const name = unique(nameOf(item, naming) ?? `${kindOf(type)}-${index + 1}`, (one) => taken.has(one));
    taken.add(name);
    const line = dashes[index]?.line ?? from;
    written += text.slice(from, line) + under(name, column, bodyOf(text, item, naming), eolOf(text));
    from = item.span.end;
  }
  return {
    kind: 'replace',
    span: { start: first.line, end: from },
    text: written,
    title: `Write a map, each ${kindOf(type)} under a name`,
  };
}

const kindOf = ({ of, names }: MapType): string => (of.is === 'record' ? of.record : names);

/** Where the line of an item's dash begins, and the column of the dash; undefined where something else stands before it. */
function dashOf(text: string, { span }: Mapping): { readonly line: number; readonly column: number } | undefined {
  const column = columnOf(text, span.start);
  const line = span.start - column;
  const dash = /^( *)- +$/.exec(text.slice(line, span.start));
  return dash === null ? undefined : { line, column: dash[1]?.length ?? 0 };
}

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);

const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function namingEntry(item: Mapping, { of }: MapType): Entry | undefined {
  const takes = of.is === 'record' ? records[of.record].properties : {};
  return item.entries.find(
    ({ key, value }) => namingKeys.includes(key.text) && !Object.hasOwn(takes, key.text) && value?.kind === 'scalar',
  );
}

function nameOf(item: Mapping, naming: Entry | undefined): string | undefined {
  const title = item.entries.find(({ key }) => key.text === 'title');
  const value = (naming ?? title)?.value;
  if (naming !== undefined && isName(naming)) return textOf(naming);
  return slug(value?.kind === 'scalar' ? value.text : '') || undefined;
}

const textOf = ({ value }: Entry): string => (value?.kind === 'scalar' ? value.text : '');
const isName = (naming: Entry): boolean => /^[A-Za-z0-9][\w.-]*$/.test(textOf(naming));

/** Lines of an item without the entry that names it; the first begins at `column` of the text that it is taken from. */
type Body = { readonly text: string; readonly column: number };

function bodyOf(text: string, item: Mapping, naming: Entry | undefined): Body {
  const { start, end } = item.span;
  const column = columnOf(text, start);
  if (naming === undefined) return { text: text.slice(start, end), column };
  // Words that are more than a name are its title.
  if (!isName(naming) && !item.entries.some((entry) => entry.key.text === 'title'))
    return { text: `${text.slice(start, naming.key.span.start)}title${text.slice(naming.key.span.end, end)}`, column };
  const at = item.entries.indexOf(naming);
  const [before, after] = [item.entries[at - 1], item.entries[at + 1]];
  if (before !== undefined)
    return { text: text.slice(start, before.span.end) + text.slice(naming.span.end, end), column };
  return { text: after === undefined ? '' : text.slice(after.span.start, end), column };
}

function under(name: string, indent: number, body: Body, eol: string): string {
  const head = `${' '.repeat(indent)}${name}:`;
  if (body.text === '') return `${head} {}`;
  const shift = indent + 2 - body.column;
  const moved = body.text.replaceAll(
    /\n( *)(?=\S)/g,
    (_, blanks: string) => `\n${' '.repeat(Math.max(0, blanks.length + shift))}`,
  );
  return `${head}${eol}${' '.repeat(indent + 2)}${moved}`;
}
