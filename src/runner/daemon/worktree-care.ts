import path from 'node:path';
import { worktreesBelow } from '../../adapters/git/our-worktrees.ts';
import { processesIn } from '../../adapters/process-table.ts';
import { ok, type Result } from '../../base/result.ts';
import { sentence } from '../../protocol/explain.ts';
import type { ListedWorktree } from '../../protocol/requests.ts';
import { isOver, type Run, type WorkspaceState } from '../../run/state.ts';
import { judgeWorktree, type WorktreeFacts } from '../../run/worktree-state.ts';
import type { RunContext } from './context.ts';

/** All worktrees that Phaseline made here, what runs made and what a crash left alike. */
export async function listWorktrees(context: RunContext): Promise<Result<readonly ListedWorktree[]>> {
  const { workspace, worktrees } = context.folders;
  const found = await worktreesBelow(workspace, worktrees);
  return found.ok ? ok(found.value.map((one) => judged(context, one))) : found;
}

function judged(
  { folders, log }: RunContext,
  one: Omit<WorktreeFacts, 'owner' | 'going' | 'processes'>,
): ListedWorktree {
  const owner = ownerOf(log.state, folders.worktrees, one.folder);
  const facts: WorktreeFacts = { ...one, ...owner, processes: processesIn(one.folder) };
  const verdict = judgeWorktree(facts);
  return { ...facts, kept: verdict.removable ? '' : verdict.kept };
}

/** Removes every worktree with which nothing is lost, and its branch where nobody goes back to it. What was removed, and what was not and why. */
export async function cleanWorktrees(context: RunContext): Promise<Result<readonly ListedWorktree[]>> {
  const listed = await listWorktrees(context);
  if (!listed.ok) return listed;
  const after: ListedWorktree[] = [];
  for (const found of listed.value) {
    // Its run may have been resumed while those before it went.
    const one = found.kept === '' ? judged(context, found) : found;
    if (one.kept !== '') {
      after.push(one);
      continue;
    }
    const inside = await context.worktrees.inside(one.folder);
    const branch = goesBackTo(context.log.state, one.branch) ? undefined : one.branch;
    const removed = inside.ok ? await context.worktrees.remove(inside.value, branch) : inside;
    if (removed.ok) context.hooks.gone(one.folder);
    after.push({ ...one, kept: removed.ok ? '' : sentence(removed.error) });
  }
  return ok(after);
}

/** Who made it, from where it lies: `<run>/<phase>/<task>`, or `<run>/<phase>/_phase`. */
function ownerOf(state: WorkspaceState, home: string, folder: string): Pick<WorktreeFacts, 'owner' | 'going'> {
  const [id = '', phase = '', task = ''] = path.relative(home, folder).split(path.sep);
  const run = state.runs[id];
  if (run === undefined) return { owner: undefined, going: false };
  return {
    owner: `${id} ${phase}/${task}`,
    going: task === '_phase' ? run.finishedAt === undefined : isGoing(run, `${phase}/${task}`),
  };
}

/**
 * What a phase has gathered is wanted again where its run is resumed, by the phases that need it, and when it is merged; made anew, the branch would hold nothing
 * of it. Once a person has merged it and the run has met its gates, nobody asks.
 */
const goesBackTo = ({ runs }: WorkspaceState, branch: string): boolean =>
  Object.values(runs).some(({ outcome, phaseStates }) =>
    Object.values(phaseStates).some(
      (phase) => phase.branch === branch && (outcome !== 'met' || phase.merge === undefined),
    ),
  );

/** A run that was cut off can go on, and then wants its worktrees. */
function isGoing(run: Run, task: string): boolean {
  const life = run.tasks[task]?.life;
  return run.finishedAt === undefined && (life === undefined || !isOver(life) || life === 'lost' || life === 'failed');
}
