import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type Git, gitFailure, openGit } from './git.ts';
import type { Registration } from './registrations.ts';

/** A linked worktree's `.git` is a file; without it the folder was deleted, or never finished. */
export const isCheckedOut = (folder: string): boolean => existsSync(path.join(folder, '.git'));

/** Nothing is there, or an empty folder. */
export function isFree(folder: string): boolean {
  try {
    return !existsSync(folder) || readdirSync(folder).length === 0;
  } catch {
    // A file.
    return false;
  }
}

/** Ends a registration whose folder is gone, or whose making was cut off: nobody has worked there yet. Other stale ones are not ours to prune. */
export async function clearLeftover(git: Git, workspace: string, one: Registration): Promise<Result<void>> {
  // Twice: a locked one needs it.
  const removed = await git('worktree', 'remove', '--force', '--force', one.folder);
  if (removed.ok) return ok(undefined);
  // Git itself refuses one whose repository was only begun; its lock says that nobody has been given the folder yet.
  if (one.locked === 'initializing' && !(await gone(one.folder))) return fail(stillWritten(one.folder));
  const again = await git('worktree', 'remove', '--force', '--force', one.folder);
  // Where another Git still wrote into the folder, the first time has failed and yet ended the registration.
  if (again.ok || /is not a working tree/.test(again.error.detail)) return ok(undefined);
  return fail(gitFailure('remove what a crash left', workspace, again.error));
}

/** Whether the folder could be removed, also where another program adds to it meanwhile: its last try comes four seconds after the first. */
async function gone(folder: string): Promise<boolean> {
  return rm(folder, { recursive: true, force: true, maxRetries: 12, retryDelay: 50 }).then(
    () => true,
    () => false,
  );
}

const stillWritten = (folder: string): Failure => ({
  kind: 'git-failed',
  operation: 'remove what a crash left',
  detail: `${folder} cannot be removed: another program may still write there`,
});

/**
 * Clears a folder that is no worktree and holds nothing but files of `base`, as they are there; whether it did. A Git that is killed while it makes a
 * worktree leaves another one behind, which goes on to check files out, also into a folder that was cleared meanwhile.
 */
export async function clearCheckout(workspace: string, folder: string, base: string): Promise<boolean> {
  if (isCheckedOut(folder)) return false;
  const aside = await mkdtemp(path.join(os.tmpdir(), 'phaseline-index-')).catch(() => undefined);
  if (aside === undefined) return false;
  try {
    const git = openGit(workspace, { index: path.join(aside, 'index') });
    if (!(await git('read-tree', base)).ok || !(await holdsNothingElse(git, folder))) return false;
    return await gone(folder);
  } finally {
    await gone(aside);
  }
}

/** Nothing beside what the index of `git` holds, ignored files among it, and nothing that differs from it; files may be missing. */
async function holdsNothingElse(git: Git, folder: string): Promise<boolean> {
  const others = await git('--work-tree', folder, 'ls-files', '-z', '--others');
  if (!others.ok || others.value !== '') return false;
  const changed = await git('--work-tree', folder, 'diff', '--no-ext-diff', '--name-only', '-z', '--diff-filter=d');
  return changed.ok && changed.value === '';
}
