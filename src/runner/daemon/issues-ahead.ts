import type { Failure } from '../../base/failure.ts';
import type { Plan } from '../../plan/model/plan.ts';
import { makesTracker, plannedIssues } from '../../run/planned-issues.ts';
import type { RunContext } from './context.ts';
import type { Tracker } from './tracker.ts';

type Known = Pick<Tracker, 'load' | 'issues'>;

/** Issues that a plan declares and the tracker lacks; none where no tracker is or will be there, or it cannot be written. */
export async function missingIssues(tracker: Known, plan: Plan, isWhole: boolean): Promise<readonly string[]> {
  if (plan.issues.size === 0) return [];
  const state = await tracker.load();
  if (state.state === 'none' && makesTracker(plan, isWhole)) return [...plan.issues.keys()];
  if (state.state !== 'known' || state.readOnly !== undefined) return [];
  return plannedIssues(plan, tracker.issues).missing.map(({ id }) => id);
}

/** Why the tracker that is there cannot be written; undefined also where nobody can say. */
export async function whyReadOnly({
  tracker,
  folders,
}: Pick<RunContext, 'tracker' | 'folders'>): Promise<Failure | undefined> {
  const state = await tracker.load();
  return state.state !== 'known' || state.readOnly === undefined
    ? undefined
    : { kind: 'tracker-read-only', folder: folders.workspace, why: state.readOnly };
}
