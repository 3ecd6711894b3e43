import type { Span } from '../../base/span.ts';

/**
 * What a plan's text says, with every node's place and parent. Immutable once parsed. A node's span is its own text: quotes and
 * block indicators inside, blanks, comments and line ends around it outside.
 */
export type Node = Mapping | Sequence | Scalar | Alias;

export type Parent = Entry | Sequence | undefined;

export type Mapping = {
  readonly kind: 'mapping';
  readonly span: Span;
  readonly parent: Parent;
  readonly entries: readonly Entry[];
  /** Written with braces. */
  readonly flow: boolean;
};

export type Entry = {
  readonly kind: 'entry';
  readonly span: Span;
  readonly parent: Mapping;
  readonly key: Scalar;
  /** Undefined: nothing stands behind the colon, or there is no colon yet. */
  readonly value: Node | undefined;
};

export type Sequence = {
  readonly kind: 'sequence';
  readonly span: Span;
  readonly parent: Parent;
  /** Undefined: a dash with nothing behind it. */
  readonly items: readonly (Node | undefined)[];
  readonly flow: boolean;
};

export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';

export type Scalar = {
  readonly kind: 'scalar';
  readonly span: Span;
  /** The mapping's entry (also for its key), or the sequence. */
  readonly parent: Parent;
  readonly value: string | number | boolean | null;
  /** The value as text, before YAML makes a number or a boolean of it: `1.10` stays `1.10`. */
  readonly text: string;
  readonly style: ScalarStyle;
};

export type Alias = {
  readonly kind: 'alias';
  readonly span: Span;
  readonly parent: Parent;
  readonly name: string;
  /** Undefined: no such anchor before it. */
  readonly target: Mapping | Sequence | Scalar | undefined;
};

export type Solid = Mapping | Sequence | Scalar;

/** Where nothing is written, and no caret can be. */
const nowhere: Span = { start: -1, end: -1 };

/** A plan in which nothing but this stands under a key: how a part of a plan knows where it is. */
export function nested(under: string, value: Mapping): Mapping {
  const { span } = value;
  const entries: Entry[] = [];
  const root: Mapping = { kind: 'mapping', span, parent: undefined, entries, flow: false };
  const key = { kind: 'scalar', span: nowhere, value: under, text: under, style: 'plain' } as const;
  const entry: { -readonly [K in keyof Entry]: Entry[K] } = {
    kind: 'entry',
    span,
    parent: root,
    key: { ...key, parent: undefined },
    value: undefined,
  };
  entry.key = { ...key, parent: entry };
  entry.value = reparented(value, entry);
  entries.push(entry);
  return root;
}

/** A mapping of the tree's own making is given its parent late. */
function reparented(mapping: Mapping, parent: Entry): Mapping {
  return Object.assign<Mapping, Pick<Mapping, 'parent'>>(mapping, { parent });
}

/** The node itself, or what an alias stands for. */
export const follow = (node: Node | undefined): Solid | undefined => (node?.kind === 'alias' ? node.target : node);

export const isMergeKey = (entry: Entry): boolean => entry.key.text === '<<' && entry.key.style === 'plain';

/** A mapping's own entries, then those that `<<` brings in and that it does not have itself. Merges of merges are followed, a few deep. */
export function entriesOf(mapping: Mapping, depth = 4): readonly Entry[] {
  if (!merges(mapping)) return mapping.entries;
  const found = new Map<string, Entry>();
  for (const entry of mapping.entries) if (!isMergeKey(entry)) found.set(entry.key.text, entry);
  if (depth > 0)
    for (const entry of mergedInto(mapping, depth)) if (!found.has(entry.key.text)) found.set(entry.key.text, entry);
  return [...found.values()];
}

function merges({ entries }: Mapping): boolean {
  for (const entry of entries) if (isMergeKey(entry)) return true;
  return false;
}

function* mergedInto(mapping: Mapping, depth: number): Generator<Entry> {
  for (const entry of mapping.entries) {
    if (!isMergeKey(entry)) continue;
    const value = follow(entry.value);
    const sources = value?.kind === 'sequence' ? value.items.map(follow) : [value];
    for (const source of sources) if (source?.kind === 'mapping') yield* entriesOf(source, depth - 1);
  }
}

/** The entry of a key; the last one where it is written twice, as a run reads it. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  const mapping = follow(node);
  if (mapping?.kind !== 'mapping') return undefined;
  const { entries } = mapping;
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry?.key.text === key && !isMergeKey(entry)) return entry;
  }
  return merges(mapping) ? entriesOf(mapping).findLast((entry) => entry.key.text === key) : undefined;
}

export const valueAt = (node: Node | undefined, key: string): Solid | undefined => follow(entryOf(node, key)?.value);

/** The text of a scalar that is a text, number or boolean; undefined for anything else. */
export function textOf(node: Node | undefined): string | undefined {
  const scalar = follow(node);
  return scalar?.kind === 'scalar' && scalar.value !== null ? scalar.text : undefined;
}

/** The scalars of a list, or a single scalar standing for a list of one. */
export function scalarsOf(node: Node | undefined): readonly Scalar[] {
  const list = follow(node);
  if (list?.kind === 'scalar') return list.value === null ? [] : [list];
  if (list?.kind !== 'sequence') return [];
  return list.items.map(follow).filter((item): item is Scalar => item?.kind === 'scalar' && item.value !== null);
}

/** Entry that a node is the key or value of, directly. */
export const entryAround = (node: Node): Entry | undefined => (node.parent?.kind === 'entry' ? node.parent : undefined);

/** Everything that encloses a node, from the inside out, the node itself first. */
export function* ancestors(node: Node | Entry): Generator<Node | Entry> {
  for (let at: Node | Entry | undefined = node; at !== undefined; at = at.parent) yield at;
}
