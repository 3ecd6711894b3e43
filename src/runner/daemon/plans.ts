import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../../adapters/files.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Plan } from '../../plan/model/plan.ts';
import { readPlan } from '../../plan/model/read.ts';

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
