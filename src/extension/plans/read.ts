import type { ActivePlan } from '../model.ts';

/** Reads a plan's text: the plan, where it can be read as one, and what is wrong with it. */
export function readPlanText(_text: string): Omit<ActivePlan, 'path'> {
  return { plan: undefined, errors: 0, firstError: '' };
}
