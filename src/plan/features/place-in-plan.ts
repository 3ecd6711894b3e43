import type { Span } from '../../base/span.ts';
import { outlineOf } from '../model/outline.ts';
import { parseTree } from '../syntax/parse.ts';

/** Where a plan names a phase, or a task of it; undefined where it has none of that name. */
export function placeInPlan(text: string, phase: string, task: string | undefined): Span | undefined {
  const found = outlineOf(parseTree(text).root).phases.find(({ id }) => id.text === phase);
  return task === undefined ? found?.id.span : found?.tasks.find(({ id }) => id.text === task)?.id.span;
}
