import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { gitFailure, openGit, zeroSeparated } from './git.ts';
import { type Registration, readRegistrations } from './registrations.ts';

/** What Git and the disk tell of one worktree. */
export type KeptWorktree = {
  /** Absolute root of it. */
  readonly folder: string;
  readonly branch: string;
  readonly uncommitted: number;
  readonly merged: boolean;
  readonly bytes: number;
};

/** Every worktree of the repository that lies below `home`; one whose folder is gone is told with nothing in it. */
export async function worktreesBelow(workspace: string, home: string): Promise<Result<readonly KeptWorktree[]>> {
  const listed = await openGit(workspace)('worktree', 'list', '--porcelain');
  if (!listed.ok) return fail(gitFailure('list worktrees', workspace, listed.error));
  const below = readRegistrations(listed.value).filter(({ folder }) => isBelow(folder, home));
  return ok(await Promise.all(below.map((one) => look(workspace, one))));
}

const isBelow = (folder: string, home: string): boolean =>
  path.resolve(folder).startsWith(`${path.resolve(home)}${path.sep}`);

async function look(workspace: string, { folder, branch = '' }: Registration): Promise<KeptWorktree> {
  if (!existsSync(folder))
    return { folder, branch, uncommitted: 0, merged: await isElsewhere(workspace, branch), bytes: 0 };
  const status = await openGit(folder)('status', '--porcelain', '-z', '--untracked-files=all', '--no-renames');
  return {
    folder,
    branch,
    // What cannot be read may hold anything.
    uncommitted: status.ok ? zeroSeparated(status.value).length : 1,
    merged: await isElsewhere(workspace, branch),
    bytes: await sizeOf(folder),
  };
}

/** Whether another branch, here or of a remote, or a tag holds the branch's last commit. */
async function isElsewhere(workspace: string, branch: string): Promise<boolean> {
  if (branch === '') return false;
  const found = await openGit(workspace)('for-each-ref', '--format=%(refname)', '--contains', `refs/heads/${branch}`);
  return found.ok && found.value.split('\n').some((name) => name !== '' && name !== `refs/heads/${branch}`);
}

/** Bytes on disk, links not followed. */
async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  let bytes = 0;
  for (const name of names) {
    const stat = await lstat(path.join(folder, name)).catch(() => undefined);
    // Windows counts no blocks.
    if (stat?.isFile()) bytes += (stat.blocks ?? 0) * 512 || stat.size;
  }
  return bytes;
}
