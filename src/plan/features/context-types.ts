import { records, root } from '../schema/shape.ts';
import type { RecordShape, Type } from '../schema/type.ts';
import { argumentShape } from '../schema/typing.ts';
import type { Place } from './place.ts';

/** Keys beside a place with what stands behind them; among them may be the `uses` that arguments belong to. */
type Siblings = ReadonlyMap<string, string>;

/** Types of what a path leads to. */
export function typesAt(path: readonly string[], { outer }: Pick<Place, 'outer'>): readonly Type[] {
  return typesBelow([root], path, outer);
}

export function typesBelow(types: readonly Type[], path: readonly string[], siblings: Siblings): readonly Type[] {
  let found = types;
  for (const key of path) found = key === '-' ? found.flatMap(itemTypes) : keyTypes(found, key, siblings);
  return found;
}

const itemTypes = (type: Type): readonly Type[] =>
  type.is === 'list' ? [type.of] : type.is === 'either' ? type.of.flatMap(itemTypes) : [];

export function keyTypes(types: readonly Type[], key: string, siblings: Siblings): readonly Type[] {
  return types.flatMap((type): readonly Type[] => {
    if (type.is === 'either') return keyTypes(type.of, key, siblings);
    if (type.is === 'map') return [type.of];
    return shapesOf([type], siblings).flatMap((shape) =>
      Object.hasOwn(shape.properties, key) ? [shape.properties[key]?.type ?? root] : [],
    );
  });
}

export function shapesOf(types: readonly Type[], siblings: Siblings): readonly RecordShape[] {
  return types.flatMap((type): readonly RecordShape[] => {
    if (type.is === 'record') return [records[type.record]];
    if (type.is === 'either') return shapesOf(type.of, siblings);
    return type.is === 'arguments' ? [argumentShape(unquoted(siblings.get('uses') ?? ''))] : [];
  });
}

/** Those of some types that are of a kind, looked for in alternatives too. */
export function typesOfKind<K extends Type['is']>(types: readonly Type[], is: K): readonly Extract<Type, { is: K }>[] {
  const isOfKind = (type: Type): type is Extract<Type, { is: K }> => type.is === is;
  return types.flatMap((type) => {
    if (isOfKind(type)) return [type];
    return type.is === 'either' ? typesOfKind(type.of, is) : [];
  });
}

/** A scalar on one line without its quotes. */
export const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/s, '$2');
