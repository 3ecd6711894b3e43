import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../../adapters/files.ts';
import { issueFacts } from '../../adapters/plan-facts.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type Knowledge, knowledgeOf, nothingKnown } from '../../plan/model/knowledge.ts';
import type { Plan } from '../../plan/model/plan.ts';
import type { Problem } from '../../plan/model/problem.ts';
import { readPlan } from '../../plan/model/read.ts';
import { Snapshot } from '../../plan/model/snapshot.ts';
import { check } from '../../plan/rules/check.ts';
import type { Tracker } from './tracker.ts';

export type LoadedPlan = {
  readonly plan: Plan;
  readonly text: string;
  /** Relative to the workspace where it lies in it, forward slashes. */
  readonly file: string;
};

/** Reads a plan that is to be run. A plan with an error is not run at all: the first one is named. */
export function loadPlan(workspace: string, file: string): Result<LoadedPlan> {
  const absolute = path.resolve(workspace, file);
  let text: string;
  try {
    text = readFileSync(absolute, 'utf8');
  } catch (thrown) {
    return fail({
      kind: 'plan-unreadable',
      file,
      detail: errorCode(thrown) === 'ENOENT' ? 'there is no such file' : (errorCode(thrown) ?? ''),
    });
  }
  const { plan, problems } = readPlan(text);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (plan === undefined || first !== undefined)
    return fail({
      kind: 'plan-broken',
      file,
      problems: Math.max(1, errors.length),
      first: first?.message ?? 'it is empty',
    });
  const relative = path.relative(workspace, absolute);
  return ok({ plan, text, file: relative.startsWith('..') ? absolute : relative.replaceAll(path.sep, '/') });
}

/**
 * Reads a plan that is to be run now: as `loadPlan`, and held to the issues that there are. What seems to be missing is looked for once more, since what is
 * known may be of an earlier start, or of a tracker that tells nobody of changes.
 */
export async function loadPlanToRun(workspace: string, file: string, tracker: Tracker): Promise<Result<LoadedPlan>> {
  const loaded = loadPlan(workspace, file);
  if (!loaded.ok) return loaded;
  const { text } = loaded.value;
  if ((await strangeIssues(text, tracker)).length === 0) return loaded;
  await tracker.refresh();
  const strange = await strangeIssues(text, tracker);
  const [first] = strange;
  return first === undefined
    ? loaded
    : fail({ kind: 'plan-broken', file, problems: strange.length, first: first.message });
}

/** What the editor says of issues that neither the plan nor its tracker has; where there is no tracker, a plan that lists issues is held to its list. */
async function strangeIssues(text: string, tracker: Tracker): Promise<readonly Problem[]> {
  const { state } = await tracker.load();
  if (state === 'failed') return [];
  const knowledge: Knowledge =
    state === 'none' ? nothingKnown : knowledgeOf({ issues: issueFacts(tracker.issues.values()) });
  return check(new Snapshot(text), knowledge).filter(
    ({ code, severity }) => severity === 'error' && (code === 'issue-unknown' || code === 'unknown-reference'),
  );
}
