import type { Failure } from '../../base/failure.ts';
import { slug, unique } from '../../base/slug.ts';
import type { Plan } from '../../plan/model/plan.ts';
import type { PlannedPhase } from '../../run/events.ts';

/** Sorts by time of start, reads as a date, and never meets another. */
export function freshId(name: string, now: number, isTaken: (id: string) => boolean): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
  return unique(`${stamp}-${slug(name, 24) || 'run'}`, isTaken);
}

/** What a run was asked for and its plan does not have. */
export function unknownPart(
  plan: Plan,
  { phase, task }: { readonly phase?: string | undefined; readonly task?: string | undefined },
): Failure | undefined {
  const found = plan.phases.find(({ id }) => id === phase);
  if (phase !== undefined && found === undefined)
    return { kind: 'no-such', what: 'phase', name: phase, known: plan.phases.map(({ id }) => id) };
  if (task !== undefined && !found?.tasks.some(({ id }) => id === task))
    return { kind: 'no-such', what: 'task', name: task, known: found?.tasks.map(({ id }) => id) ?? [] };
  return undefined;
}

/** A phase as `run.started` tells it. */
export const plannedPhase = ({ id, title, tasks, criteria }: Plan['phases'][number]): PlannedPhase => ({
  id,
  title,
  tasks: tasks.map((task) => ({
    id: task.id,
    title: task.title,
    agent: task.agent,
    issue: task.issue,
    needs: task.needs,
  })),
  criteria: criteria.map((criterion) => ({
    id: criterion.id,
    title: criterion.title,
    manual: criterion.check.kind === 'manual',
  })),
});
