import { fail, ok, type Result } from '../../base/result.ts';
import { type Git, gitFailure } from './git.ts';

/**
 * Brings a worktree back to its branch, with all that was committed since on another one or on none: agents like to make branches of their own, and only
 * what is on the task's is merged. No file is touched. Refused where the branch does not lead to what is checked out.
 */
export async function comeHome(git: Git, folder: string, branch: string): Promise<Result<void>> {
  const home = `refs/heads/${branch}`;
  const head = await git('symbolic-ref', '--quiet', 'HEAD');
  const away = head.ok ? head.value.trim() : 'a commit';
  if (away === home) return ok(undefined);
  const operation = `go back to ${branch}`;
  if (!(await git('merge-base', '--is-ancestor', home, 'HEAD')).ok) {
    const detail = `${away.replace('refs/heads/', '')} is checked out in ${folder}, and does not go on from it`;
    return fail({ kind: 'git-failed', operation, detail });
  }
  const moved = await git('update-ref', '-m', operation, home, 'HEAD');
  const back = moved.ok ? await git('symbolic-ref', '-m', operation, 'HEAD', home) : moved;
  return back.ok ? ok(undefined) : fail(gitFailure(operation, folder, back.error));
}
