import { check } from '../rules/check.ts';
import { buildPlan } from './build.ts';
import { askedLater } from './knowledge.ts';
import type { Plan } from './plan.ts';
import type { Problem } from './problem.ts';
import { Snapshot } from './snapshot.ts';

/** A plan's text as execution needs it: undefined as soon as one problem is an error. Asks nobody outside the text; an issue that is not declared may be the tracker's. */
export function readPlan(text: string): { readonly plan: Plan | undefined; readonly problems: readonly Problem[] } {
  const snapshot = new Snapshot(text);
  const problems = check(snapshot, askedLater);
  const { root } = snapshot;
  const valid = root !== undefined && !problems.some(({ severity }) => severity === 'error');
  return { plan: valid ? buildPlan(root, snapshot.outline) : undefined, problems };
}
