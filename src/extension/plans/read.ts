import { readPlan } from '../../plan/model/read.ts';
import type { ActivePlan } from '../model.ts';

/** What a plan's text says. */
export type PlanText = Omit<ActivePlan, 'path'>;

/** Reads a plan's text: the plan, where it can be read as one, and what is wrong with it. */
export function readPlanText(text: string): PlanText {
  const { plan, outline, problems } = readPlan(text);
  const errors = problems.filter(({ severity }) => severity === 'error');
  return { plan, outline, errors: errors.length, firstError: errors[0]?.message ?? '' };
}
