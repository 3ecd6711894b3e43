import { fail, ok, type Result } from '../../base/result.ts';
import { identity } from './commit.ts';
import { type Git, gitFailure, openGit, zeroSeparated } from './git.ts';
import { mendWorktree } from './mend.ts';

/**
 * Merges a branch into the one that is checked out in `folder`, always with a merge commit of its own, so that a task can be told apart
 * and undone later. The resulting HEAD; where the branch is merged already, the HEAD that is there.
 */
export async function mergeBranch(folder: string, branch: string, message: string): Promise<Result<string>> {
  const git = openGit(folder);
  await mendWorktree(git);
  const tip = await git('rev-parse', '--verify', `refs/heads/${branch}^{commit}`);
  if (!tip.ok) return fail(gitFailure(`find the branch ${branch}`, folder, tip.error));
  const common = await git('merge-base', 'HEAD', tip.value.trim());
  if (common.ok && common.value.trim() === tip.value.trim()) return headOf(git, folder);
  const who = await identity(git);
  const merged = await git(
    ...who,
    'merge',
    '--no-ff',
    '--no-verify',
    '--no-gpg-sign',
    '-m',
    message,
    `refs/heads/${branch}`,
  );
  if (merged.ok) return headOf(git, folder);
  const unmerged = await git('diff', '--name-only', '-z', '--diff-filter=U');
  const files = unmerged.ok ? zeroSeparated(unmerged.value) : [];
  if (files.length === 0) {
    await mendWorktree(git);
    return fail(gitFailure(`merge ${branch}`, folder, merged.error));
  }
  const into = await git('symbolic-ref', '--short', '--quiet', 'HEAD');
  const aborted = await git('merge', '--abort');
  if (!aborted.ok) return fail(gitFailure('take the conflicting merge back', folder, aborted.error));
  return fail({ kind: 'merge-conflict', branch, into: into.ok ? into.value.trim() : 'HEAD', files });
}

async function headOf(git: Git, folder: string): Promise<Result<string>> {
  const head = await git('rev-parse', 'HEAD');
  return head.ok ? ok(head.value.trim()) : fail(gitFailure('read the commit', folder, head.error));
}
