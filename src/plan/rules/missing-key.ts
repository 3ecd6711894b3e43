import type { Span } from '../../base/span.ts';
import type { Argument } from '../schema/action.ts';
import { actionOf } from '../schema/actions.ts';
import type { RecordShape } from '../schema/type.ts';
import { planRecord, type TypedRecord } from '../schema/typing.ts';
import type { Tree } from '../syntax/parse.ts';
import { ancestors, entryOf, isMergeKey, type Mapping, textOf } from '../syntax/tree.ts';
import { meantKeys, unknownKeys } from './keys.ts';
import type { Finding, Rule } from './rule.ts';

export const missingKey: Rule = {
  code: 'missing-key',
  severity: 'error',
  about: 'Something has to be said here, and is not.',
  *find({ tree, typing }) {
    // Where a line could not be read, what is missing may well be on it.
    for (const record of typing.records) {
      if (isDamaged(tree, record)) continue;
      yield* missingIn(record);
      yield* withoutArguments(record.mapping);
    }
  },
  *across({ top, sections }) {
    const damaged = sections.some(({ tree }) => tree.mistakes.length + tree.conflicts.length > 0);
    if (damaged) return;
    if (top) yield* missingIn(planRecord(top));
    else {
      yield {
        span: { start: 0, end: 0 },
        message: 'This plan is empty: it needs version, name and phases.',
        remedies: sections.every(({ text }) => saysNothing.test(text)) ? empty : [],
      };
    }
  },
};

function* missingIn(record: TypedRecord): Generator<Finding> {
  for (const key of requiredKeys(record.shape))
    if (isMissing(record, [key])) yield finding(record, key, example(record, key));
  const { one } = record.shape;
  if (one && !one.optional && isMissing(record, one.of))
    yield finding(record, one.of.join(', ').replace(/, ([^,]+)$/, ' or $1'), undefined, one.of[0]);
}

/** None of the keys is there, and none is there in other words: that is told where it stands. */
const isMissing = (record: TypedRecord, keys: readonly string[]): boolean =>
  keys.every((key) => entryOf(record.mapping, key) === undefined) &&
  !unknownKeys(record).some(({ key }) => meantKeys(key.text, keys).length > 0);

/** Shapes are few and mappings many. */
const required = new WeakMap<RecordShape, readonly string[]>();

function requiredKeys(shape: RecordShape): readonly string[] {
  const keys =
    required.get(shape) ?? Object.entries(shape.properties).flatMap(([key, one]) => (one.required ? [key] : []));
  required.set(shape, keys);
  return keys;
}

/** An action that needs arguments, with no `with:` at all. */
function* withoutArguments(step: Mapping): Generator<Finding> {
  const uses = entryOf(step, 'uses')?.value;
  const action = actionOf(textOf(uses) ?? '');
  if (uses === undefined || action === undefined || action.bare === true || entryOf(step, 'with')) return;
  const needed = Object.entries(action.arguments).filter(([, { required }]) => required === true);
  if (needed.length === 0) return;
  const names = needed.map(([name]) => `"${name}"`).join(' and ');
  const values = needed.map(([name, argument]) => `${name}: ${exampleOf(name, argument, step)}`);
  yield {
    span: uses.span,
    message: `${textOf(uses)} needs the argument${needed.length > 1 ? 's' : ''} ${names} under "with".`,
    remedies: [{ kind: 'add-key', at: step.span.start, key: 'with', value: `{ ${values.join(', ')} }` }],
  };
}

function exampleOf(name: string, { type, values }: Argument, step: Mapping): string {
  const [first] = values ?? [];
  if (first !== undefined) return first;
  const inTask = [...ancestors(step)].some((at) => at.kind === 'entry' && at.key.text === 'tasks');
  if (type === 'issue') return inTask ? '"${{ issue.id }}"' : '"${{ plan.epic }}"';
  return type === 'path' ? `./${name}` : `my-${name}`;
}

/** Comments and blanks; what else makes no plan, such as a directive, cannot stay below one. */
const saysNothing = /^\uFEFF?(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*(?:#.*)?$/;

const empty = [
  {
    kind: 'replace',
    span: { start: 0, end: 0 },
    text: 'version: 1\nname: my-plan\nphases:\n  first:\n    tasks:\n      task:\n        agent: coder\n        prompt: What is to be done\n',
    title: 'Begin a plan',
  } as const,
];

function isDamaged({ mistakes }: Tree, { mapping }: TypedRecord): boolean {
  const end = mapping.span.end + 1;
  return mistakes.some(({ span }) => span.start <= end && mapping.span.start <= span.end + 1);
}

function finding(record: TypedRecord, key: string, value: string | undefined, add = key): Finding {
  const { mapping, what, name } = record;
  const which =
    what === 'plan' ? 'The plan' : name === undefined || what === name ? `This ${what}` : `The ${what} "${name}"`;
  const argument = what.includes('.');
  return {
    span: placeOf(record),
    message: argument
      ? `${what} needs the argument "${key}".`
      : `${which} needs ${add === key ? `"${key}"` : `a key: ${key}`}.`,
    remedies: [{ kind: 'add-key', at: mapping.span.start, key: add, value: value ?? '' }],
  };
}

/** The key that the mapping belongs to, or its first key: a whole task underlined helps nobody. */
function placeOf({ mapping }: TypedRecord): Span {
  if (mapping.parent?.kind === 'entry') return mapping.parent.key.span;
  return mapping.entries.find((entry) => !isMergeKey(entry))?.key.span ?? mapping.span;
}

function example({ shape }: TypedRecord, key: string): string {
  const property = shape.properties[key];
  if (property === undefined) return '';
  if (property.type.is === 'constant') return String(property.type.value);
  if (property.type.is === 'choice') return Object.keys(property.type.of)[0] ?? '';
  return property.example ?? '';
}
