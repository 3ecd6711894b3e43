import type { Json } from '../../base/json.ts';
import { joinWords, splitWords } from '../../base/words.ts';
import { durationSeconds } from '../schema/formats.ts';
import { entriesOf, follow, isMergeKey, type Node, scalarsOf, textOf, valueAt } from '../syntax/tree.ts';
import { parseComparison, parseJsonComparison } from './comparison.ts';
import type { ChecklistItem, Criterion, Expectation, Step } from './plan.ts';

const defaultTimeoutSeconds = 600;

/** Reads what the rules found valid; where something is missing all the same, the step is left out. */
export function readSteps(node: Node | undefined): readonly Step[] {
  const list = follow(node);
  if (list?.kind !== 'sequence') return [];
  return list.items.map(readStep).filter((step) => step !== undefined);
}

export function readStep(node: Node | undefined): Step | undefined {
  const what = readWhat(node);
  if (what === undefined) return undefined;
  const timeout = textAt(node, 'timeout');
  return {
    name: textAt(node, 'name') ?? textAt(node, 'title') ?? nameOf(what),
    do: what,
    env: readTexts(valueAt(node, 'env')),
    cwd: textAt(node, 'cwd'),
    timeoutSeconds: (timeout && durationSeconds(timeout)) || defaultTimeoutSeconds,
    retries: numberAt(node, 'retries') ?? 0,
    continueOnError: textAt(node, 'continue-on-error') === 'true',
    expect: readExpectation(valueAt(node, 'expect')),
  };
}

export const textAt = (node: Node | undefined, key: string): string | undefined => textOf(valueAt(node, key));

export function numberAt(node: Node | undefined, key: string): number | undefined {
  const value = valueAt(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
}

export const textsAt = (node: Node | undefined, key: string): readonly string[] =>
  scalarsOf(valueAt(node, key)).map(({ text }) => text);

function readWhat(node: Node | undefined): Step['do'] | undefined {
  const uses = textAt(node, 'uses');
  if (uses !== undefined) return { kind: 'uses', action: uses, with: readRecord(valueAt(node, 'with')) };
  const run = textAt(node, 'run');
  if (run === undefined) return undefined;
  const shell = textAt(node, 'shell');
  if (shell !== undefined) return { kind: 'shell', shell, script: run };
  const words = splitWords(run);
  return words.ok ? { kind: 'run', words: words.value.map(({ text }) => text) } : undefined;
}

function nameOf(what: Step['do']): string {
  if (what.kind === 'uses') return what.action;
  return what.kind === 'run' ? joinWords(what.words) : (what.script.trim().split('\n')[0] ?? '');
}

function readExpectation(node: Node | undefined): Expectation {
  const number = valueAt(node, 'number');
  const json = textAt(node, 'json');
  const comparison = number?.kind === 'scalar' && number.value !== null ? parseComparison(number.value) : undefined;
  return {
    exit: numberAt(node, 'exit') ?? 0,
    match: textAt(node, 'match'),
    number: comparison && { comparison, pattern: textAt(node, 'pattern') },
    json: json === undefined ? undefined : parseJsonComparison(json),
  };
}

export function readCriteria(node: Node | undefined): readonly Criterion[] {
  const map = follow(node);
  if (map?.kind !== 'mapping') return [];
  return entriesOf(map).map(({ key, value }) => {
    const title = textAt(value, 'title') ?? key.text;
    return { id: key.text, title, check: readCheck(value, title) };
  });
}

function readCheck(node: Node | undefined, name: string): Criterion['check'] {
  if (textAt(node, 'issues') !== undefined) return { kind: 'issues' };
  const step = readStep(node);
  return step === undefined ? { kind: 'manual' } : { kind: 'step', step: { ...step, name } };
}

export function readChecklist(node: Node | undefined): readonly ChecklistItem[] {
  const list = follow(node);
  if (list?.kind !== 'sequence') return [];
  return list.items.flatMap((item) => {
    const title = textOf(item) ?? textAt(item, 'title');
    return title === undefined ? [] : [{ title, check: readCheck(item, title) }];
  });
}

/** A mapping of texts, such as an environment. */
export function readTexts(node: Node | undefined): Readonly<Record<string, string>> {
  const map = follow(node);
  if (map?.kind !== 'mapping') return {};
  return Object.fromEntries(entriesOf(map).map(({ key, value }) => [key.text, textOf(value) ?? '']));
}

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
