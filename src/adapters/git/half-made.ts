import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Result } from '../../base/result.ts';

/** Older than this, what a Git has begun in a worktree of ours was begun by one that was killed: none of our calls takes so long for it. */
export const staleMilliseconds = 3000;
/** After so long, what keeps Git from reading is told. */
const patience = 3 * staleMilliseconds;
/** Git makes the file and writes it at once: what is half there is whole a moment later. */
const moment = 20;

/**
 * Asks Git in a folder, and asks again while another Git is just making a worktree of the same repository. Git reads all worktrees for much of what it
 * does, and dies where it meets a file that was made and is not written yet (2.39: "failed to read .git/worktrees/…/commondir: Success"). What a killed
 * Git left so is taken out of the list, where the worktree would have been one of ours.
 */
export async function askPatiently<E extends { readonly detail: string }>(
  ask: (...words: readonly string[]) => Promise<Result<string, E>>,
  folder: string,
  words: readonly string[],
): Promise<Result<string, E>> {
  const end = Date.now() + patience;
  for (;;) {
    const said = await ask(...words);
    const name = said.ok ? undefined : halfMade(said.error.detail);
    if (name === undefined || Date.now() > end) return said;
    const common = await ask('rev-parse', '--git-common-dir');
    if (!common.ok) return said;
    if (!(await willBeWhole(path.resolve(folder, common.value.trim(), 'worktrees', name)))) return said;
    await new Promise((resolve) => setTimeout(resolve, moment));
  }
}

/** Under which name Git keeps the worktree that it could not read. */
const halfMade = (detail: string): string | undefined =>
  /failed to read .*\bworktrees[\\/]([^\\/]+)[\\/]commondir/.exec(detail)?.[1];

/** Whether it is worth asking again: another Git is at it, or what one has abandoned was cleared away. */
async function willBeWhole(kept: string): Promise<boolean> {
  try {
    const { size, mtimeMs } = await stat(path.join(kept, 'commondir'));
    if (size > 0 || Date.now() - mtimeMs < staleMilliseconds) return true;
    const place = await placeOfOurs(kept);
    if (place === undefined) return false;
    // It points at what is about to go, and nothing else is in its folder yet: without it the worktree can be made there again.
    await rm(place, { force: true });
    await rm(kept, { recursive: true, force: true });
  } catch {
    // It has gone meanwhile, or must not be touched: Git will tell.
  }
  return true;
}

/** The `.git` of the worktree, where it would have been one of ours: before the file in question, Git writes that it is making one, and where. */
async function placeOfOurs(kept: string): Promise<string | undefined> {
  const [mark, place = ''] = await Promise.all(
    ['locked', 'gitdir'].map(async (name) => (await readFile(path.join(kept, name), 'utf8')).trim()),
  );
  return mark === 'initializing' && /[\\/]\.phaseline[\\/]worktrees[\\/]/.test(place) ? place : undefined;
}
