import { records } from '../schema/shape.ts';
import { planRecord, type TypedRecord } from '../schema/typing.ts';
import { type Entry, entriesOf, entryOf, type Mapping } from '../syntax/tree.ts';
import { meantKeys, unknownKeys } from './keys.ts';
import type { Finding, Rule } from './rule.ts';
import { didYouMean, some } from './words.ts';

export const unknownKey: Rule = {
  code: 'unknown-key',
  severity: 'error',
  about: 'The format has no such key at this place.',
  *find({ typing }) {
    for (const record of typing.records) yield* unknownIn(record);
  },
  *across({ top }) {
    if (top) yield* unknownIn(planRecord(top));
  },
};

function* unknownIn(record: TypedRecord): Generator<Finding> {
  // An argument that is none is a mention of something that is not there: unknown-reference tells it.
  if (record.shape.open || !Object.hasOwn(records, record.what)) return;
  const unknown = unknownKeys(record);
  if (unknown.length === 0) return;
  const phase = record.what === 'phase' ? entryHolding(record.mapping) : undefined;
  if (phase !== undefined && unknown.some(({ key }) => key.text === 'agent') && !entryOf(record.mapping, 'tasks')) {
    const message = `"${phase.key.text}" is written as a phase and looks like a task: indent it into the "tasks" of a phase.`;
    yield { span: phase.key.span, message };
    return;
  }
  const free = freeIn(record);
  for (const entry of unknown) yield finding(entry, record, free);
}

const entryHolding = ({ parent }: Mapping): Entry | undefined => (parent?.kind === 'entry' ? parent : undefined);

/** Keys that could still be written here. */
function freeIn({ shape, mapping }: TypedRecord): readonly string[] {
  const present = new Set(entriesOf(mapping).map(({ key }) => key.text));
  return Object.keys(shape.properties).filter((key) => !present.has(key));
}

function finding(entry: Entry, { what }: TypedRecord, free: readonly string[]): Finding {
  const written = entry.key.text;
  const colonless = /^([\w-]+) *([[{].*)$/s.exec(written);
  if (colonless) return withoutColon(entry, colonless[1] ?? '', colonless[2] ?? '');
  const names = meantKeys(written, free);
  const elsewhere = Object.entries(records).filter(([, record]) => Object.hasOwn(record.properties, written));
  const hint =
    names.length > 0
      ? didYouMean(names)
      : placeOf(
          written,
          elsewhere.map(([name]) => name),
          free,
        );
  return {
    span: entry.key.span,
    message: `"${written}" is not a key of ${what === 'plan' ? 'a plan' : `this ${what}`}.${hint}`,
    remedies: [...names.map((to) => ({ kind: 'rename', to }) as const), { kind: 'remove', what: `"${written}"` }],
  };
}

/** `done { issue: close }`: YAML takes all up to the colon for the key. */
function withoutColon({ key }: Entry, name: string, rest: string): Finding {
  const text = `${name}: ${rest}`;
  return {
    span: key.span,
    message: `A colon is missing after "${name}".`,
    remedies: [{ kind: 'replace', span: key.span, text, title: `Write "${name}:"` }],
  };
}

function placeOf(written: string, homes: readonly string[], free: readonly string[]): string {
  if (homes.length > 0 && homes.length <= 3) return ` It belongs in: ${homes.join(', ')}.`;
  return written === '' || free.length === 0 ? '' : ` There are: ${some(free, 12)}.`;
}
