import { randomUUID } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { Failure } from '../base/failure.ts';
import type { Author, Edit } from '../hooks/edit.ts';
import type { KnownContent } from '../hooks/known.ts';
import { claudeFlowIgnore } from './claude-flow/ignore.ts';
import { hashFile } from './content.ts';

/** A file that somebody says may have changed. */
export type EditCandidate = {
  /** Absolute, or relative to the root; either kind of slash on Windows. */
  readonly path: string;
  /** What the reporter says happened; decides only about files never seen before. */
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

/** Never a person's or an agent's work: repositories, trackers, our own state, packages, claude-flow's traces. */
const alwaysIgnored = ['.git', '.phaseline/', '.beads/', 'node_modules/', ...claudeFlowIgnore];

/** Files hashed at once. */
const atOnce = 16;

/**
 * Tells what changed in one root: a workspace, or the worktree of an agent. Files outside the root, ignored files (always ignored ones,
 * those of every .gitignore from the root down to the file, and `ignored`: further lines of the same form) and folders are left out.
 */
export function createEditDetector(options: {
  /** Absolute. */
  readonly root: string;
  readonly known: KnownContent;
  readonly ignored?: readonly string[];
  readonly newId?: () => string;
}): EditDetector {
  const { root, known, ignored = [], newId = randomUUID } = options;
  const always = ignore().add([...alwaysIgnored, ...ignored]);
  const gitignores = new GitIgnores(root);
  let turn: Promise<unknown> = Promise.resolve();
  const detect = async (candidates: readonly EditCandidate[], author: Author): Promise<Detection> => {
    const wanted = await relevant(candidates, root, always, gitignores);
    const edits: Edit[] = [];
    const failures: Failure[] = [];
    for (let first = 0; first < wanted.length; first += atOnce) {
      const some = wanted.slice(first, first + atOnce);
      const hashes = await Promise.all(some.map(({ file, hash }) => hash ?? hashFile(path.join(root, file))));
      for (const [index, hash] of hashes.entries()) {
        const candidate = some[index];
        if (candidate === undefined) continue;
        if (typeof hash !== 'string' && !hash.ok) failures.push(hash.error);
        else {
          const content = typeof hash === 'string' ? hash : hash.value;
          const change = known.note(root, candidate.file, content, candidate.change);
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

type Relevant = {
  readonly file: string;
  readonly change: Edit['change'] | undefined;
  readonly hash: string | undefined;
};

async function relevant(
  candidates: readonly EditCandidate[],
  root: string,
  always: Ignore,
  gitignores: GitIgnores,
): Promise<readonly Relevant[]> {
  const roots = [root, await realpath(root).catch(() => root)];
  const found: Relevant[] = [];
  for (const { path: name, change, hash } of candidates) {
    const file = roots.map((one) => relativeTo(one, name, path)).find((one) => one !== undefined);
    if (file === undefined || always.ignores(file) || (await gitignores.ignores(file))) continue;
    found.push({ file, change, hash });
  }
  return found;
}

/** A path as seen from a root, with forward slashes; undefined for the root itself and for everything outside. */
export function relativeTo(root: string, name: string, paths: path.PlatformPath): string | undefined {
  const relative = paths.relative(root, paths.resolve(root, name));
  if (relative === '' || relative === '..' || relative.startsWith(`..${paths.sep}`) || paths.isAbsolute(relative))
    return undefined;
  return relative.split(paths.sep).join('/');
}

type IgnoreFile = { readonly stamp: string; readonly rules: Ignore | undefined };

/** The .gitignore files of a root; each is read again when its size or time has changed. */
class GitIgnores {
  readonly #root: string;
  readonly #files = new Map<string, IgnoreFile>();

  constructor(root: string) {
    this.#root = root;
  }

  /** As Git decides: a deeper file overrules a higher one. */
  async ignores(file: string): Promise<boolean> {
    const parts = file.split('/');
    let ignored = false;
    for (let depth = 0; depth < parts.length; depth += 1) {
      const rules = await this.#rules(parts.slice(0, depth).join('/'));
      const verdict = rules?.test(parts.slice(depth).join('/'));
      if (verdict?.ignored || verdict?.unignored) ignored = verdict.ignored;
    }
    return ignored;
  }

  async #rules(folder: string): Promise<Ignore | undefined> {
    const file = path.join(this.#root, folder, '.gitignore');
    const stamp = await stat(file).then(
      ({ mtimeMs, size }) => `${mtimeMs}:${size}`,
      () => '',
    );
    const before = this.#files.get(folder);
    if (before?.stamp === stamp) return before.rules;
    const text = stamp === '' ? undefined : await readFile(file, 'utf8').catch(() => undefined);
    const rules = text === undefined ? undefined : ignore().add(text);
    this.#files.set(folder, { stamp, rules });
    return rules;
  }
}
