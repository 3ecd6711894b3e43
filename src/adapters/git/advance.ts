import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { type Git, gitFailure, zeroSeparated } from './git.ts';
import { isLinked } from './mend.ts';

/**
 * Moves the branch that is checked out on to a commit made aside, which follows it; the only step of a merge that touches anybody's files.
 * Files that somebody has changed are never written over, except where a move that was cut off left them as they are wanted.
 */
export async function advance(git: Git, folder: string, to: string): Promise<Result<string>> {
  const moved = await forward(git, to);
  if (moved.ok) return ok(to);
  const inTheWay = await changedOnBothSides(git, to);
  if (inTheWay.length === 0) return fail(gitFailure('move the branch on', folder, moved.error));
  const begun: string[] = [];
  for (const file of inTheWay) {
    if (await isAsIn(git, to, file)) continue;
    if (!(await isBegunAsIn(git, to, file))) return fail({ kind: 'changes-in-the-way', folder, files: inTheWay });
    begun.push(file);
  }
  const written = begun.length === 0 ? moved : await git('checkout', to, '--', ...begun.map(literally));
  if (begun.length > 0 && !written.ok) return fail(gitFailure('write what was cut off', folder, written.error));
  const added = await git('add', '--all', '--', ...inTheWay.map(literally));
  const again = added.ok ? await forward(git, to) : added;
  return again.ok ? ok(to) : fail(gitFailure('move the branch on', folder, again.error));
}

const forward = (git: Git, to: string): ReturnType<Git> =>
  git('merge', '--ff-only', '--no-autostash', '--no-verify-signatures', '--quiet', to);

/** Paths from the repository's root that differ from HEAD both here and in the commit. */
async function changedOnBothSides(git: Git, to: string): Promise<readonly string[]> {
  const wanted = await git('diff', '--name-only', '-z', '--no-renames', 'HEAD', to, '--');
  const status = await git('status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames');
  if (!wanted.ok || !status.ok) return [];
  const here = new Set(zeroSeparated(status.value).map((line) => line.slice(3)));
  return zeroSeparated(wanted.value).filter((file) => here.has(file));
}

const literally = (file: string): string => `:(top,literal)${file}`;

/**
 * Whether a file on disk is only the beginning of what the commit has, as a Git leaves it that was killed while it wrote: then nothing is lost when
 * the rest is written. Of a file that was there before, only in a linked worktree: in the main one a person may have cut it short.
 */
async function isBegunAsIn(git: Git, commit: string, file: string): Promise<boolean> {
  const places = await git('rev-parse', '--show-toplevel', '--absolute-git-dir');
  const wanted = await git('cat-file', '--filters', `${commit}:${file}`);
  if (!places.ok || !wanted.ok) return false;
  const [root = '', own = ''] = places.value.trim().split('\n');
  const isNew = !(await git('cat-file', '-e', `HEAD:${file}`)).ok;
  if (!isNew && !isLinked(own)) return false;
  const here = await readFile(path.join(root, file), 'utf8').catch(() => '');
  return !here.includes('\uFFFD') && wanted.value.startsWith(here);
}

/** Whether a file on disk is what the commit has, or is gone from both. */
async function isAsIn(git: Git, commit: string, file: string): Promise<boolean> {
  const root = await git('rev-parse', '--show-toplevel');
  if (!root.ok) return false;
  const here = await git('-C', root.value.trim(), 'hash-object', '--', file);
  const there = await git('rev-parse', '--verify', '--quiet', `${commit}:${file}`);
  return here.ok === there.ok && (!here.ok || !there.ok || here.value === there.value);
}
