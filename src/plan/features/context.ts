import { Lines } from '../../base/lines.ts';
import type { Span } from '../../base/span.ts';
import type { RecordShape, Type } from '../schema/type.ts';
import { keyTypes, shapesOf, typesAt, typesBelow, typesOfKind, unquoted } from './context-types.ts';
import { flowPlace, keysBehind } from './flow.ts';
import { type KeyLine, readLine } from './lines-of-keys.ts';
import { type Place, placeAt } from './place.ts';

/** What may be written at a caret. */
export type Context = {
  /** `name`: a key that the author invents; `item`: a dash with what follows it. */
  readonly kind: 'key' | 'name' | 'item' | 'value' | 'template';
  /** Types of the mapping (for a key or a name), of the list (for an item) or of the value. */
  readonly types: readonly Type[];
  /** For a key: the record whose keys may come. */
  readonly shapes: readonly RecordShape[];
  /** Keys that are there already. */
  readonly present: ReadonlySet<string>;
  /** Items that the list holds already, where the caret is in one. */
  readonly items: ReadonlySet<string>;
  /** What is written so far, and what would be replaced. */
  readonly partial: string;
  readonly span: Span;
  /** In braces or brackets: everything stays on its line. */
  readonly flow: boolean;
  /** Column of the key, and of what its line begins with: blanks and dashes are between them. */
  readonly column: number;
  readonly indent: number;
  readonly path: readonly string[];
  /** A blank has to come before the value. */
  readonly needsBlank: boolean;
  /** The caret is in a quoted text, which stays quoted so. */
  readonly quote: '"' | "'" | undefined;
};

/** `under` is the key of the plan that indented lines of this text belong to, where the text is a section without it. */
export function contextAt(text: string, offset: number, under?: string): Context | undefined {
  const lines = new Lines(text);
  const { line } = lines.position(offset);
  const start = lines.start(line);
  const before = text.slice(start, offset);
  const read = readLine(before, start) ?? { dashes: [], column: before.length, key: undefined, value: undefined };
  const template = /\$\{\{\s*([\w.]*)$/.exec(before)?.[1];
  if (template === undefined && inComment(before)) return undefined;
  const place = placeBelow(text, line, read, under);
  const shared = { column: read.column, indent: /^[ \t]*/.exec(before)?.[0].length ?? 0, path: place.path };
  if (template !== undefined) return { ...nothing, ...shared, kind: 'template', ...writtenAt(text, offset, template) };
  if (place.block !== undefined) return undefined;
  const opened = openFlow(text, lines, offset);
  if (opened !== undefined)
    return inFlow(text, offset, opened.written, placeBelow(text, opened.line, opened, under), opened);
  const valueStart = read.key === undefined ? read.column : valueColumn(before, read.column);
  const written = before.slice(valueStart);
  if (/^[|>&*!]/.test(written)) return undefined;
  const value = { ...shared, ...writtenAt(text, offset, written), needsBlank: before.endsWith(':') };
  if (read.key === undefined) {
    const items = read.dashes.length > 0 ? itemsBeside(lines, line, read.dashes.at(-1) ?? 0) : [];
    return atLineStart(place, { ...value, needsBlank: false, items: new Set(items) });
  }
  const types = keyTypes(typesAt(place.path, place), read.key, place.outer);
  return { ...nothing, ...value, kind: 'value', types, present: new Set(place.siblings.keys()) };
}

/** Behind a `#` that is not in quotes. */
const inComment = (before: string): boolean =>
  /(?:^|\s)#/.test(before.replace(/"(?:[^"\\]|\\.)*(?:"|$)|(?<=[\s[{,:])'[^']*(?:'|$)/g, ''));

const valueColumn = (line: string, column: number): number =>
  (/^(?:"[^"]*"|'[^']*'|[^:])*:\s*/.exec(line.slice(column))?.[0].length ?? 0) + column;

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
  items: new Set<string>(),
  flow: false,
  needsBlank: false,
  quote: undefined,
} as const;

type Written = Pick<Context, 'partial' | 'span' | 'quote'>;

/** From the beginning of what is typed in the caret's line, its quote left out, to the end of the word that the caret is in. */
function writtenAt(text: string, offset: number, all: string): Written {
  const written = all.slice(/[^\r\n]*$/.exec(all)?.index ?? 0).trimStart();
  const quote = /^["']/.exec(written)?.[0];
  const partial = quote === undefined ? written : written.slice(1);
  const rest = /^[\w./@*-]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
  const span = { start: offset - partial.length, end: offset + rest };
  return { partial, span, quote: quote === '"' || quote === "'" ? quote : undefined };
}

type Shared = Written & Pick<Context, 'column' | 'indent' | 'path' | 'needsBlank' | 'items'>;

/** At the beginning of a line, or behind a dash. */
function atLineStart(place: Place, shared: Shared): Context {
  const types = typesAt(place.path, place);
  const shapes = shapesOf(types, place.outer);
  const common = { ...nothing, ...shared, present: new Set(place.siblings.keys()) };
  if (shapes.length > 0) return { ...common, kind: 'key', types, shapes };
  const maps = typesOfKind(types, 'map');
  if (maps.length > 0) return { ...common, kind: 'name', types: maps };
  if (place.path.at(-1) === '-') return { ...common, kind: 'value', types };
  return { ...common, kind: 'item', types: typesOfKind(types, 'list') };
}

/** Plain items of the list whose dashes stand at a column, those of one line left out. */
function itemsBeside(lines: Lines, here: number, column: number): readonly string[] {
  const found: string[] = [];
  for (const step of [-1, 1]) {
    for (let line = here + step; line >= 0 && line < lines.count; line += step) {
      const text = lines.text(line);
      const lead = /^ *(?:- )?/.exec(text)?.[0] ?? '';
      if (lead.length - (lead.endsWith('- ') ? 2 : 0) < column && text.trim() !== '') break;
      if (lead === `${' '.repeat(column)}- `)
        found.push(
          unquoted(
            text
              .slice(lead.length)
              .replace(/\s+#.*$/, '')
              .trim(),
          ),
        );
    }
  }
  return found;
}

type Opened = Pick<KeyLine, 'column' | 'dashes' | 'key'> & {
  readonly line: number;
  readonly indent: number;
  /** From the bracket to the caret. */
  readonly written: string;
};

/** A collection in brackets over more lines than this is not looked for. */
const farthest = 100;

/** The brackets around an offset: begun on its line, or on one above that everything in between is indented under; the outermost. */
function openFlow(text: string, lines: Lines, offset: number): Opened | undefined {
  const last = lines.position(offset).line;
  let least = Number.POSITIVE_INFINITY;
  let found: Opened | undefined;
  for (let line = last; line >= Math.max(0, last - farthest) && least > 0; line -= 1) {
    const start = lines.start(line);
    const upTo = text.slice(start, line === last ? offset : lines.end(line));
    const indent = /^\s*/.exec(upTo)?.[0].length ?? 0;
    const read = line === last || indent < least ? readLine(upTo, start) : undefined;
    if (read !== undefined) {
      const column = read.key === undefined ? read.column : valueColumn(upTo, read.column);
      const written = text.slice(start + column, offset);
      if (/^[[{]/.test(written) && flowPlace(written) !== undefined) found = { ...read, line, indent, written };
    }
    if (upTo.trim() !== '' || line === last) least = Math.min(least, indent);
  }
  return found;
}

function inFlow(text: string, offset: number, written: string, place: Place, opened: Opened): Context | undefined {
  const flow = flowPlace(written);
  if (flow === undefined) return undefined;
  const { key, column, indent } = opened;
  const above = typesAt(place.path, place);
  const top = key === undefined ? above : keyTypes(above, key, place.outer);
  // Arguments belong to the `uses` beside them: in these brackets, or in the mapping that they are in.
  const outer = flow.outer ?? (key === undefined ? place.outer : place.siblings);
  const types = typesBelow(top, flow.path, outer);
  const path = [...place.path, ...(key === undefined ? [] : [key]), ...flow.path];
  const shared = { ...nothing, ...writtenAt(text, offset, flow.partial), flow: true, column, indent, path };
  if (flow.at === 'value' && flow.key === undefined)
    return { ...shared, kind: 'value', types, items: new Set([...flow.siblings.keys(), ...itemsBehind(text, offset)]) };
  if (flow.key !== undefined) return { ...shared, kind: 'value', types: keyTypes(types, flow.key, outer) };
  const present = new Set([...flow.siblings.keys(), ...keysBehind(text.slice(offset, offset + 500))]);
  const shapes = shapesOf(types, outer);
  if (shapes.length > 0) return { ...shared, kind: 'key', types, shapes, present };
  return { ...shared, kind: 'name', types: typesOfKind(types, 'map'), present };
}

/** Items of the list in brackets that follow a caret on its line. */
const itemsBehind = (text: string, offset: number): readonly string[] =>
  (
    /^[^\]\n]*/
      .exec(text.slice(offset, offset + 500))?.[0]
      .split(',')
      .slice(1) ?? []
  ).map((one) => unquoted(one.trim()));
