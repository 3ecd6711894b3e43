import path from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Phase } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import { isPart } from '../../run/schedule.ts';
import type { Executing } from './executing.ts';

/**
 * Opens a phase: its branch gathers what its tasks do, from where the phases that it needs ended. The branch is `…/<phase>/_phase`, because
 * Git cannot hold both `…/<phase>` and `…/<phase>/<task>`.
 */
export async function openPhase(executing: Executing, phase: Phase): Promise<void> {
  const { context, run, plan } = executing;
  if (executing.state().scope.kind === 'agent') {
    context.log.record(
      run,
      { phase: phase.id },
      { kind: 'phase.started', title: phase.title, branch: '', worktree: context.folders.workspace },
    );
    return;
  }
  const branch = await context.worktrees.freeBranch(`phaseline/${branchName(plan.name)}/${phase.id}/_phase`);
  const at = { phase: phase.id };
  if (!branch.ok) {
    context.log.record(run, at, { kind: 'phase.started', title: phase.title, branch: '', worktree: '' });
    context.log.record(run, at, { kind: 'phase.finished', met: false, reason: sentence(branch.error) });
    return;
  }
  const inside = await context.worktrees.inside(path.join(context.folders.worktrees, run, phase.id, '_phase'));
  const worktree = inside.ok ? inside.value : '';
  context.log.record(run, at, { kind: 'phase.started', title: phase.title, branch: branch.value, worktree });
  const made = await phaseWorktree(executing, phase.id);
  if (!made.ok) context.log.record(run, at, { kind: 'phase.finished', met: false, reason: sentence(made.error) });
  else await context.hooks.moment({ run, phase: phase.id, on: 'pre-phase', root: made.value, subject: phase.id });
}

/** The folder in which a phase gathers, made where it is not there (any more). */
export async function phaseWorktree(executing: Executing, phase: string): Promise<Result<string>> {
  const record = executing.state().phaseStates[phase];
  if (record === undefined)
    return fail({
      kind: 'no-such',
      what: 'open phase',
      name: phase,
      known: Object.keys(executing.state().phaseStates),
    });
  // An agent launched by hand starts from the workspace as it is; nothing is gathered.
  if (record.branch === '') return ok(record.worktree);
  const made = await executing.context.worktrees.ensure(record.worktree, record.branch, baseOf(executing, phase));
  return made.ok ? ok(record.worktree) : made;
}

/**
 * The commit that a task of this phase starts from: where its work stands that is gathered by now. Tasks that start together ask once; a merge
 * in between is a reason to ask again, since the next task may need just that.
 */
export async function gatheredCommit(executing: Executing, phase: string): Promise<Result<string>> {
  const merged = Object.values(executing.state().tasks).filter((task) => task.phase === phase && task.merged).length;
  const key = `${phase} ${merged}`;
  const known = executing.gathered.get(key);
  if (known !== undefined) return known;
  const asking = readGathered(executing, phase);
  executing.gathered.set(key, asking);
  try {
    return await asking;
  } finally {
    executing.gathered.delete(key);
  }
}

async function readGathered(executing: Executing, phase: string): Promise<Result<string>> {
  const worktree = await phaseWorktree(executing, phase);
  return worktree.ok ? executing.context.worktrees.head(worktree.value) : worktree;
}

/** The branch of the last phase in this run that it needs, else the commit that the run started from. */
function baseOf(executing: Executing, phase: string): string {
  const needs = executing.plan.phases.find(({ id }) => id === phase)?.needs ?? [];
  const branches = needs
    .map((need) => executing.state().phaseStates[need]?.branch)
    .filter((branch) => branch !== undefined && branch !== '');
  return branches.at(-1) ?? executing.state().base;
}

export async function closePhase(executing: Executing, phase: Phase, met: boolean, reason: string): Promise<void> {
  const { context, run } = executing;
  const root = executing.state().phaseStates[phase.id]?.worktree ?? context.folders.workspace;
  await context.hooks.moment({ run, phase: phase.id, on: 'post-phase', root, subject: phase.id });
  await context.hooks.idle(run);
  if (executing.stopped.aborted) return;
  const part = isPart(executing.state()) ? { part: true as const } : {};
  context.log.record(run, { phase: phase.id }, { kind: 'phase.finished', met, reason, ...part });
}

/** A plan's name as part of a branch name, whatever a person called it. */
export const branchName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '') || 'plan';
