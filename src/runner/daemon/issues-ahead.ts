import type { Plan } from '../../plan/model/plan.ts';
import type { IssuesState } from '../../protocol/requests.ts';
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
  const issues = await issuesFor(tracker, plan);
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

/** Read anew where an issue of the plan is not among them: what is known may be of an earlier start, or of a tracker that tells nobody of changes. */
async function issuesFor(tracker: Tracker, plan: Plan): Promise<IssuesState> {
  const state = await tracker.load();
  const named = [
    ...plan.issues.keys(),
    ...plan.phases.flatMap(({ tasks }) => tasks.flatMap(({ issue }) => issue ?? [])),
  ];
  if (state.state !== 'known' || named.every((id) => tracker.issue(id) !== undefined)) return state;
  await tracker.refresh();
  return tracker.load();
}
