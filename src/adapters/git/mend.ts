import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Git } from './git.ts';
import { staleMilliseconds } from './half-made.ts';

const rebasing = ['rebase-merge', 'rebase-apply'];

/**
 * Mends what a killed Git left in a linked worktree: stale locks, and a merge, revert or rebase cut off in the middle. The main worktree, where a person
 * may be at work, is never touched.
 */
export async function mendWorktree(git: Git): Promise<void> {
  const folders = await git('rev-parse', '--absolute-git-dir', '--git-common-dir');
  if (!folders.ok) return;
  const [own = '', common = ''] = folders.value.trim().split('\n');
  if (!isLinked(own)) return;
  const head = await git('symbolic-ref', '--quiet', 'HEAD');
  const branch = head.ok ? head.value.trim() : undefined;
  const locks = ['index.lock', 'HEAD.lock'].map((name) => path.join(own, name));
  if (branch !== undefined && path.isAbsolute(common)) locks.push(path.join(common, `${branch}.lock`));
  for (const lock of locks) await removeStale(lock);
  if (existsSync(path.join(own, 'MERGE_HEAD'))) await git('merge', '--abort');
  if (existsSync(path.join(own, 'REVERT_HEAD'))) await git('revert', '--abort');
  if (rebasing.some((name) => existsSync(path.join(own, name)))) await git('rebase', '--abort');
}

/** Whether a Git folder (absolute) is that of a linked worktree. */
export const isLinked = (gitFolder: string): boolean => path.basename(path.dirname(gitFolder)) === 'worktrees';

async function removeStale(lock: string): Promise<void> {
  const first = await lastChange(lock);
  if (first === undefined) return;
  const wait = first + staleMilliseconds - Date.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  if ((await lastChange(lock)) === first) await rm(lock, { force: true });
}

const lastChange = async (file: string): Promise<number | undefined> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
