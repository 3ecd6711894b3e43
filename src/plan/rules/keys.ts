import { nearest } from '../../base/nearest.ts';
import { isExtensionKey } from '../schema/shape.ts';
import type { TypedRecord } from '../schema/typing.ts';
import { type Entry, entriesOf, isMergeKey } from '../syntax/tree.ts';

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

/** Keys of a mapping that its record does not have. */
export const unknownKeys = ({ mapping, shape }: TypedRecord): readonly Entry[] =>
  entriesOf(mapping).filter(
    (entry) =>
      !(Object.hasOwn(shape.properties, entry.key.text) || isMergeKey(entry) || isExtensionKey(entry.key.text)),
  );

/** Keys that somebody may have meant by one that is none of them, the likeliest first. */
export function meantKeys(written: string, free: readonly string[]): readonly string[] {
  const other = Object.hasOwn(otherWords, written) ? otherWords[written] : undefined;
  const synonym = other !== undefined && free.includes(other) ? [other] : [];
  return [...new Set([...synonym, ...nearest(written, free)])];
}
