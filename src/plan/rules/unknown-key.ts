import { nearest } from '../../base/nearest.ts';
import { isExtensionKey, records } from '../schema/shape.ts';
import { planRecord, type TypedRecord } from '../schema/typing.ts';
import { type Entry, entriesOf, isMergeKey } from '../syntax/tree.ts';
import type { Finding, Rule } from './rule.ts';
import { didYouMean, some } from './words.ts';

/** Keys that other tools use for the same thing. */
const otherWords: Readonly<Record<string, string>> = {
  'depends-on': 'needs',
  depends_on: 'needs',
  dependsOn: 'needs',
  dependencies: 'needs',
  after_phase: 'needs',
  cmd: 'run',
  command: 'run',
  script: 'run',
  action: 'uses',
  use: 'uses',
  args: 'with',
  params: 'with',
  arguments: 'with',
  inputs: 'with',
  environment: 'env',
  'working-directory': 'cwd',
  dir: 'cwd',
  'timeout-minutes': 'timeout',
  retry: 'retries',
  type: 'agent',
  assignee: 'agent',
  instructions: 'prompt',
  description: 'prompt',
  id: 'name',
  label: 'labels',
  when: 'on',
  event: 'on',
  paths: 'files',
  gate: 'criteria',
  gates: 'criteria',
  jobs: 'tasks',
  steps: 'before',
};

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
  if (record.shape.open) return;
  for (const entry of entriesOf(record.mapping)) {
    const known =
      Object.hasOwn(record.shape.properties, entry.key.text) || isMergeKey(entry) || isExtensionKey(entry.key.text);
    // An argument that is none is a mention of something that is not there: unknown-reference tells it.
    if (!known && Object.hasOwn(records, record.what)) yield finding(entry, record);
  }
}

function finding(entry: Entry, { what, shape, mapping }: TypedRecord): Finding {
  const written = entry.key.text;
  const present = new Set(entriesOf(mapping).map(({ key }) => key.text));
  const free = Object.keys(shape.properties).filter((key) => !present.has(key));
  const other = otherWords[written];
  const synonym = other !== undefined && free.includes(other) ? [other] : [];
  const names = [...new Set([...synonym, ...nearest(written, free)])];
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

function placeOf(written: string, homes: readonly string[], free: readonly string[]): string {
  if (homes.length > 0 && homes.length <= 3) return ` It belongs in: ${homes.join(', ')}.`;
  return written === '' || free.length === 0 ? '' : ` There are: ${some(free, 12)}.`;
}
