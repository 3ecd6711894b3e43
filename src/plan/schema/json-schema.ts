import type { Json } from '../../base/json.ts';
import { actionNames } from './actions.ts';
import { mayBeEmpty, records } from './shape.ts';
import type { Format, Property, RecordShape, Type } from './type.ts';
import { argumentShape } from './typing.ts';

type Schema = { readonly [key: string]: Json };

const scalar: Schema = { type: ['string', 'number', 'boolean'] };
/** Stands for a value that is known only when the step runs. */
const template: Schema = { type: 'string', pattern: '\\$\\{\\{' };

const patterns: Readonly<Partial<Record<Format, string>>> = {
  slug: '^[a-z0-9]+(?:[._-][a-z0-9]+)*$',
  duration: '^\\s*(?:\\d+(?:\\.\\d+)?\\s*[smhd]\\s*)+$',
  effort: '^\\s*(?:\\d+(?:\\.\\d+)?\\s*[mhdw]\\s*)+$',
  glob: '^(?!/|~|[A-Za-z]:)(?!(?:.*/)?\\.\\.(?:/|$))[^\\\\]*$',
};

/** What YAML reads as no text, and is one of the format all the same: a plan may be called `2026`. */
const unquoted: Readonly<Partial<Record<Format, Schema>>> = {
  slug: { anyOf: [{ type: 'boolean' }, { type: 'number', minimum: 0 }] },
  glob: { type: ['number', 'boolean'] },
};

/** The format as JSON Schema, draft 2020-12, for editors and tools that know nothing else of it. Names that refer to something are texts there. */
export function jsonSchema(): Schema {
  const definitions = Object.entries(records).map(([name, shape]) => [name, recordSchema(shape)] as const);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Phase plan, version 1',
    $ref: '#/$defs/plan',
    $defs: Object.fromEntries(definitions),
  };
}

function recordSchema(shape: RecordShape): Schema {
  const properties = Object.entries(shape.properties).map(
    ([key, property]) => [key, propertySchema(property)] as const,
  );
  const required = Object.entries(shape.properties).flatMap(([key, property]) => (property.required ? [key] : []));
  return {
    description: shape.doc,
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    ...(shape.open ? {} : { patternProperties: { '^x-': true }, additionalProperties: false }),
    ...(shape.beside
      ? { dependentRequired: Object.fromEntries(Object.entries(shape.beside).map(([key, other]) => [key, [other]])) }
      : {}),
    ...choiceOfKeys(shape),
    ...('uses' in shape.properties ? { allOf: argumentRules() } : {}),
  };
}

/** `one`: exactly one of these keys, or at most one. */
function choiceOfKeys({ one }: RecordShape): Schema {
  if (one === undefined) return {};
  const each: Json[] = one.of.map((key) => ({ required: [key] }));
  return { oneOf: one.optional ? [...each, { not: { anyOf: each } }] : each };
}

function propertySchema(property: Property): Schema {
  const { doc, absent, example } = property;
  const schema = typeSchema(property.type);
  const description = absent === undefined ? doc : `${doc} Absent: ${absent}.`;
  return { ...schema, description, ...(example === undefined ? {} : { examples: [example] }) };
}

function typeSchema(type: Type): Schema {
  switch (type.is) {
    case 'text':
      return textSchema(type);
    case 'choice':
      return { enum: Object.keys(type.of).map((name): Json => (/^\d$/.test(name) ? Number(name) : name)) };
    case 'number':
      return {
        anyOf: [
          {
            type: type.whole ? 'integer' : 'number',
            ...(type.least === undefined ? {} : { minimum: type.least }),
            ...(type.most === undefined ? {} : { maximum: type.most }),
          },
          template,
        ],
      };
    case 'boolean':
      return { anyOf: [{ type: 'boolean' }, template] };
    case 'constant':
      return { const: type.value };
    case 'list': {
      const item = typeSchema(type.of);
      // A dash with nothing behind it is no mistake of the shape.
      const items = takesText(type.of) ? { anyOf: [item, { type: 'null' }] } : item;
      const list: Schema = { type: ['array', 'null'], items };
      return type.single ? { anyOf: [list, typeSchema(type.of)] } : list;
    }
    case 'map':
      return { type: ['object', 'null'], additionalProperties: typeSchema(type.of) };
    case 'record':
      return mayBeEmpty(type.record) ? { anyOf: [reference(type), { type: 'null' }] } : reference(type);
    case 'either':
      // Where a word could stand as well, nothing is neither of them.
      return { anyOf: type.of.map((one) => (one.is === 'record' ? reference(one) : typeSchema(one))) };
    case 'arguments':
      return { type: ['object', 'null'] };
    case 'any':
      return {};
  }
}

const reference = ({ record }: Extract<Type, { is: 'record' }>): Schema => ({ $ref: `#/$defs/${record}` });

const takesText = (type: Type): boolean => type.is === 'text' || (type.is === 'either' && type.of.some(takesText));

function textSchema(type: Extract<Type, { is: 'text' }>): Schema {
  const pattern = type.format === undefined ? undefined : patterns[type.format];
  if (type.refers === 'action') return { anyOf: [{ enum: [...actionNames] }, template] };
  if (pattern !== undefined) {
    const plain = type.format === undefined ? undefined : unquoted[type.format];
    return { anyOf: [{ type: 'string', pattern }, ...(plain ? [plain] : []), template] };
  }
  return type.suggests ? { ...scalar, examples: Object.keys(type.suggests) } : scalar;
}

let rules: readonly Json[] | undefined;

/** For each action: the arguments that it takes. */
function argumentRules(): readonly Json[] {
  rules ??= actionNames.map((name) => {
    const { properties, required } = recordSchema(argumentShape(name));
    const needed = Array.isArray(required) && required.length > 0;
    return {
      if: { properties: { uses: { const: name } }, required: ['uses'] },
      // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
      then: {
        properties: {
          with: {
            type: ['object', 'null'],
            properties: properties ?? {},
            additionalProperties: false,
            ...(needed ? { required } : {}),
          },
        },
        ...(needed ? { required: ['with'] } : {}),
      },
    };
  });
  return rules;
}
