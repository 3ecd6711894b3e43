import { Lines } from '../../base/lines.ts';
import type { Span } from '../../base/span.ts';
import { records, root } from '../schema/shape.ts';
import type { RecordShape, Type } from '../schema/type.ts';
import { argumentShape } from '../schema/typing.ts';
import { flowPlace } from './flow.ts';
import { type KeyLine, readLine } from './lines-of-keys.ts';
import { type Place, placeAt } from './place.ts';

/** What may be written at a caret. */
export type Context = {
  readonly kind: 'key' | 'value' | 'template';
  /** Types of the mapping (for a key) or of the value. */
  readonly types: readonly Type[];
  /** For a key: the record whose keys may come. */
  readonly shapes: readonly RecordShape[];
  /** Keys that are there already. */
  readonly present: ReadonlySet<string>;
  /** What is written so far, and what would be replaced. */
  readonly partial: string;
  readonly span: Span;
  /** In braces or brackets: everything stays on its line. */
  readonly flow: boolean;
  /** Column of the key. */
  readonly column: number;
  readonly path: readonly string[];
  /** A blank has to come before the value. */
  readonly needsBlank: boolean;
};

/** `under` is the key of the plan that indented lines of this text belong to, where the text is a section without it. */
export function contextAt(text: string, offset: number, under?: string): Context | undefined {
  const lines = new Lines(text);
  const { line } = lines.position(offset);
  const start = lines.start(line);
  const before = text.slice(start, offset);
  const template = /\$\{\{\s*([\w.]*)$/.exec(before);
  if (template)
    return {
      ...nothing,
      kind: 'template',
      partial: template[1] ?? '',
      span: wordAround(text, offset, template[1] ?? ''),
    };
  if (/(?:^|\s)#/.test(before)) return undefined;
  const read = readLine(before, start) ?? { dashes: [], column: before.length, key: undefined, value: undefined };
  const place = placeBelow(text, line, read, under);
  if (place.block !== undefined) return undefined;
  const valueStart =
    read.key === undefined
      ? read.column
      : (/^[^:]*:\s*/.exec(before.slice(read.column))?.[0].length ?? 0) + read.column;
  const written = before.slice(valueStart);
  if (/^[[{]/.test(written)) return inFlow(text, offset, written, place, read.key, read.column);
  if (/^[|>&*!]/.test(written)) return undefined;
  const partial = written.replace(/^["']/, '');
  const shared = {
    partial,
    span: wordAround(text, offset, partial),
    flow: false,
    column: read.column,
    path: place.path,
  };
  if (read.key === undefined) return keyOrItem(place, shared);
  const types = keyTypes(typesAt(place.path, place), read.key, place.outer);
  return { ...nothing, ...shared, kind: 'value', types, needsBlank: before.endsWith(':') };
}

function placeBelow(
  text: string,
  line: number,
  { column, dashes }: Pick<KeyLine, 'column' | 'dashes'>,
  under: string | undefined,
): Place {
  const place = placeAt(text, line, column, dashes);
  return under === undefined || column === 0 ? place : { ...place, path: [under, ...place.path] };
}

const nothing = {
  types: [],
  shapes: [],
  present: new Set<string>(),
  flow: false,
  column: 0,
  path: [],
  needsBlank: false,
} as const;

type Shared = Pick<Context, 'partial' | 'span' | 'flow' | 'column' | 'path'>;

/** At the beginning of a line, or behind a dash: a key, or an item that is a plain value. */
function keyOrItem(place: Place, shared: Shared): Context {
  const types = typesAt(place.path, place);
  const shapes = shapesOf(types, place.outer);
  const values = place.path.at(-1) === '-' ? types.filter((type) => type.is !== 'record') : [];
  return {
    ...nothing,
    ...shared,
    kind: shapes.length > 0 ? 'key' : 'value',
    types: shapes.length > 0 ? types : values,
    shapes,
    present: new Set(place.siblings.keys()),
  };
}

function inFlow(
  text: string,
  offset: number,
  written: string,
  place: Place,
  key: string | undefined,
  column: number,
): Context | undefined {
  const flow = flowPlace(written);
  if (flow === undefined) return undefined;
  const above = typesAt(place.path, place);
  const top = key === undefined ? above : keyTypes(above, key, place.outer);
  let types = top;
  // Arguments belong to the `uses` beside them: on this line, or in the mapping that the line is in.
  const outer = flow.outer ?? (key === undefined ? place.outer : place.siblings);
  for (const one of flow.path) types = one === '-' ? types.flatMap(itemTypes) : keyTypes(types, one, outer);
  const partial = flow.partial.replace(/^["']/, '');
  const path = [...place.path, ...(key === undefined ? [] : [key]), ...flow.path];
  const shared = { ...nothing, partial, span: wordAround(text, offset, partial), flow: true, column, path };
  if (flow.at === 'key')
    return {
      ...shared,
      kind: 'key',
      types,
      shapes: shapesOf(types, outer),
      present: new Set(flow.siblings.keys()),
    };
  return { ...shared, kind: 'value', types: flow.key === undefined ? types : keyTypes(types, flow.key, outer) };
}

/** Types of what a path leads to. */
function typesAt(path: readonly string[], { outer }: Place): readonly Type[] {
  let types: readonly Type[] = [root];
  for (const key of path) types = key === '-' ? types.flatMap(itemTypes) : keyTypes(types, key, outer);
  return types;
}

const itemTypes = (type: Type): readonly Type[] =>
  type.is === 'list' ? [type.of] : type.is === 'either' ? type.of.flatMap(itemTypes) : [];

function keyTypes(types: readonly Type[], key: string, siblings: ReadonlyMap<string, string>): readonly Type[] {
  return types.flatMap((type): readonly Type[] => {
    if (type.is === 'either') return keyTypes(type.of, key, siblings);
    if (type.is === 'map') return [type.of];
    return shapesOf([type], siblings).flatMap((shape) =>
      Object.hasOwn(shape.properties, key) ? [shape.properties[key]?.type ?? root] : [],
    );
  });
}

/** `siblings` hold the `uses` that arguments belong to. */
function shapesOf(types: readonly Type[], siblings: ReadonlyMap<string, string>): readonly RecordShape[] {
  return types.flatMap((type): readonly RecordShape[] => {
    if (type.is === 'record') return [records[type.record]];
    if (type.is === 'either') return shapesOf(type.of, siblings);
    return type.is === 'arguments' ? [argumentShape(unquoted(siblings.get('uses') ?? ''))] : [];
  });
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/s, '$2');

/** From the beginning of what is typed to the end of the word that the caret is in. */
function wordAround(text: string, offset: number, partial: string): Span {
  const rest = /^[\w./@*-]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
  return { start: offset - partial.length, end: offset + rest };
}
