import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Failure } from '../base/failure.ts';
import type { Result } from '../base/result.ts';
import type { Author, Edit } from '../hooks/edit.ts';
import { absent, type KnownContent } from '../hooks/known.ts';
import { hashFile, hashOf } from './content.ts';
import { openGit, zeroSeparated } from './git/git.ts';
import { IgnoredFiles } from './ignored.ts';

/** A file that somebody says may have changed. */
export type EditCandidate = {
  /** Absolute, or relative to the root; either kind of slash on Windows. */
  readonly path: string;
  /** What the reporter says happened; decides only about files never seen before. Absent: a file that is not there was deleted. */
  readonly change?: Edit['change'] | undefined;
  /** SHA-256 of the bytes that the reporter saw, which may be overwritten by now; absent: the file is read. */
  readonly hash?: string | undefined;
};

export type Detection = {
  readonly edits: readonly Edit[];
  /** Files that are there and could not be read. */
  readonly failures: readonly Failure[];
};

export type EditDetector = {
  /** Those of the candidates whose content nobody has reported yet. Calls are carried out one after the other. */
  detect(candidates: readonly EditCandidate[], author: Author): Promise<Detection>;
};

/** Files hashed at once. */
const atOnce = 16;

/**
 * Tells what changed in one root: a workspace, or the worktree of an agent. Files outside the root, ignored files (see `IgnoredFiles`)
 * and folders are left out.
 */
export function createEditDetector(options: {
  /** Absolute. */
  readonly root: string;
  readonly known: KnownContent;
  readonly newId?: () => string;
  /** Gives a writer time; for tests. */
  readonly rest?: () => Promise<void>;
}): EditDetector {
  const { root, known, newId = randomUUID, rest = moment } = options;
  const ignored = new IgnoredFiles(root);
  let turn: Promise<unknown> = Promise.resolve();
  const detect = async (candidates: readonly EditCandidate[], author: Author): Promise<Detection> => {
    const wanted = await relevant(candidates, root, ignored);
    const edits: Edit[] = [];
    const failures: Failure[] = [];
    for (let first = 0; first < wanted.length; first += atOnce) {
      const some = wanted.slice(first, first + atOnce);
      const hashes = await Promise.all(some.map(({ file, hash }) => hash ?? hashWritten(path.join(root, file), rest)));
      for (const [index, hash] of hashes.entries()) {
        const candidate = some[index];
        if (candidate === undefined) continue;
        if (typeof hash !== 'string' && !hash.ok) failures.push(hash.error);
        else {
          const content = typeof hash === 'string' ? hash : hash.value;
          const change = known.note(
            root,
            candidate.file,
            content,
            candidate.change ?? gone(root, candidate.file, content),
          );
          if (change !== undefined)
            edits.push({ id: newId(), root, path: candidate.file, change, hash: content, author });
        }
      }
    }
    return { edits, failures };
  };
  return {
    // One after the other, or an older reading could be noted after a newer one.
    detect: (candidates, author) => {
      const done = turn.then(() => detect(candidates, author));
      turn = done.catch(() => {});
      return done;
    },
  };
}

const nothing = hashOf('');
/** A file that was written within so many milliseconds may still be being written. */
const fresh = 1000;
const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

/** The hash of a file; one that has just become empty is looked at again after `rest`: its writer empties it before it fills it anew. */
async function hashWritten(file: string, rest: () => Promise<void>): Promise<Result<string>> {
  const hash = await hashFile(file);
  if (!hash.ok || hash.value !== nothing) return hash;
  const written = await stat(file).catch(() => undefined);
  if (written === undefined || Date.now() - written.mtimeMs > fresh) return hash;
  await rest();
  return hashFile(file);
}

/** Not a folder that took a file's name, which has no content either. */
const gone = (root: string, file: string, content: string): 'deleted' | undefined =>
  content === absent && !existsSync(path.join(root, file)) ? 'deleted' : undefined;

type Relevant = {
  readonly file: string;
  readonly change: Edit['change'] | undefined;
  readonly hash: string | undefined;
};

async function relevant(
  candidates: readonly EditCandidate[],
  root: string,
  ignored: IgnoredFiles,
): Promise<readonly Relevant[]> {
  const roots = [root, await realpath(root).catch(() => root)];
  const found: Relevant[] = [];
  for (const { path: name, change, hash } of candidates) {
    const file = roots.map((one) => relativeTo(one, name, path)).find((one) => one !== undefined);
    if (file === undefined || ignored.has(file)) continue;
    found.push({ file, change, hash });
  }
  return found;
}

/** Folders among the candidates become the files in them: those that are there, or those that Git knew in a folder that is gone. */
export async function withoutFolders(
  root: string,
  candidates: readonly EditCandidate[],
): Promise<readonly EditCandidate[]> {
  const expanded = await Promise.all(
    candidates.map(async (candidate): Promise<readonly EditCandidate[]> => {
      const { path: name, change, hash } = candidate;
      if (change === 'deleted') {
        const known = await openGit(root)('ls-files', '-z', '--', name);
        const inside = known.ok ? zeroSeparated(known.value).filter((file) => file !== name) : [];
        return inside.length === 0 ? [candidate] : inside.map((file) => ({ ...candidate, path: file }));
      }
      if (hash !== undefined) return [candidate];
      const entries = await readdir(path.join(root, name), { recursive: true, withFileTypes: true }).catch(
        () => undefined,
      );
      if (entries === undefined) return [candidate];
      const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink());
      return files.map((file) => ({ path: path.join(file.parentPath, file.name), change }));
    }),
  );
  return expanded.flat();
}

/** A path as seen from a root, with forward slashes; undefined for the root itself and for everything outside. */
export function relativeTo(root: string, name: string, paths: path.PlatformPath): string | undefined {
  const relative = paths.relative(root, paths.resolve(root, name));
  if (relative === '' || relative === '..' || relative.startsWith(`..${paths.sep}`) || paths.isAbsolute(relative))
    return undefined;
  return relative.split(paths.sep).join('/');
}
