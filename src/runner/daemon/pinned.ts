import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileFailure } from '../../adapters/files.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Plan } from '../../plan/model/plan.ts';
import { readPlan } from '../../plan/model/read.ts';
import { handPlan, readHandLaunch } from './hand-launch.ts';

/** What a run was started with, in its own folder: later edits of the plan do not change a run under way. */
export type Pinned = { readonly file: 'plan.phaseplan.yaml' | 'launch.json'; readonly text: string };

export function pin(folder: string, { file, text }: Pinned): Result<void> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, file), text, { mode: 0o600 });
    return ok(undefined);
  } catch (thrown) {
    return fail(fileFailure('write', folder, thrown));
  }
}

export function pinnedPlan(folder: string): Result<Plan> {
  const file = path.join(folder, 'plan.phaseplan.yaml' satisfies Pinned['file']);
  try {
    const launch = readHandLaunch(path.join(folder, 'launch.json' satisfies Pinned['file']));
    if (launch !== undefined) return ok(handPlan(launch));
    const { plan } = readPlan(readFileSync(file, 'utf8'));
    return plan === undefined
      ? fail({ kind: 'plan-unreadable', file, detail: 'the copy that the run was started with was changed' })
      : ok(plan);
  } catch (thrown) {
    return fail(fileFailure('read', file, thrown));
  }
}
