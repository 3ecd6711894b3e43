import { cp, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import { fail, ok, type Result } from '../../base/result.ts';
import { errorCode } from '../files.ts';
import { gitFailure, openGit, zeroSeparated } from './git.ts';

/** What Phaseline and Git keep for themselves is no part of anybody's set-up. */
const ownFolders = /^(?:\.phaseline|\.git)(?:\/|$)/;

/**
 * Copies what Git ignores in the workspace and a glob names (`.env*`, `config/*.local`, `node_modules/`) into a worktree, where it is not there
 * yet. Only what is ignored: anything else would be committed with the agent's work. Links are not followed. The paths that were copied.
 */
export async function copyIgnored(
  workspace: string,
  folder: string,
  globs: readonly string[],
): Promise<Result<readonly string[]>> {
  if (globs.length === 0) return ok([]);
  const listed = await openGit(workspace)(
    'ls-files',
    '--others',
    '--ignored',
    '--exclude-standard',
    '--directory',
    '-z',
  );
  if (!listed.ok) return fail(gitFailure('list what is ignored', workspace, listed.error));
  const matches = picomatch(
    globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/$/, '')),
    { dot: true },
  );
  const wanted = zeroSeparated(listed.value)
    .map((name) => name.replace(/\/$/, ''))
    .filter((name) => !ownFolders.test(name) && (matches(name) || matches(path.posix.basename(name))));
  const copied: string[] = [];
  for (const name of wanted) {
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
