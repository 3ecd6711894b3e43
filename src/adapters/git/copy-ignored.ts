import { cp, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import { fail, ok, type Result } from '../../base/result.ts';
import { errorCode } from '../files.ts';
import { gitFailure, openGit, zeroSeparated } from './git.ts';

/** What Phaseline and Git keep for themselves is no part of anybody's set-up. */
const ownFolders = /^(?:\.phaseline|\.git)(?:\/|$)/;

/** The paths that were copied, and the globs that name nothing that Git ignores. */
export type Copied = { readonly copied: readonly string[]; readonly missed: readonly string[] };

/**
 * Copies what Git ignores in the workspace and a glob names (`.env*`, `config/*.local`, `node_modules/`) into a worktree, where it is not there
 * yet. Only what is ignored: anything else would be committed with the agent's work. Links are not followed.
 */
export async function copyIgnored(
  workspace: string,
  folder: string,
  sources: readonly string[],
): Promise<Result<Copied>> {
  if (sources.length === 0) return ok({ copied: [], missed: [] });
  const globs = sources.map(compile);
  const named = await findNamed(workspace, globs);
  if (!named.ok) return named;
  const found = new Set([...named.value.values()].flat());
  const missed = globs.filter((glob) => !found.has(glob)).map(({ source }) => source);
  const copied = await copyAll(workspace, folder, [...named.value.keys()]);
  return copied.ok ? ok({ copied: copied.value, missed }) : copied;
}

type Glob = {
  readonly source: string;
  /** Fits a whole path. */
  readonly whole: (path: string) => boolean;
  /** Fits a path, or just its last name. */
  readonly names: (path: string) => boolean;
  /** May fit something below a folder that it names; a leading star star names none, so that nobody waits for a look through all that was ever installed. */
  readonly reaches: (folder: string) => boolean;
};

function compile(source: string): Glob {
  const glob = source.replace(/^\.\//, '').replace(/\/$/, '');
  const matcher = picomatch(glob, { dot: true });
  const whole = (file: string): boolean => matcher(file);
  const names = (file: string): boolean => whole(file) || whole(path.posix.basename(file));
  const parts = glob.split('/');
  const deep = parts.indexOf('**');
  const fits = parts.map((part) => picomatch(part, { dot: true }));
  const reaches = (folder: string): boolean => {
    const steps = folder.split('/');
    const isBelow = deep < 0 ? steps.length < parts.length : deep > 0;
    return isBelow && steps.every((step, at) => (deep >= 0 && at >= deep) || fits[at]?.(step) === true);
  };
  return { source, whole, names, reaches: (folder) => !names(folder) && reaches(folder) };
}

/** What Git ignores and a glob names, with the globs that do. A folder that is ignored as a whole is looked into where one names something in it. */
async function findNamed(
  workspace: string,
  globs: readonly Glob[],
): Promise<Result<ReadonlyMap<string, readonly Glob[]>>> {
  const listed = await listIgnored(workspace, ['--directory']);
  if (!listed.ok) return listed;
  const named = new Map<string, readonly Glob[]>();
  const note = (name: string, by: readonly Glob[]): void => void (by.length > 0 && named.set(name, by));
  for (const { name } of listed.value)
    note(
      name,
      globs.filter(({ names }) => names(name)),
    );
  const folders = listed.value.filter(({ isFolder, name }) => isFolder && globs.some(({ reaches }) => reaches(name)));
  if (folders.length === 0) return ok(named);
  const below = await listIgnored(workspace, ['--', ...folders.map(({ name }) => `:(literal)${name}/`)]);
  if (!below.ok) return below;
  for (const { name } of below.value) {
    const folder = folders.find((one) => name.startsWith(`${one.name}/`))?.name ?? '';
    note(
      name,
      globs.filter(({ reaches, whole }) => reaches(folder) && withParents(name).some(whole)),
    );
  }
  return ok(named);
}

type Ignored = { readonly name: string; readonly isFolder: boolean };

async function listIgnored(workspace: string, more: readonly string[]): Promise<Result<readonly Ignored[]>> {
  const listed = await openGit(workspace)('ls-files', '--others', '--ignored', '--exclude-standard', '-z', ...more);
  if (!listed.ok) return fail(gitFailure('list what is ignored', workspace, listed.error));
  return ok(
    zeroSeparated(listed.value)
      .map((entry) => ({ name: entry.replace(/\/$/, ''), isFolder: entry.endsWith('/') }))
      .filter(({ name }) => !ownFolders.test(name)),
  );
}

/** A path with the folders that it lies in. */
function withParents(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

async function copyAll(
  workspace: string,
  folder: string,
  names: readonly string[],
): Promise<Result<readonly string[]>> {
  const copied: string[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    if (await isThere(file)) continue;
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await cp(path.join(workspace, name), file, {
        recursive: true,
        verbatimSymlinks: true,
        errorOnExist: true,
        force: false,
      });
      copied.push(name);
    } catch (thrown) {
      return fail({ kind: 'file-failed', operation: 'create', file, code: errorCode(thrown) ?? '' });
    }
  }
  return ok(copied);
}

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );
