import type { Plan } from '../../plan/model/plan.ts';
import { makesTracker, plannedIssues } from '../../run/planned-issues.ts';
import type { PreflightKnowledge } from '../../run/preflight.ts';
import type { RunContext } from './context.ts';
import type { Tracker } from './tracker.ts';

/** Issues that a plan declares and the tracker lacks; none where no tracker is or will be there, or it cannot be written. */
export async function missingIssues(tracker: Tracker, plan: Plan, isWhole: boolean): Promise<readonly string[]> {
  if (plan.issues.size === 0) return [];
  const state = await tracker.load();
  if (state.state === 'none' && makesTracker(plan, isWhole)) return [...plan.issues.keys()];
  if (state.state !== 'known' || state.readOnly !== undefined) return [];
  return plannedIssues(plan, tracker.issues).missing.map(({ id }) => id);
}

/** What a run would find in the tracker; undefined where it would find none. */
export async function trackerAhead(
  { tracker, folders }: Pick<RunContext, 'tracker' | 'folders'>,
  plan: Plan,
  isWhole: boolean,
): Promise<PreflightKnowledge['tracker']> {
  const issues = await tracker.load();
  if (issues.state === 'none')
    return makesTracker(plan, isWhole) ? { has: () => false, readOnly: undefined } : undefined;
  // Of a tracker that cannot be read nothing is known to be missing.
  if (issues.state === 'failed') return { has: () => true, readOnly: undefined };
  const { readOnly: why } = issues;
  return {
    has: (id) => tracker.issue(id) !== undefined,
    readOnly: why === undefined ? undefined : { kind: 'tracker-read-only', folder: folders.workspace, why },
  };
}
