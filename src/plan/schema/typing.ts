import {
  type Alias,
  type Entry,
  entriesOf,
  entryOf,
  follow,
  isMergeKey,
  type Mapping,
  type Node,
  type Scalar,
  type Solid,
  textOf,
} from '../syntax/tree.ts';
import type { Argument, ArgumentType } from './action.ts';
import { actionOf } from './actions.ts';
import { mayBeEmpty, records, root } from './shape.ts';
import type { Property, RecordShape, Type } from './type.ts';
import { priorities, statuses } from './words.ts';

/** A mapping that the schema has a record for. */
export type TypedRecord = {
  readonly mapping: Mapping;
  readonly shape: RecordShape;
  /** For people: `task`, `criterion`, or the name of an action for its arguments. */
  readonly what: string;
  /** Key of the mapping in its parent, where it has one. */
  readonly name: string | undefined;
};

/** A value whose YAML kind fits its type. */
export type TypedValue = { readonly node: Solid; readonly type: Type };

/** The tree seen through the schema: which record each mapping is, which type each value has. Made once a version, read by every feature. */
export type Typing = {
  readonly records: readonly TypedRecord[];
  readonly values: readonly TypedValue[];
  /** Values of another YAML kind than any that their type allows. */
  readonly misfits: readonly TypedValue[];
  /** Keys and dashes with nothing behind them where something is needed. */
  readonly empties: readonly { readonly entry: Entry; readonly type: Type }[];
  /** Mappings whose keys declare names. */
  readonly declarations: readonly { readonly mapping: Mapping; readonly type: Extract<Type, { is: 'map' }> }[];
  readonly recordOf: ReadonlyMap<Mapping, TypedRecord>;
};

const argumentTypes: Readonly<Record<ArgumentType, Type>> = {
  text: { is: 'text' },
  number: { is: 'number' },
  boolean: { is: 'boolean' },
  list: { is: 'list', of: { is: 'text' }, single: true },
  path: { is: 'text', names: 'file' },
  issue: { is: 'text', refers: 'issue' },
  issues: { is: 'list', of: { is: 'text', refers: 'issue' }, single: true },
  priority: { is: 'choice', of: { ...priorities, 0: 'critical', 1: 'high', 2: 'medium', 3: 'low', 4: 'backlog' } },
  status: { is: 'text', suggests: statuses },
  duration: { is: 'text', format: 'duration' },
  any: { is: 'any' },
};

const argumentProperty = ({ type, doc, required, values }: Argument): Property => ({
  type: values ? { is: 'choice', of: Object.fromEntries(values.map((value) => [value, ''])) } : argumentTypes[type],
  doc,
  ...(required ? { required } : {}),
});

/** The arguments of an action as a record of the schema; an open, empty one for an action that is unknown. */
export function argumentShape(name: string): RecordShape {
  const action = actionOf(name);
  if (action === undefined) return { doc: '', properties: {}, open: true };
  const properties = Object.entries(action.arguments).map(
    ([key, argument]) => [key, argumentProperty(argument)] as const,
  );
  return { doc: action.doc, properties: Object.fromEntries(properties) };
}

/** The plan itself as a record, from all its keys. */
export const planRecord = (mapping: Mapping): TypedRecord => ({
  mapping,
  shape: records.plan,
  what: 'plan',
  name: undefined,
});

type Parts = {
  -readonly [K in keyof Typing]: Typing[K] extends readonly (infer T)[]
    ? T[]
    : Typing[K] extends ReadonlyMap<infer K, infer V>
      ? Map<K, V>
      : never;
} & {
  /** Nodes that were looked at. */
  readonly seen: Set<Node> | undefined;
};

/** `aliased`: some nodes may be reached in several ways. */
export function typeTree(tree: Node | undefined, aliased: boolean): Typing {
  const parts: Parts = {
    records: [],
    values: [],
    misfits: [],
    empties: [],
    declarations: [],
    recordOf: new Map(),
    seen: aliased ? new Set() : undefined,
  };
  if (tree !== undefined) visit(parts, tree, root);
  return parts;
}

/** A template stands for a value that is only known when the step runs. */
export const isTemplate = (scalar: Scalar): boolean => typeof scalar.value === 'string' && scalar.value.includes('${{');

/** The type of a list of types that takes a node of this kind. */
function resolveType(type: Type, node: Solid): Type | undefined {
  if (type.is === 'either') return type.of.map((one) => resolveType(one, node)).find((one) => one !== undefined);
  return fits(type, node) ? type : undefined;
}

function fits(type: Type, node: Solid): boolean {
  if (type.is === 'any') return true;
  if (type.is === 'record' || type.is === 'map' || type.is === 'arguments') return node.kind === 'mapping';
  if (type.is === 'list') return node.kind === 'sequence' || (type.single === true && node.kind === 'scalar');
  if (node.kind !== 'scalar') return false;
  if (type.is === 'number') return typeof node.value === 'number' || isTemplate(node);
  return type.is !== 'boolean' || typeof node.value === 'boolean' || isTemplate(node);
}

function visit(parts: Parts, written: Node, declared: Type): void {
  const node = follow(written);
  if (node === undefined) return;
  const type = resolveType(declared, node);
  if (type === undefined) {
    parts.misfits.push({ node: solidAt(written, node), type: declared });
    return;
  }
  // What an anchor holds is looked at once, however many aliases stand for it.
  if (parts.seen?.has(node)) return;
  parts.seen?.add(node);
  parts.values.push({ node, type });
  descend(parts, node, type);
}

/** A misfit is shown at the alias, not at the anchor. */
const solidAt = (written: Node, node: Solid): Solid => (written.kind === 'alias' ? asScalar(written) : node);
const asScalar = ({ span, parent, name }: Alias): Scalar => ({
  kind: 'scalar',
  span,
  parent,
  value: name,
  text: name,
  style: 'plain',
});

function descend(parts: Parts, node: Solid, type: Type): void {
  if (type.is === 'list' && node.kind === 'scalar') parts.values.push({ node, type: type.of });
  else if (type.is === 'list' && node.kind === 'sequence') {
    for (const item of node.items) if (item !== undefined) visit(parts, item, type.of);
  } else if (node.kind !== 'mapping') return;
  else if (type.is === 'map') {
    parts.declarations.push({ mapping: node, type });
    for (const entry of entriesOf(node)) if (!isMergeKey(entry)) visitEntry(parts, entry, type.of);
  } else if (type.is === 'record') visitRecord(parts, node, records[type.record], type.record);
  else if (type.is === 'arguments') {
    const uses = node.parent?.kind === 'entry' ? textOf(entryOf(node.parent.parent, 'uses')?.value) : undefined;
    visitRecord(parts, node, argumentShape(uses ?? ''), uses ?? 'action');
  }
}

function visitRecord(parts: Parts, mapping: Mapping, shape: RecordShape, what: string): void {
  const name = mapping.parent?.kind === 'entry' ? mapping.parent.key.text : undefined;
  const record = { mapping, shape, what, name };
  // The keys of the plan itself may lie in several sections: `planRecord` looks at them together.
  if (shape !== records.plan) parts.records.push(record);
  parts.recordOf.set(mapping, record);
  for (const entry of entriesOf(mapping)) {
    const property = Object.hasOwn(shape.properties, entry.key.text) ? shape.properties[entry.key.text] : undefined;
    if (property !== undefined) visitEntry(parts, entry, property.type);
  }
}

function visitEntry(parts: Parts, entry: Entry, type: Type): void {
  const value = entry.value;
  const solid = follow(value);
  const empty = value === undefined || (solid?.kind === 'scalar' && solid.value === null);
  if (empty && !takesNothing(type)) parts.empties.push({ entry, type });
  else if (!empty) visit(parts, value, type);
}

/** An empty list, map or record is written as nothing at all. */
const takesNothing = (type: Type): boolean =>
  type.is === 'list' ||
  type.is === 'map' ||
  type.is === 'arguments' ||
  type.is === 'any' ||
  (type.is === 'record' && mayBeEmpty(type.record));
