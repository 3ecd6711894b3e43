import { records } from '../schema/shape.ts';
import type { Property, RecordName, Type } from '../schema/type.ts';

/** The keys that a new record of a kind begins with, beside those that it must have. */
const beginnings: Readonly<Partial<Record<RecordName, readonly string[]>>> = {
  plan: ['version', 'name', 'title', 'agents', 'phases'],
  phase: ['title', 'tasks', 'criteria'],
  task: ['title', 'agent', 'prompt'],
  issue: ['title', 'priority'],
  agent: ['prompt'],
  runner: ['acp'],
  criterion: ['title', 'run'],
  'checklist-item': ['title'],
  hook: ['on', 'files', 'run'],
  step: ['run'],
};

/** Counts the places of a snippet that a person goes through, in the order in which they are written. */
class Stops {
  #last = 0;

  text(placeholder: string): string {
    this.#last += 1;
    return `\${${this.#last}:${placeholder.replace(/[\\$}]/g, '\\$&')}}`;
  }

  choice(values: readonly string[]): string {
    this.#last += 1;
    return `\${${this.#last}|${values.map((one) => one.replace(/[\\$}|,]/g, '\\$&')).join(',')}|}`;
  }
}

/** A new entry of a map: its name, and what a record of its kind begins with, in lines that count from the name's column. */
export function entrySnippet(record: RecordName, name: string): string {
  const stops = new Stops();
  return [`${stops.text(name)}:`, ...lines(record, stops).map((line) => `  ${line}`)].join('\n');
}

/** A new record without a name: an item of a list, or a whole plan. */
export const recordSnippet = (record: RecordName): string => lines(record, new Stops()).join('\n');

function lines(record: RecordName, stops: Stops): readonly string[] {
  const { properties } = records[record];
  const wanted = beginnings[record] ?? Object.keys(properties).filter((key) => properties[key]?.required);
  return wanted.flatMap((key) => {
    const property = properties[key];
    return property === undefined ? [] : propertyLines(key, property, stops);
  });
}

function propertyLines(key: string, property: Property, stops: Stops): readonly string[] {
  const { type } = property;
  if (type.is === 'map' && type.of.is === 'record')
    return [`${key}:`, `  ${stops.text(type.names)}:`, ...lines(type.of.record, stops).map((line) => `    ${line}`)];
  return [`${key}: ${written(key, property, type, stops)}`];
}

function written(key: string, { example }: Property, type: Type, stops: Stops): string {
  if (type.is === 'choice') return stops.choice(Object.keys(type.of).filter((name) => !/^\d$/.test(name)));
  if (type.is === 'constant') return String(type.value);
  if (type.is === 'list') return `["${stops.text(example ?? key)}"]`;
  return stops.text(example ?? key);
}

/** A snippet as a plain text, for editors that know no snippets: every place has what stands there at first. */
export const plainOf = (snippet: string): string =>
  snippet
    .replace(/\$\{\d+\|((?:\\.|[^|\\,])*)(?:\\.|[^|\\])*\|\}/g, '$1')
    .replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1')
    .replace(/\$(?:\d+|\{\d+\})/g, '')
    .replace(/\\([\\$}|,])/g, '$1');
