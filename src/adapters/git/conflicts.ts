import { fail, ok, type Result } from '../../base/result.ts';
import type { Conflict } from '../../run/ports.ts';
import { advance } from './advance.ts';
import { type Git, type GitRefusal, gitFailure, openGit, zeroSeparated } from './git.ts';
import { identity } from './identity.ts';
import { mendWorktree } from './mend.ts';

/** In the message of a commit that holds a merge with conflicts still in it, one line a file. */
const trailer = 'Phaseline-Conflict: ';

/** Exit code of a Git that does not know what it was asked for. */
const usage = 129;

/**
 * What merging two commits would give, without touching anything; where they conflict, the tree holds the files with marks in them. Undefined
 * for a Git before 2.38, which cannot tell.
 */
export async function mergedTree(
  git: Git,
  ours: string,
  theirs: string,
): Promise<Result<{ readonly tree: string; readonly conflicts: readonly string[] }, GitRefusal> | undefined> {
  const words = ['merge-tree', '--write-tree', '--no-messages', '--name-only', '-z', ours, theirs];
  const merged = await git(...words);
  if (!merged.ok && merged.error.exit === usage) return undefined;
  if (!merged.ok && merged.error.exit !== 1) return merged;
  const [tree = '', ...conflicts] = zeroSeparated(merged.ok ? merged.value : merged.error.detail);
  return ok({ tree, conflicts: [...new Set(conflicts)] });
}

/**
 * Where merging a branch into what is checked out in `folder` would conflict, or where a conflict that was laid out on it is still marked;
 * undefined: it cannot be told beforehand.
 */
export async function foreseeMerge(folder: string, branch: string): Promise<readonly string[] | undefined> {
  const git = openGit(folder);
  const merged = await mergedTree(git, 'HEAD', `refs/heads/${branch}`);
  if (merged === undefined || !merged.ok) return undefined;
  const open = await unresolvedIn(git, 'HEAD', `refs/heads/${branch}`);
  return [...new Set([...merged.value.conflicts, ...open])];
}

/**
 * Merges `into` into the branch that is checked out in `folder` (clean), with the conflicts as marks in ordinary files, in a commit of its own that
 * says so: there is no merge in progress that a kill could cut off, and whoever resolves it only has to edit. The next commit takes its place.
 */
export async function layOutConflict(folder: string, into: string): Promise<Result<Conflict>> {
  const git = openGit(folder);
  await mendWorktree(git);
  const laid = (await messageOf(git)).includes(trailer);
  const names = await git('rev-parse', laid ? 'HEAD^1' : 'HEAD^{commit}', laid ? 'HEAD^2' : `${into}^{commit}`);
  if (!names.ok) return fail(gitFailure(`find ${into}`, folder, names.error));
  const [theirs = '', ours = ''] = names.value.trim().split('\n');
  const common = await git('merge-base', ours, theirs);
  const base = common.ok ? common.value.trim() : ours;
  if (laid || base === ours) return ok({ base, ours, theirs, files: await conflictsOf(git) });
  const merged = await mergedTree(git, 'HEAD', into);
  if (merged === undefined)
    return fail({ kind: 'git-failed', operation: 'lay the conflict out', detail: 'it takes Git 2.38 or newer' });
  if (!merged.ok) return fail(gitFailure(`merge ${into}`, folder, merged.error));
  const { tree, conflicts: files } = merged.value;
  const message = [`Merge ${into}`, '', ...files.map((file) => `${trailer}${file}`)].join('\n').trim();
  const parents = ['-p', theirs, '-p', ours];
  const made = await git(...(await identity(git)), 'commit-tree', tree, ...parents, '-m', message);
  if (!made.ok) return fail(gitFailure('lay the conflict out', folder, made.error));
  const there = await advance(git, folder, made.value.trim());
  return there.ok ? ok({ base, ours, theirs, files }) : there;
}

/** The words to commit with: where HEAD is a conflict laid out, it is replaced, and says only what is left of it. */
export async function commitWords(git: Git, message: string): Promise<readonly string[]> {
  const head = await messageOf(git);
  if (!head.includes(trailer)) return [`--message=${message}`];
  const left = await marked(git, '--cached', filesIn(head));
  const [subject = ''] = head.split('\n');
  return ['--amend', `--message=${[subject, '', ...left.map((file) => `${trailer}${file}`)].join('\n').trim()}`];
}

/** Files of a branch in which conflicts that were laid out are still marked. */
export async function unresolvedIn(git: Git, into: string, tip: string): Promise<readonly string[]> {
  const log = await git('log', '--format=%B', `--grep=^${trailer}`, `${into}..${tip}`);
  const files = log.ok ? filesIn(log.value) : [];
  return files.length === 0 ? [] : marked(git, tip, files);
}

/** What the conflict that is laid out at HEAD is about. */
const conflictsOf = async (git: Git): Promise<readonly string[]> => filesIn(await messageOf(git));

async function messageOf(git: Git): Promise<string> {
  const shown = await git('log', '-1', '--format=%B');
  return shown.ok ? shown.value : '';
}

const filesIn = (message: string): readonly string[] => [
  ...new Set(
    message.split('\n').flatMap((line) => (line.startsWith(trailer) ? [line.slice(trailer.length).trimEnd()] : [])),
  ),
];

/** Those of the files that hold marks of a conflict, in a commit or in the index. */
async function marked(git: Git, where: string, files: readonly string[]): Promise<readonly string[]> {
  const cached = where === '--cached';
  const places = files.map((file) => `:(top,literal)${file}`);
  const words = ['-lz', '-E', '--full-name', ...(cached ? [where] : []), '-e', '^(<<<<<<<|>>>>>>>) '];
  const found = await git('grep', ...words, ...(cached ? [] : [where]), '--', ...places);
  const names = found.ok ? zeroSeparated(found.value) : [];
  return cached ? names : names.map((name) => name.slice(where.length + 1));
}
