import { plainMeaning, quoted, scalarOf } from './quick-scalar.ts';
import type { Entry, Mapping, Node, Parent, Scalar, Sequence } from './tree.ts';

/** A node and where the text goes on behind it. */
type Read<T> = { readonly node: T; readonly end: number };

/** Deeper ones are the library's. */
const deepest = 20;

/** Reads `[…]` or `{…}` that is closed before `limit`, on one line; undefined for anything that is rare or wrong. */
export function readFlow(
  text: string,
  start: number,
  limit: number,
  parent: Parent,
  depth = 0,
): Read<Node> | undefined {
  if (depth > deepest) return undefined;
  return text.charCodeAt(start) === 91
    ? readList(text, start, limit, parent, depth)
    : readMap(text, start, limit, parent, depth);
}

const blanks = (text: string, from: number, limit: number): number => {
  let at = from;
  while (at < limit && text.charCodeAt(at) === 32) at += 1;
  return at;
};

function readList(text: string, start: number, limit: number, parent: Parent, depth: number): Read<Node> | undefined {
  const items: Node[] = [];
  const span = { start, end: start };
  const node: Sequence = { kind: 'sequence', span, parent, items, flow: true };
  let at = blanks(text, start + 1, limit);
  while (at < limit) {
    if (text.charCodeAt(at) === 93) {
      span.end = at + 1;
      return { node, end: at + 1 };
    }
    const item = readValue(text, at, limit, node, depth);
    if (item === undefined) return undefined;
    items.push(item.node);
    at = behindItem(text, item.end, limit, 93);
  }
  return undefined;
}

function readMap(text: string, start: number, limit: number, parent: Parent, depth: number): Read<Node> | undefined {
  const entries: Entry[] = [];
  const span = { start, end: start };
  const node: Mapping = { kind: 'mapping', span, parent, entries, flow: true };
  let at = blanks(text, start + 1, limit);
  while (at < limit) {
    if (text.charCodeAt(at) === 125) {
      span.end = at + 1;
      return { node, end: at + 1 };
    }
    const entry = readEntry(text, at, limit, node, depth);
    if (entry === undefined) return undefined;
    entries.push(entry.node);
    at = behindItem(text, entry.end, limit, 125);
  }
  return undefined;
}

/** Past the comma, or at the closing sign; past the limit where neither comes. */
function behindItem(text: string, end: number, limit: number, close: number): number {
  const at = blanks(text, end, limit);
  const code = text.charCodeAt(at);
  if (code === 44) return blanks(text, at + 1, limit);
  return code === close ? at : limit;
}

function readEntry(
  text: string,
  start: number,
  limit: number,
  parent: Mapping,
  depth: number,
): Read<Entry> | undefined {
  const read = readScalar(text, start, limit, undefined);
  if (read === undefined) return undefined;
  const span = { start, end: read.end };
  const key = read.node;
  const entry: { -readonly [K in keyof Entry]: Entry[K] } = { kind: 'entry', span, parent, key, value: undefined };
  entry.key = { ...key, parent: entry };
  const colon = blanks(text, read.end, limit);
  if (text.charCodeAt(colon) !== 58) return { node: entry, end: read.end };
  span.end = colon + 1;
  const at = blanks(text, colon + 1, limit);
  const code = text.charCodeAt(at);
  if (code === 44 || code === 125) return { node: entry, end: at };
  const value = readValue(text, at, limit, entry, depth);
  if (value === undefined) return undefined;
  entry.value = value.node;
  span.end = value.end;
  return { node: entry, end: value.end };
}

function readValue(text: string, start: number, limit: number, parent: Parent, depth: number): Read<Node> | undefined {
  const code = text.charCodeAt(start);
  if (code === 91 || code === 123) return readFlow(text, start, limit, parent, depth + 1);
  const read = readScalar(text, start, limit, parent);
  // `[a: b]` is a map in a list: rare enough.
  return read && text.charCodeAt(blanks(text, read.end, limit)) === 58 ? undefined : read;
}

function readScalar(text: string, start: number, limit: number, parent: Parent): Read<Scalar> | undefined {
  const code = text.charCodeAt(start);
  if (code === 34 || code === 39) {
    const read = quoted(text, start, limit);
    const style = code === 34 ? 'double' : 'single';
    return read && { node: scalarOf(start, read.end, parent, read.value, read.value, style), end: read.end };
  }
  const end = plainEnd(text, start, limit);
  if (end === undefined) return undefined;
  const written = text.slice(start, end);
  const value = plainMeaning(written);
  return { node: scalarOf(start, end, parent, value, written, 'plain'), end };
}

/** First characters that mean something else than a plain text; the dash and its like are left to the library too. */
const signs = new Set('#&*!|>%@`?:,[]{}"\''.split('').map((sign) => sign.charCodeAt(0)));

function plainEnd(text: string, start: number, limit: number): number | undefined {
  const first = text.charCodeAt(start);
  if (signs.has(first) || (first === 45 && !/[\w./]/.test(text.charAt(start + 1)))) return undefined;
  let at = start;
  for (; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 44 || code === 93 || code === 125) break;
    if (code === 91 || code === 123 || code === 9) return undefined;
    if (code === 35 && text.charCodeAt(at - 1) === 32) return undefined;
    if (code !== 58) continue;
    const next = text.charCodeAt(at + 1);
    if (next === 32) break;
    if (at + 1 >= limit || next === 44 || next === 93 || next === 125 || next === 91 || next === 123) return undefined;
  }
  while (at > start && text.charCodeAt(at - 1) === 32) at -= 1;
  return at > start ? at : undefined;
}
