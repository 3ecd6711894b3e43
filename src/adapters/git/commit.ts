import { fail, ok, type Result } from '../../base/result.ts';
import { comeHome } from './come-home.ts';
import { commitWords } from './conflicts.ts';
import { type Git, gitFailure, openGit, zeroSeparated } from './git.ts';
import { identity } from './identity.ts';
import { mendWorktree } from './mend.ts';

type Commit = { readonly commit: string; readonly files: readonly string[] };

/**
 * Commits all that changed in a worktree, where anything did; on `branch`, where one is named. Hooks are skipped and nothing is signed: many agents commit at once,
 * unattended, and a person's own merge of the phase's branch is where both happen.
 */
export async function commitAll(
  folder: string,
  message: string,
  base: string,
  branch: string | undefined,
): Promise<Result<Commit>> {
  const git = openGit(folder);
  await mendWorktree(git);
  const home = branch === undefined ? ok(undefined) : await comeHome(git, folder, branch);
  if (!home.ok) return home;
  const added = await addAll(git);
  if (!added.ok) return fail(gitFailure('stage the changes', folder, added.error));
  const staged = await git('diff', '--cached', '--name-only', '-z', '--no-renames');
  if (!staged.ok) return fail(gitFailure('read what is staged', folder, staged.error));
  if (staged.value !== '') {
    const who = await identity(git);
    const made = await git(
      ...who,
      'commit',
      '--no-verify',
      '--no-gpg-sign',
      '--cleanup=whitespace',
      ...(await commitWords(git, message)),
    );
    if (!made.ok) return fail(gitFailure('commit', folder, made.error));
  }
  return describe(git, folder, base);
}

/** In a sparse checkout Git asks to be told twice before it takes a new file that lies outside of it. */
async function addAll(git: Git): ReturnType<Git> {
  const added = await git('add', '--all', '--verbose');
  if (added.ok || !added.error.detail.includes('sparse-checkout')) return added;
  return git('add', '--all', '--verbose', '--sparse');
}

async function describe(git: Git, folder: string, base: string): Promise<Result<Commit>> {
  const head = await git('rev-parse', '--verify', 'HEAD^{commit}');
  if (!head.ok) return fail(gitFailure('read the commit', folder, head.error));
  const files = await git('diff', '--name-only', '--relative', '-z', '--no-renames', base, 'HEAD', '--');
  if (!files.ok) return fail(gitFailure('compare with where the worktree started', folder, files.error));
  return ok({ commit: head.value.trim(), files: zeroSeparated(files.value) });
}
