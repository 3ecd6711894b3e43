import type { Json } from '../../base/json.ts';
import { joinWords, splitWords } from '../../base/words.ts';
import { durationSeconds } from '../schema/formats.ts';
import { entriesOf, follow, isMergeKey, type Node, textOf } from '../syntax/tree.ts';
import { parseComparison, parseJsonComparison } from './comparison.ts';
import { entriesIn, Fields, itemsIn } from './fields.ts';
import type { ChecklistItem, Criterion, Expectation, Step } from './plan.ts';

const defaultTimeoutSeconds = 600;

/** Reads what the rules found valid; where something is missing all the same, the step is left out. */
export const readSteps = (node: Node | undefined): readonly Step[] =>
  itemsIn(node)
    .map(readStep)
    .filter((step) => step !== undefined);

/** The records that say what is to be done share the keys for it. */
type Does = Fields<'step' | 'hook' | 'criterion' | 'checklist-item'>;

export function readStep(node: Node | undefined): Step | undefined {
  const written: Does = new Fields(node);
  const what = readWhat(written);
  if (what === undefined) return undefined;
  const timeout = written.text('timeout');
  return {
    name: written.text('name') ?? written.text('title') ?? nameOf(what),
    do: what,
    env: readTexts(written.at('env')),
    cwd: written.text('cwd'),
    timeoutSeconds: (timeout && durationSeconds(timeout)) || defaultTimeoutSeconds,
    retries: written.number('retries') ?? 0,
    continueOnError: written.text('continue-on-error') === 'true',
    expect: readExpectation(new Fields(written.at('expect'))),
  };
}

function readWhat(written: Does): Step['do'] | undefined {
  const uses = written.text('uses');
  if (uses !== undefined) return { kind: 'uses', action: uses, with: readRecord(written.at('with')) };
  const run = written.text('run');
  if (run === undefined) return undefined;
  const shell = written.text('shell');
  if (shell !== undefined) return { kind: 'shell', shell, script: run };
  const words = splitWords(run);
  return words.ok ? { kind: 'run', words: words.value.map(({ text }) => text) } : undefined;
}

function nameOf(what: Step['do']): string {
  if (what.kind === 'uses') return what.action;
  return what.kind === 'run' ? joinWords(what.words) : (what.script.trim().split('\n')[0] ?? '');
}

function readExpectation(written: Fields<'expect'>): Expectation {
  const number = written.at('number');
  const json = written.text('json');
  const comparison = number?.kind === 'scalar' && number.value !== null ? parseComparison(number.value) : undefined;
  return {
    exit: written.number('exit') ?? 0,
    match: written.text('match'),
    number: comparison && { comparison, pattern: written.text('pattern') },
    json: json === undefined ? undefined : parseJsonComparison(json),
  };
}

export const readCriteria = (node: Node | undefined): readonly Criterion[] =>
  entriesIn(node).map(({ key, value }) => {
    const title = new Fields<'criterion'>(value).text('title') ?? key.text;
    return { id: key.text, title, check: readCheck(value, title) };
  });

function readCheck(node: Node | undefined, name: string): Criterion['check'] {
  if (new Fields<'criterion' | 'checklist-item'>(node).text('issues') !== undefined) return { kind: 'issues' };
  const step = readStep(node);
  return step === undefined ? { kind: 'manual' } : { kind: 'step', step: { ...step, name } };
}

export const readChecklist = (node: Node | undefined): readonly ChecklistItem[] =>
  itemsIn(node).flatMap((item) => {
    const title = textOf(item) ?? new Fields<'checklist-item'>(item).text('title');
    return title === undefined ? [] : [{ title, check: readCheck(item, title) }];
  });

/** A mapping of texts, such as an environment. */
export const readTexts = (node: Node | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(entriesIn(node).map(({ key, value }) => [key.text, textOf(value) ?? '']));

export function readRecord(node: Node | undefined): Readonly<Record<string, Json>> {
  const value = readJson(node, { left: 10_000 });
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** Any YAML as JSON. `budget` bounds what aliases of aliases can blow up to; what lies beyond is null. */
function readJson(node: Node | undefined, budget: { left: number }): Json {
  budget.left -= 1;
  const solid = follow(node);
  if (solid === undefined || budget.left < 0) return null;
  if (solid.kind === 'scalar') return solid.value;
  if (solid.kind === 'sequence') return solid.items.map((item) => readJson(item, budget));
  const entries = entriesOf(solid).filter((entry) => !isMergeKey(entry));
  return Object.fromEntries(entries.map(({ key, value }) => [key.text, readJson(value, budget)]));
}
