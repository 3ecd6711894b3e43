import { fail, ok, type Result } from '../../base/result.ts';
import type { Merged, MergeWay } from '../../run/ports.ts';
import { advance } from './advance.ts';
import { mergedTree, unresolvedIn } from './conflicts.ts';
import { type Git, gitFailure, openGit, zeroSeparated } from './git.ts';
import { identity } from './identity.ts';
import { mendWorktree } from './mend.ts';
import { readRegistrations } from './registrations.ts';

/**
 * Brings a branch into the one that is checked out in `folder`; where nothing is left to bring, HEAD stays as it is. `merge` makes a merge commit
 * of its own always, so that a task can be told apart and undone later; `squash` makes one plain commit; `rebase` puts the branch's commits on top,
 * in the worktree that has it checked out. A merge is made aside and then moved to: a kill leaves it done, or not begun.
 */
export async function mergeBranch(
  folder: string,
  branch: string,
  message: string,
  way: MergeWay = 'merge',
): Promise<Result<Merged>> {
  const git = openGit(folder);
  await mendWorktree(git);
  const [before, tip] = [await commitOf(git, 'HEAD'), await commitOf(git, `refs/heads/${branch}`)];
  if (!before.ok) return fail(gitFailure('read the commit', folder, before.error));
  if (!tip.ok) return fail(gitFailure(`find the branch ${branch}`, folder, tip.error));
  const common = await git('merge-base', before.value, tip.value);
  if (common.ok && common.value.trim() === tip.value) return ok({ commit: before.value, before: before.value });
  const open = await unresolvedIn(git, before.value, tip.value);
  if (open.length > 0) return fail({ kind: 'conflict-unresolved', branch, files: open });
  const on: MergeInto = { git, folder, branch, before: before.value, tip: tip.value, message };
  const merged = way === 'rebase' ? await rebaseInto(on) : await mergeInto(on, way);
  return merged.ok ? ok({ commit: merged.value, before: before.value }) : merged;
}

type MergeInto = {
  readonly git: Git;
  readonly folder: string;
  readonly branch: string;
  readonly before: string;
  readonly tip: string;
  readonly message: string;
};

const commitOf = async (git: Git, name: string): ReturnType<Git> => {
  const found = await git('rev-parse', '--verify', `${name}^{commit}`);
  return found.ok ? ok(found.value.trim()) : found;
};

/** The branch checked out, for people. */
export async function currentBranch(git: Git): Promise<string> {
  const name = await git('symbolic-ref', '--short', '--quiet', 'HEAD');
  return name.ok ? name.value.trim() : 'HEAD';
}

export async function mergeBase(folder: string, one: string, other: string): Promise<Result<string>> {
  const found = await openGit(folder)('merge-base', one, other);
  return found.ok ? ok(found.value.trim()) : fail(gitFailure('find where they parted', folder, found.error));
}

async function mergeInto(on: MergeInto, way: 'merge' | 'squash'): Promise<Result<string>> {
  const { git, folder, branch, before, tip, message } = on;
  const merged = await mergedTree(git, before, tip);
  if (merged === undefined) {
    if (way === 'merge') return mergeInPlace(on);
    return fail({ kind: 'git-failed', operation: `squash ${branch}`, detail: 'it takes Git 2.38 or newer' });
  }
  if (!merged.ok) return fail(gitFailure(`merge ${branch}`, folder, merged.error));
  const { tree, conflicts } = merged.value;
  if (conflicts.length > 0)
    return fail({ kind: 'merge-conflict', branch, into: await currentBranch(git), files: conflicts });
  const unchanged = await git('rev-parse', `${before}^{tree}`);
  if (way === 'squash' && unchanged.ok && unchanged.value.trim() === tree) return ok(before);
  const parents = ['-p', before, ...(way === 'merge' ? ['-p', tip] : [])];
  const made = await git(...(await identity(git)), 'commit-tree', tree, ...parents, '-m', message);
  return made.ok ? advance(git, folder, made.value.trim()) : fail(gitFailure('commit the merge', folder, made.error));
}

/** The way of a Git that cannot merge aside. */
async function mergeInPlace({ git, folder, branch, message }: MergeInto): Promise<Result<string>> {
  const who = await identity(git);
  const words = ['--no-ff', '--no-verify', '--no-gpg-sign', '-m', message, `refs/heads/${branch}`];
  const merged = await git(...who, 'merge', ...words);
  const head = merged.ok ? await commitOf(git, 'HEAD') : merged;
  if (head.ok) return ok(head.value);
  const files = await unmergedFiles(git);
  if (files.length === 0) {
    await mendWorktree(git);
    return fail(gitFailure(`merge ${branch}`, folder, head.error));
  }
  const into = await currentBranch(git);
  const aborted = await git('merge', '--abort');
  if (!aborted.ok) return fail(gitFailure('take the conflicting merge back', folder, aborted.error));
  return fail({ kind: 'merge-conflict', branch, into, files });
}

const unmergedFiles = async (git: Git): Promise<readonly string[]> => {
  const unmerged = await git('diff', '--name-only', '-z', '--diff-filter=U');
  return unmerged.ok ? zeroSeparated(unmerged.value) : [];
};

async function rebaseInto({ git, folder, branch, before }: MergeInto): Promise<Result<string>> {
  const listed = await git('worktree', 'list', '--porcelain');
  const own = listed.ok ? readRegistrations(listed.value).find((one) => one.branch === branch) : undefined;
  if (own === undefined)
    return fail({
      kind: 'git-failed',
      operation: `rebase ${branch}`,
      detail: 'no worktree has it checked out any more',
    });
  const there = openGit(own.folder);
  await mendWorktree(there);
  const rebased = await there(...(await identity(there)), 'rebase', '--no-autostash', '--no-gpg-sign', before);
  if (!rebased.ok) {
    const files = await unmergedFiles(there);
    await there('rebase', '--abort');
    return files.length === 0
      ? fail(gitFailure(`rebase ${branch}`, own.folder, rebased.error))
      : fail({ kind: 'merge-conflict', branch, into: await currentBranch(git), files });
  }
  const tip = await commitOf(there, 'HEAD');
  return tip.ok ? advance(git, folder, tip.value) : fail(gitFailure('read the commit', own.folder, tip.error));
}
