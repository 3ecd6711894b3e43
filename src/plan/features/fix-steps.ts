import type { Json } from '../../base/json.ts';
import { lineStart } from '../../base/lines.ts';
import { joinWords } from '../../base/words.ts';
import type { Problem, Remedy, WrittenStep } from '../model/problem.ts';
import type { Reading } from '../model/section.ts';
import { nodeAt } from '../syntax/find.ts';
import { entryAround, entryOf, type Mapping, textOf } from '../syntax/tree.ts';
import { flowText, scalarText } from '../syntax/write.ts';
import { columnOf, type Fix, lineBreakOf } from './edit.ts';

type Values = Readonly<Record<string, Json>>;

/** A typed action in the place of the `run:` that a problem lies in; what else the step says stays. */
export function actionInstead(
  { text, root }: Reading,
  { span }: Problem,
  { action, with: given, env }: Extract<Remedy, { kind: 'use-action' }>,
): Fix | undefined {
  const node = nodeAt(root, span.start);
  const run = node && entryAround(node);
  if (run === undefined || hasRemark(text, run)) return undefined;
  const keys = keysOf({ uses: action, with: given, env });
  const written = run.parent.flow ? flowKeys(keys) : blockKeys(text, columnOf(text, run.key.span.start), keys);
  return { title: `Use the action ${action}`, edits: [{ span: run.span, text: written }] };
}

/** Several steps in the place of the one that a problem lies in. */
export function stepsInstead(
  { text, root }: Reading,
  { span }: Problem,
  steps: readonly WrittenStep[],
): Fix | undefined {
  const node = nodeAt(root, span.start);
  const step = node && entryAround(node)?.parent;
  const list = step?.parent;
  if (step === undefined || list?.kind !== 'sequence' || hasRemark(text, step)) return undefined;
  const name = textOf(entryOf(step, 'name')?.value);
  const all = steps.map((one, index) => ({ ...(index === 0 && name !== undefined ? { name } : {}), ...keysOf(one) }));
  const title = steps.length === 1 ? 'Write it as an action' : `Write ${steps.length} steps`;
  return { title, edits: [{ span: step.span, text: inList(text, step, list.flow, all) }] };
}

/** What is written anew would lose the comments in it. */
const hasRemark = (text: string, { span }: Pick<Mapping, 'span'>): boolean =>
  /(?:^|\s)#/.test(text.slice(span.start, span.end));

function inList(text: string, step: Mapping, flowList: boolean, steps: readonly Values[]): string {
  if (flowList) return steps.map(flowText).join(', ');
  const column = columnOf(text, step.span.start);
  const dash = `${lineBreakOf(text)}${' '.repeat(Math.max(0, text.lastIndexOf('-', step.span.start) - lineStart(text, step.span.start)))}- `;
  return steps.map((keys) => (step.flow ? flowText(keys) : blockKeys(text, column, keys))).join(dash);
}

/** `with:` and `env:` only where they hold something. */
function keysOf(step: WrittenStep): Values {
  const does: Values = step.uses === undefined ? { run: joinWords(step.run) } : { uses: step.uses, with: step.with };
  return Object.fromEntries(Object.entries({ ...does, env: step.env }).filter(([, value]) => !isEmpty(value)));
}

const isEmpty = (value: Json): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

const flowKeys = (keys: Values): string =>
  Object.entries(keys)
    .map(([key, value]) => `${key}: ${flowText(value)}`)
    .join(', ');

/** The first key where the caret is, the others below it. */
function blockKeys(text: string, column: number, keys: Values): string {
  const line = lineBreakOf(text) + ' '.repeat(column);
  return Object.entries(keys)
    .map(([key, value]) => {
      if (typeof value !== 'object' || value === null)
        return `${key}: ${typeof value === 'string' ? scalarText(value) : value}`;
      return [
        `${key}:`,
        ...Object.entries(value).map(([name, inner]) => `  ${scalarText(name)}: ${flowText(inner)}`),
      ].join(line);
    })
    .join(line);
}
