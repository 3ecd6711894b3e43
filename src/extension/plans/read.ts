import { readPlan } from '../../plan/model/read.ts';
import type { ActivePlan } from '../model.ts';

/** Reads a plan's text: the plan, where it can be read as one, and what is wrong with it. */
export function readPlanText(text: string): Omit<ActivePlan, 'path'> {
  const { plan, problems } = readPlan(text);
  const errors = problems.filter(({ severity }) => severity === 'error');
  return { plan, errors: errors.length, firstError: errors[0]?.message ?? '' };
}
