import { fail, ok, type Result } from '../../base/result.ts';
import type { Merged } from '../../run/ports.ts';
import { gitFailure, openGit, zeroSeparated } from './git.ts';
import { identity } from './identity.ts';
import { mendWorktree } from './mend.ts';
import { currentBranch } from './merge.ts';

/**
 * Takes a merge back from the branch that is checked out in `folder`. Where it is the last thing on it and nobody else has it, the branch goes
 * back to where it was, with whatever is uncommitted; else a commit undoes it. One that is not there (any more) is undone already. The HEAD after it.
 */
export async function undoMerge(folder: string, { commit, before }: Merged): Promise<Result<string>> {
  const git = openGit(folder);
  await mendWorktree(git);
  const read = await git('rev-parse', '--verify', 'HEAD^{commit}');
  if (!read.ok) return fail(gitFailure('read the commit', folder, read.error));
  const head = read.value.trim();
  const within = await git('merge-base', '--is-ancestor', commit, head);
  if (commit === before || !within.ok) return ok(head);
  const published = await git('for-each-ref', '--count=1', '--contains', commit, 'refs/remotes/');
  if (head === commit && published.ok && published.value.trim() === '') {
    const back = await git('reset', '--keep', before);
    return back.ok ? ok(before) : fail(gitFailure('take the merge back', folder, back.error));
  }
  const parents = await git('rev-list', '--parents', '-n', '1', commit);
  const merge = parents.ok && parents.value.trim().split(' ').length > 2;
  const what = merge ? ['-m', '1', commit] : [`${before}..${commit}`];
  const reverted = await git(...(await identity(git)), 'revert', '--no-edit', '--no-gpg-sign', ...what);
  if (!reverted.ok) {
    const unmerged = await git('diff', '--name-only', '-z', '--diff-filter=U');
    await git('revert', '--abort');
    const files = unmerged.ok ? zeroSeparated(unmerged.value) : [];
    if (files.length === 0) return fail(gitFailure('undo the merge', folder, reverted.error));
    return fail({
      kind: 'merge-conflict',
      branch: `the undoing of ${commit.slice(0, 10)}`,
      into: await currentBranch(git),
      files,
    });
  }
  const now = await git('rev-parse', 'HEAD');
  return now.ok ? ok(now.value.trim()) : fail(gitFailure('read the commit', folder, now.error));
}
