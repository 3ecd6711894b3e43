import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Worktrees } from '../../run/ports.ts';
import { errorText } from '../files.ts';
import { comeHome } from './come-home.ts';
import { commitAll } from './commit.ts';
import { foreseeMerge, layOutConflict } from './conflicts.ts';
import { type Git, gitFailure, openGit, zeroSeparated } from './git.ts';
import { clearCheckout, clearLeftover, isCheckedOut, isFree } from './leftovers.ts';
import { mendWorktree } from './mend.ts';
import { currentBranch, mergeBase, mergeBranch } from './merge.ts';
import { type Registration, readRegistrations, sameFolder } from './registrations.ts';
import { changesBetween, leaveOut } from './review.ts';
import { undoMerge } from './undo.ts';

/**
 * Worktrees of the repository that `workspace` (absolute) is in. Paths in results are relative to the worktree's root, forward slashes.
 * What changes worktrees that are there goes one after the other, and so does all work in one folder; new ones and folders go side by side.
 */
export function createWorktrees(workspace: string): Worktrees {
  const git = openGit(workspace);
  const inTurn = turns();
  const list = 'the list of worktrees';
  // Two who ask at once must not be given one name: a branch is made only later.
  const promised = new Set<string>();
  const branches = shared(() => listBranches(git, workspace));
  let lanes = 0;
  const lane = (): string => `new worktrees ${lanes++ % atOnce}`;
  const prefix = answeredOnce(() => prefixOf(git, workspace));
  const inRoot = async <T>(folder: string, work: (root: string) => Promise<Result<T>>): Promise<Result<T>> => {
    const inside = await prefix();
    return inside.ok ? work(rootOf(folder, inside.value)) : inside;
  };
  return {
    inside: async (root) => {
      const inside = await prefix();
      return inside.ok ? ok(path.join(root, inside.value)) : inside;
    },
    head: (folder) => (folder === undefined ? headCommit(git, workspace) : headCommit(openGit(folder), folder)),
    freeBranch: (wanted) => freeBranch(branches, wanted, promised),
    ensure: (folder, branch, base) =>
      inRoot(folder, async (root) => {
        // New ones do not meet in Git; whatever is there already, or half there, is looked at one by one.
        const isNew = !existsSync(root) && (await inTurn(lane(), () => addNew(git, root, branch, base)));
        return isNew ? ok(undefined) : inTurn(list, () => ensureWorktree(git, workspace, root, branch, base));
      }),
    changed: (folder) => changedFiles(folder),
    commit: (folder, message, base, branch) =>
      inTurn(path.resolve(folder), () => commitAll(folder, message, base, branch)),
    merge: (folder, branch, message, way) =>
      inTurn(path.resolve(folder), () => mergeBranch(folder, branch, message, way)),
    foresee: foreseeMerge,
    undo: (folder, merged) => inTurn(path.resolve(folder), () => undoMerge(folder, merged)),
    layOutConflict: (folder, into) => inTurn(path.resolve(folder), () => layOutConflict(folder, into)),
    changes: changesBetween,
    leaveOut: (folder, base, parts, message) =>
      inTurn(path.resolve(folder), () => leaveOut(folder, base, parts, message)),
    mergeBase: (folder, one, other) => mergeBase(folder, one, other),
    branch: (folder) => currentBranch(openGit(folder)),
    remove: (folder, branch) =>
      inTurn(list, async () => {
        const removed = await inRoot(folder, (root) => removeWorktree(git, workspace, root, branch));
        if (removed.ok && branch !== undefined) promised.delete(branch.toLowerCase());
        return removed;
      }),
  };
}

/** New worktrees made at once; each is mostly a checkout, which one core does. */
const atOnce = Math.max(2, Math.min(4, os.availableParallelism()));

/** Whether a worktree of which nothing was there could be made in one go. */
async function addNew(git: Git, folder: string, branch: string, base: string): Promise<boolean> {
  try {
    await mkdir(path.dirname(folder), { recursive: true });
  } catch {
    return false;
  }
  return (await git('worktree', 'add', '--no-track', '-b', branch, folder, base)).ok;
}

/** Where in its repository the workspace lies: empty for the root, else `packages/app`. */
async function prefixOf(git: Git, workspace: string): Promise<Result<string>> {
  const shown = await git('rev-parse', '--show-prefix');
  if (!shown.ok) return fail(gitFailure('open the repository', workspace, shown.error));
  return ok(shown.value.replace(/\/?\n$/, ''));
}

/** The root of the worktree that holds this folder of it. */
const rootOf = (folder: string, prefix: string): string =>
  prefix === '' ? folder : path.resolve(folder, ...prefix.split('/').map(() => '..'));

/** Work under one key happens one after the other, in the order in which it came. */
function turns(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    const settled: Promise<unknown> = turn
      .catch(() => {})
      .then(() => {
        if (last.get(key) === settled) last.delete(key);
      });
    last.set(key, settled);
    return turn;
  };
}

async function headCommit(git: Git, folder: string): Promise<Result<string>> {
  const head = await git('rev-parse', '--verify', 'HEAD^{commit}');
  if (head.ok) return ok(head.value.trim());
  const repository = await git('rev-parse', '--git-dir');
  return repository.ok
    ? fail({ kind: 'no-commit', folder })
    : fail(gitFailure('open the repository', folder, repository.error));
}

async function listBranches(git: Git, workspace: string): Promise<Result<readonly string[]>> {
  const listed = await git('for-each-ref', '--format=%(refname)', 'refs/heads/');
  if (!listed.ok) return fail(gitFailure('list the branches', workspace, listed.error));
  return ok(listed.value.split('\n').map((name) => name.replace('refs/heads/', '').toLowerCase()));
}

/** Many who ask at once are given one answer. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let asking: Promise<T> | undefined;
  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

/** An answer stays. A failure does not: a Git that was killed, or a repository that is not there yet, must not be held against every later question. */
function answeredOnce<T>(ask: () => Promise<Result<T>>): () => Promise<Result<T>> {
  let known: Promise<Result<T>> | undefined;
  return () => {
    known ??= ask().then((answer) => {
      if (!answer.ok) known = undefined;
      return answer;
    });
    return known;
  };
}

/** A branch is also taken when its name would be a folder of another one's, and in any spelling, as some file systems see it. */
async function freeBranch(
  branches: () => Promise<Result<readonly string[]>>,
  wanted: string,
  promised: Set<string>,
): Promise<Result<string>> {
  const listed = await branches();
  if (!listed.ok) return listed;
  const names = listed.value;
  const isTaken = (name: string): boolean => {
    const own = name.toLowerCase();
    return names.some((one) => one !== '' && (one === own || one.startsWith(`${own}/`) || own.startsWith(`${one}/`)));
  };
  const parent = names.find((one) => one !== '' && wanted.toLowerCase().startsWith(`${one}/`));
  if (parent !== undefined) {
    const detail = `the branch ${parent} exists, so that no other can be named ${parent}/…`;
    return fail({ kind: 'git-failed', operation: `name a branch ${wanted}`, detail });
  }
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (isTaken(name) || promised.has(name.toLowerCase())) continue;
    promised.add(name.toLowerCase());
    return ok(name);
  }
}

async function ensureWorktree(
  git: Git,
  workspace: string,
  folder: string,
  branch: string,
  base: string,
): Promise<Result<void>> {
  const known = await registrations(git, workspace);
  if (!known.ok) return known;
  const taken: Failure = { kind: 'worktree-taken', folder, branch };
  for (const one of known.value) {
    const here = sameFolder(one.folder, folder);
    if (!here && one.branch !== branch) continue;
    const leftover = one.locked === 'initializing' || !isCheckedOut(one.folder);
    if (!leftover && !here) return fail({ ...taken, folder: one.folder });
    if (!leftover) return (await isBackOn(folder, branch)) ? ok(undefined) : fail(taken);
    const cleared = await clearLeftover(git, workspace, one);
    if (!cleared.ok) return cleared;
  }
  if (!isFree(folder) && !(await clearCheckout(workspace, folder, base))) return fail(taken);
  return addWorktree(git, workspace, folder, branch, base);
}

async function registrations(git: Git, workspace: string): Promise<Result<readonly Registration[]>> {
  const listed = await git('worktree', 'list', '--porcelain');
  return listed.ok ? ok(readRegistrations(listed.value)) : fail(gitFailure('list worktrees', workspace, listed.error));
}

/** A rebase that was cut off has no branch checked out until it is taken back, and whoever works there may have gone to another one. */
async function isBackOn(folder: string, branch: string): Promise<boolean> {
  const git = openGit(folder);
  await mendWorktree(git);
  return (await comeHome(git, folder, branch)).ok;
}

async function addWorktree(
  git: Git,
  workspace: string,
  folder: string,
  branch: string,
  base: string,
): Promise<Result<void>> {
  try {
    await mkdir(path.dirname(folder), { recursive: true });
  } catch (thrown) {
    return fail({ kind: 'git-failed', operation: 'make the worktree', detail: errorText(thrown) });
  }
  // The usual case first: each further question to Git would cost as much as half a worktree.
  const made = await git('worktree', 'add', '--no-track', '-b', branch, folder, base);
  if (made.ok) return ok(undefined);
  const exists = await git('show-ref', '--verify', `refs/heads/${branch}`);
  const added = exists.ok ? await git('worktree', 'add', folder, branch) : made;
  if (added.ok) return ok(undefined);
  const unborn = await git('rev-parse', '--verify', 'HEAD^{commit}');
  if (!unborn.ok && (await git('rev-parse', '--git-dir')).ok) return fail({ kind: 'no-commit', folder: workspace });
  return fail(gitFailure(`make the worktree ${folder}`, workspace, added.error));
}

/** What differs from HEAD in this folder and below; a rename is its old and its new path. */
async function changedFiles(folder: string): Promise<Result<readonly string[]>> {
  const git = openGit(folder);
  const status = await git('status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--', '.');
  if (!status.ok) return fail(gitFailure('read what changed', folder, status.error));
  const files = zeroSeparated(status.value).map((line) => line.slice(3));
  if (files.length === 0) return ok(files);
  // Git names them from the root of the repository.
  const inside = await prefixOf(git, folder);
  return inside.ok
    ? ok(files.map((file) => (inside.value === '' ? file : file.slice(inside.value.length + 1))))
    : inside;
}

async function removeWorktree(
  git: Git,
  workspace: string,
  folder: string,
  branch: string | undefined,
): Promise<Result<void>> {
  const known = await registrations(git, workspace);
  if (!known.ok) return known;
  const registered = known.value.find((one) => sameFolder(one.folder, folder));
  if (registered === undefined && !isFree(folder))
    return fail({ kind: 'worktree-taken', folder, branch: branch ?? '' });
  if (registered !== undefined) {
    const removed = await removeRegistered(git, workspace, registered);
    if (!removed.ok) return removed;
  }
  if (branch === undefined || !(await git('show-ref', '--verify', `refs/heads/${branch}`)).ok) return ok(undefined);
  const deleted = await git('branch', '-D', branch);
  return deleted.ok ? ok(undefined) : fail(gitFailure(`delete the branch ${branch}`, workspace, deleted.error));
}

async function removeRegistered(git: Git, workspace: string, one: Registration): Promise<Result<void>> {
  if (!isCheckedOut(one.folder)) return clearLeftover(git, workspace, one);
  await mendWorktree(openGit(one.folder));
  const changed = await changedFiles(one.folder);
  if (!changed.ok) return changed;
  if (changed.value.length > 0) return fail({ kind: 'dirty-tree', folder: one.folder, files: changed.value });
  // Without --force, so that Git looks once more itself.
  const removed = await git('worktree', 'remove', one.folder);
  return removed.ok ? ok(undefined) : fail(gitFailure('remove the worktree', workspace, removed.error));
}
