import { aOrAn } from './article.ts';
import type { Format, Type } from './type.ts';

const formats: Readonly<Record<Format, string>> = {
  slug: 'a short name of small letters, digits and dashes',
  duration: 'a duration such as 5m',
  effort: 'an amount of work such as 3d',
  money: 'an amount such as 50 USD',
  count: 'a number such as 5M',
  regex: 'a regular expression',
  comparison: 'a comparison such as ">= 96"',
  'json-comparison': 'a path and a comparison, such as total >= 96',
  glob: 'a glob',
  command: 'a command',
  prose: 'a text',
};

/** A type in words, with its article: "a list of globs" reads after "must be". */
export function describe(type: Type): string {
  switch (type.is) {
    case 'text':
      if (type.refers !== undefined) return `the name of ${aOrAn(type.refers)}`;
      return type.format === undefined ? 'a text' : formats[type.format];
    case 'choice':
      return Object.keys(type.of).length === 1
        ? `"${Object.keys(type.of).join()}"`
        : `one of ${Object.keys(type.of).join(', ')}`;
    case 'number':
      return type.whole ? `a whole number${range(type)}` : `a number${range(type)}`;
    case 'boolean':
      return 'true or false';
    case 'constant':
      return String(type.value);
    case 'list':
      return `a list of ${plural(type.of)}`;
    case 'map':
      return `a map of keys, each with ${type.of.is === 'record' ? aOrAn(type.of.record) : describe(type.of)} behind it`;
    case 'record':
      return `${aOrAn(type.record)} (a map of keys)`;
    case 'either':
      return type.of.map(describe).join(', or ');
    case 'arguments':
      return 'a map of arguments';
    case 'any':
      return 'any value';
  }
}

function range({ least, most }: Extract<Type, { is: 'number' }>): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  if (least !== undefined) return least === 0 ? ', not negative' : `, at least ${least}`;
  return most === undefined ? '' : `, at most ${most}`;
}

function plural(type: Type): string {
  if (type.is === 'record') return `${type.record}s`;
  if (type.is === 'text' && type.refers !== undefined) return `${type.refers} names`;
  if (type.is === 'text') return type.format === 'glob' ? 'globs' : 'texts';
  return type.is === 'either' ? type.of.map(plural).join(' or ') : describe(type);
}
