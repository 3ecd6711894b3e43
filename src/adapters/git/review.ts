import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Hunk, readHunks, withoutHunks } from '../../base/hunks.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ChangedFile, ReviewPart } from '../../run/ports.ts';
import { fileFailure } from '../files.ts';
import { advance } from './advance.ts';
import { type Git, gitFailure, openGit, zeroSeparated } from './git.ts';
import { identity } from './identity.ts';

const states = { A: 'added', D: 'deleted' } as const;

/** What differs between two commits in a folder and below, each file with its hunks. Content that is no UTF-8 has none: it is taken or left whole. */
export async function changesBetween(
  folder: string,
  from: string,
  to: string,
): Promise<Result<readonly ChangedFile[]>> {
  const git = openGit(folder);
  const diff = ['diff', '--relative', '--no-renames', '--no-ext-diff', '--no-textconv'];
  const listed = await git(...diff, '--name-status', '-z', from, to, '--');
  if (!listed.ok) return fail(gitFailure('list the changes', folder, listed.error));
  const patch = await git(...diff, '--no-color', '-U0', '--inter-hunk-context=0', from, to, '--');
  if (!patch.ok) return fail(gitFailure('read the changes', folder, patch.error));
  const fields = zeroSeparated(listed.value);
  // Lines of content begin with a sign or a space, so that only a file begins so; files come in the order of the list.
  const parts = `\n${patch.value}`.split(/\n(?=diff --git )/).slice(1);
  return ok(
    parts.map((part, index) => {
      const letter = fields[index * 2];
      const state = letter === 'A' || letter === 'D' ? states[letter] : 'changed';
      const hunks = part.includes('\uFFFD') ? [] : readHunks(part);
      return { file: fields[index * 2 + 1] ?? '', state, hunks: state === 'changed' ? hunks : [] };
    }),
  );
}

/**
 * Takes parts of what a branch changed since `base` back, in a commit of its own: what was there stays in the history. The branch is checked out
 * in `folder`, clean. The commit is made aside and then moved to, so that a kill leaves the branch either as it was or as it is wanted.
 */
export async function leaveOut(
  folder: string,
  base: string,
  parts: readonly ReviewPart[],
  message: string,
): Promise<Result<string>> {
  const git = openGit(folder);
  const place = await git('rev-parse', '--show-toplevel', '--absolute-git-dir', '--show-prefix');
  if (!place.ok) return fail(gitFailure('find the worktree', folder, place.error));
  const [root = '', own = '', prefix = ''] = place.value.split('\n');
  const changes = await changesBetween(folder, base, 'HEAD');
  if (!changes.ok) return changes;
  const aside = openGit(root, { index: path.join(own, 'phaseline-review') });
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'phaseline-'));
  try {
    const read = await aside('read-tree', 'HEAD');
    if (!read.ok) return fail(gitFailure('read the branch', folder, read.error));
    for (const part of parts) {
      const changed = changes.value.find(({ file }) => file === part.file);
      if (changed === undefined) continue;
      const wanted = part.hunks;
      const hunks = wanted === 'all' ? undefined : changed.hunks.filter((_, at) => wanted.includes(at));
      const back = { git: aside, file: `${prefix}${part.file}`, base, scratch };
      const taken = hunks === undefined ? await takeFileBack(back) : await takeHunksBack(back, hunks);
      if (!taken.ok) return taken;
    }
    const made = await commitAside(aside, message, folder);
    return made.ok ? await advance(git, folder, made.value) : made;
  } catch (thrown) {
    return fail(fileFailure('write', scratch, thrown));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Back = { readonly git: Git; readonly file: string; readonly base: string; readonly scratch: string };

/** The file as it was, or was not. */
async function takeFileBack({ git, file, base }: Back): Promise<Result<null>> {
  const entry = await entryOf(git, base, file);
  if (!entry.ok) return entry;
  const set =
    entry.value === undefined
      ? await git('update-index', '--force-remove', '--', file)
      : await git('update-index', '--add', '--cacheinfo', `${entry.value.mode},${entry.value.blob},${file}`);
  return set.ok ? ok(null) : fail(gitFailure(`take ${file} back`, file, set.error));
}

async function takeHunksBack(back: Back, hunks: readonly Hunk[]): Promise<Result<null>> {
  const { git, file, base, scratch } = back;
  const entry = await entryOf(git, 'HEAD', file);
  if (!entry.ok) return entry;
  const before = await git('cat-file', 'blob', `${base}:${file}`);
  const after = await git('cat-file', 'blob', `HEAD:${file}`);
  if (!before.ok || !after.ok || entry.value === undefined) return takeFileBack(back);
  const content = path.join(scratch, 'content');
  await writeFile(content, withoutHunks(before.value, after.value, hunks));
  const stored = await git('hash-object', '-w', '--no-filters', '--', content);
  if (!stored.ok) return fail(gitFailure(`keep ${file}`, file, stored.error));
  const set = await git('update-index', '--cacheinfo', `${entry.value.mode},${stored.value.trim()},${file}`);
  return set.ok ? ok(null) : fail(gitFailure(`take parts of ${file} back`, file, set.error));
}

async function entryOf(
  git: Git,
  commit: string,
  file: string,
): Promise<Result<{ readonly mode: string; readonly blob: string } | undefined>> {
  const listed = await git('ls-tree', '-z', '--full-tree', commit, '--', file);
  if (!listed.ok) return fail(gitFailure(`look for ${file}`, file, listed.error));
  const [, mode, blob] = /^(\d+) \w+ ([0-9a-f]+)\t/.exec(listed.value) ?? [];
  return ok(mode === undefined || blob === undefined ? undefined : { mode, blob });
}

async function commitAside(git: Git, message: string, folder: string): Promise<Result<string>> {
  const tree = await git('write-tree');
  if (!tree.ok) return fail(gitFailure('keep what is accepted', folder, tree.error));
  const who = await identity(git);
  const made = await git(...who, 'commit-tree', tree.value.trim(), '-p', 'HEAD', '-m', message);
  return made.ok ? ok(made.value.trim()) : fail(gitFailure('commit what is accepted', folder, made.error));
}
