import { splitWords } from '../../base/words.ts';
import type { Remedy } from '../model/problem.ts';
import { describe } from '../schema/describe.ts';
import type { Type } from '../schema/type.ts';
import { entryAround, type Scalar, type Solid } from '../syntax/tree.ts';
import { flowText } from '../syntax/write.ts';
import { listAsMap } from './list-as-map.ts';
import type { Rule } from './rule.ts';

export const wrongType: Rule = {
  code: 'wrong-type',
  severity: 'error',
  about: 'The value is of another kind than the key takes: a text where a list belongs, say, or nothing at all.',
  *find({ typing, text, tree }) {
    for (const { node, type } of typing.misfits) {
      const key = entryAround(node)?.key.text;
      const written =
        node.kind === 'scalar' ? `"${beginning(node.text)}"` : node.kind === 'sequence' ? 'a list' : 'a map';
      yield {
        span: node.kind === 'scalar' ? node.span : (entryAround(node)?.key.span ?? firstLine(text, node)),
        message: `${key === undefined ? 'This' : `"${key}"`} must be ${describe(type)}, not ${written}.`,
        remedies: remedies(text, node, type),
      };
    }
    for (const { entry, type } of typing.empties) {
      // What could not be read right behind it may well be its value.
      const unread = tree.mistakes.some(
        ({ span }) => span.end >= entry.span.end && text.slice(entry.span.end, span.end).trim() === '',
      );
      const stray = tree.mistakes.some(({ span }) => span.start <= entry.span.end && entry.span.start <= span.end);
      if (unread || stray) continue;
      const required = typing.recordOf.get(entry.parent)?.shape.properties[entry.key.text]?.required === true;
      yield {
        span: entry.key.span,
        message: `"${entry.key.text}" has no value: it must be ${describe(type)}.`,
        remedies: required ? [] : [{ kind: 'remove', what: `"${entry.key.text}"` }],
      };
    }
  },
};

/** A text of many lines is told by its first. */
function beginning(text: string): string {
  const [first = '', ...others] = text.trimEnd().split(/\r?\n/);
  return others.length === 0 ? first : `${first} …`;
}

function firstLine(text: string, { span }: Solid): Solid['span'] {
  const length = text.slice(span.start, span.end).search(/\r?\n/);
  return length < 0 ? span : { start: span.start, end: span.start + length };
}

function remedies(text: string, node: Solid, type: Type): readonly Remedy[] {
  const [only, ...others] = type.is === 'choice' ? Object.keys(type.of) : [];
  if (only !== undefined && others.length === 0)
    return [{ kind: 'replace', span: node.span, text: only, title: `Write ${only}` }];
  if (node.kind === 'sequence' && type.is === 'map') {
    const written = listAsMap(text, node, type);
    return written === undefined ? [] : [written];
  }
  if (node.kind !== 'scalar') return [];
  const { span, value } = node;
  if (type.is === 'list') return listOf(node, type.of);
  const unquoted = typeof value === 'string' ? value.trim() : '';
  if (type.is === 'number' && /^-?\d+(\.\d+)?$/.test(unquoted))
    return [{ kind: 'replace', span, text: unquoted, title: 'Take off the quotes' }];
  const truth = { yes: 'true', on: 'true', true: 'true', no: 'false', off: 'false', false: 'false' }[
    unquoted.toLowerCase()
  ];
  return type.is === 'boolean' && truth !== undefined
    ? [{ kind: 'replace', span, text: truth, title: `Write ${truth}` }]
    : [];
}

/** A list of what is written, each line an item: a command is a step, or the words of a program; what is no text has no list to be in. */
function listOf({ span, text }: Scalar, item: Type): readonly Remedy[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const words = lines.map((line) => splitWords(line));
  const isStep = item.is === 'record' && item.record === 'step';
  if ((item.is === 'record' && !isStep) || (isStep && words.some(({ ok }) => !ok))) return [];
  const items = isStep ? lines.map((run) => ({ run })) : item.is === 'text' ? wordsOf(text) : lines;
  return [{ kind: 'replace', span, text: flowText(items), title: 'Make it a list' }];
}

function wordsOf(text: string): readonly string[] {
  const words = splitWords(text);
  return words.ok ? words.value.map((word) => word.text) : [text];
}
