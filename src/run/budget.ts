import type { Budget } from '../plan/model/plan.ts';
import type { Spent, TaskRecord } from './state.ts';

/** What a task has used so far, over all of its attempts. `now`: milliseconds since 1970. */
export function spentBy(task: TaskRecord, now: number): Spent {
  return {
    tokens: task.spent.tokens + (task.usage?.tokens ?? 0),
    cost: task.spent.cost + (task.usage?.cost ?? 0),
    milliseconds: timeAtWork(task, now),
  };
}

/** Nobody knows what becomes of an agent after the last that was heard of it, so each event counts the time up to itself. */
export function timeAtWork({ spent, countedAt }: TaskRecord, now: number): number {
  return spent.milliseconds + (countedAt === undefined ? 0 : Math.max(0, now - Date.parse(countedAt)));
}

export const nothingSpent: Spent = { tokens: 0, cost: 0, milliseconds: 0 };

export function spentByAll(tasks: readonly TaskRecord[], now: number): Spent {
  return tasks.reduce((sum, task) => {
    const { tokens, cost, milliseconds } = spentBy(task, now);
    return {
      tokens: sum.tokens + tokens,
      cost: sum.cost + cost,
      milliseconds: sum.milliseconds + milliseconds,
    };
  }, nothingSpent);
}

/** What of a budget is used up, with the figures for a person; undefined while there is some of everything left. */
export function usedUp(
  budget: Budget,
  spent: Spent,
): { readonly kind: keyof Budget; readonly figures: string } | undefined {
  const minutes = spent.milliseconds / 60_000;
  if (budget.cost !== undefined && spent.cost >= budget.cost)
    return { kind: 'cost', figures: `$${spent.cost.toFixed(2)} of $${budget.cost.toFixed(2)}` };
  if (budget.tokens !== undefined && spent.tokens >= budget.tokens)
    return { kind: 'tokens', figures: `${spent.tokens} of ${budget.tokens} tokens` };
  if (budget.minutes !== undefined && minutes >= budget.minutes)
    return { kind: 'minutes', figures: `${Math.round(minutes)} of ${budget.minutes} minutes of agents` };
  return undefined;
}
