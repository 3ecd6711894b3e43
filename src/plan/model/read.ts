import { check } from '../rules/check.ts';
import { buildPlan } from './build.ts';
import { askedLater } from './knowledge.ts';
import type { Outline } from './outline.ts';
import type { Plan } from './plan.ts';
import type { Problem } from './problem.ts';
import { Snapshot } from './snapshot.ts';

export type ReadPlan = {
  /** As execution needs it: undefined as soon as one problem is an error. */
  readonly plan: Plan | undefined;
  /** What is there, however broken. */
  readonly outline: Outline;
  readonly problems: readonly Problem[];
};

/** Reads a plan's text. Asks nobody outside the text; an issue that is not declared may be the tracker's. */
export function readPlan(text: string): ReadPlan {
  const snapshot = new Snapshot(text);
  const problems = check(snapshot, askedLater);
  const { root, outline } = snapshot;
  const valid = root !== undefined && !problems.some(({ severity }) => severity === 'error');
  return { plan: valid ? buildPlan(root, outline) : undefined, outline, problems };
}
