import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
  type Alias as YamlAlias,
  type Scalar as YamlScalar,
} from 'yaml';
import type { Span } from '../../base/span.ts';
import type { Entry, Mapping, Node, Parent, Scalar, ScalarStyle, Sequence, Solid } from './tree.ts';

/** Deeper than any plan; keeps hostile nesting from exhausting the stack. */
const deepest = 100;

export type Converted = {
  readonly root: Node | undefined;
  readonly tooDeep: Span | undefined;
  readonly unresolved: readonly Span[];
  readonly anchors: ReadonlySet<string>;
};

type Building<T> = { -readonly [K in keyof T]: T[K] };

/** Turns the parser's document into our tree: parents, exact spans, absent values told from empty ones, anchors resolved once. */
export class Converter {
  readonly #text: string;
  readonly #literal: readonly Span[];
  readonly #anchors = new Map<string, Solid>();
  readonly #unresolved: Span[] = [];
  #tooDeep: Span | undefined;

  /** `text` is what was written; `literal` are spans whose scalars mean exactly that. */
  constructor(text: string, literal: readonly Span[]) {
    this.#text = text;
    this.#literal = literal;
  }

  convert(contents: unknown): Converted {
    const root = this.#node(contents, undefined, 0);
    return { root, tooDeep: this.#tooDeep, unresolved: this.#unresolved, anchors: new Set(this.#anchors.keys()) };
  }

  #node(yaml: unknown, parent: Parent, depth: number): Node | undefined {
    if (isAlias(yaml)) return this.#alias(yaml, parent);
    if (isScalar(yaml)) return this.#anchored(yaml, this.#scalar(yaml, parent));
    if (!isMap(yaml) && !isSeq(yaml)) return undefined;
    if (depth > deepest) {
      const start = yaml.range?.[0] ?? 0;
      this.#tooDeep ??= { start, end: start + 1 };
      return undefined;
    }
    return isMap(yaml) ? this.#mapping(yaml, parent, depth) : this.#sequence(yaml, parent, depth);
  }

  #anchored<T extends Solid | undefined>(yaml: { anchor?: string }, node: T): T {
    if (yaml.anchor !== undefined && node !== undefined) this.#anchors.set(yaml.anchor, node);
    return node;
  }

  #alias(yaml: YamlAlias, parent: Parent): Node {
    const span = { start: yaml.range?.[0] ?? 0, end: yaml.range?.[1] ?? 0 };
    const target = this.#anchors.get(yaml.source);
    if (target === undefined) this.#unresolved.push(span);
    return { kind: 'alias', span, parent, name: yaml.source, target };
  }

  #mapping(yaml: YAMLMap, parent: Parent, depth: number): Mapping {
    const span = { start: yaml.range?.[0] ?? 0, end: yaml.range?.[1] ?? 0 };
    const entries: Entry[] = [];
    const node: Mapping = { kind: 'mapping', span, parent, entries, flow: yaml.flow === true };
    for (const pair of yaml.items) entries.push(this.#entry(pair, node, depth));
    if (!node.flow) span.end = entries.at(-1)?.span.end ?? span.start;
    return this.#anchored(yaml, node);
  }

  #entry(pair: Pair, parent: Mapping, depth: number): Entry {
    const written = isScalar(pair.key) ? pair.key : undefined;
    const other =
      pair.key instanceof Object && 'range' in pair.key && Array.isArray(pair.key.range) ? pair.key.range : [];
    const start: number = written?.range?.[0] ?? other[0] ?? parent.span.start;
    const place = { start, end: Math.max(start, written?.range?.[1] ?? other[1] ?? start) };
    const key: Building<Scalar> = {
      kind: 'scalar',
      span: place,
      parent: undefined,
      value: null,
      text: this.#text.slice(place.start, place.end),
      style: 'plain',
    };
    const entry: Building<Entry> = { kind: 'entry', span: place, parent, key, value: undefined };
    const scalar = written && this.#scalar(written, entry);
    Object.assign(key, scalar, { parent: entry });
    entry.value = this.#node(pair.value, entry, depth + 1);
    const colon = /^\s*:/.exec(this.#text.slice(place.end, place.end + 80))?.[0].length ?? 0;
    entry.span = { start: place.start, end: entry.value?.span.end ?? place.end + colon };
    return entry;
  }

  #sequence(yaml: YAMLSeq, parent: Parent, depth: number): Sequence {
    const span = { start: yaml.range?.[0] ?? 0, end: yaml.range?.[1] ?? 0 };
    const items: (Node | undefined)[] = [];
    const flow = yaml.flow === true;
    const node: Sequence = { kind: 'sequence', span, parent, items, flow };
    for (const item of yaml.items) items.push(this.#node(item, node, depth + 1));
    const last = items.findLast((item) => item !== undefined);
    if (!flow) span.end = Math.max(last?.span.end ?? span.start, span.start);
    return this.#anchored(yaml, node);
  }

  /** Undefined for a value that is not there at all. */
  #scalar(yaml: YamlScalar, parent: Parent): Scalar | undefined {
    const start = yaml.range?.[0] ?? 0;
    let end = yaml.range?.[1] ?? start;
    const style = styles[yaml.type ?? 'PLAIN'] ?? 'plain';
    if (style === 'block') end = start + this.#text.slice(start, end).trimEnd().length;
    if (style === 'plain' && end <= start) return undefined;
    const span = { start, end };
    const literal = this.#literal.find((place) => place.start < end && start < place.end);
    if (literal !== undefined) {
      const text = this.#text.slice(literal.start, literal.end).replace(/^["']/, '');
      return { kind: 'scalar', span: literal, parent, value: text, text, style: 'plain' };
    }
    const value = plainValue(yaml.value);
    const text = typeof value === 'string' ? value : (yaml.source ?? String(value));
    return { kind: 'scalar', span, parent, value, text, style };
  }
}

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

function plainValue(value: unknown): Scalar['value'] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : String(value);
}
