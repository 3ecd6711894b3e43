import { existsSync, type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../base/disposable.ts';
import type { Edit } from '../../hooks/edit.ts';
import { openGit, zeroSeparated } from './git.ts';

/** One time that HEAD was moved: by "commit", which leaves files as they are, or "checkout", "merge", "pull", "rebase", "reset", in Git's own words. */
export type HeadMove = { readonly operation: string; readonly from: string; readonly to: string };

/**
 * Tells what Git does with the files of one working tree, from its reflog of HEAD and the lock that it holds meanwhile. In a folder without a
 * repository it tells nothing.
 */
export class HeadMoves implements Disposable {
  readonly #folder: string;
  readonly #gitFolder: string;
  #read: number;
  readonly #watcher: FSWatcher | undefined;

  /** `onChange`: Git has begun or ended something, or is in the middle of it. */
  static async open(folder: string, onChange: () => void): Promise<HeadMoves | undefined> {
    const found = await openGit(folder)('rev-parse', '--absolute-git-dir');
    return found.ok ? new HeadMoves(folder, found.value.trim(), onChange) : undefined;
  }

  private constructor(folder: string, gitFolder: string, onChange: () => void) {
    this.#folder = folder;
    this.#gitFolder = gitFolder;
    this.#read = this.#size();
    this.#watcher = watchQuietly(gitFolder, onChange);
  }

  /** Git is writing into the working tree just now. */
  get busy(): boolean {
    return existsSync(path.join(this.#gitFolder, 'index.lock'));
  }

  /** How HEAD was moved since this was last asked. */
  take(): readonly HeadMove[] {
    const size = this.#size();
    if (size === this.#read) return [];
    // A reflog that was cut short by an expiry is read from its end on.
    const text = size < this.#read ? '' : readFileSync(this.#reflog).subarray(this.#read, size).toString('utf8');
    this.#read = size;
    return text.split('\n').flatMap(readMove);
  }

  /** The files that differ between two commits, as they are in the second, below the folder that was opened. */
  async files({ from, to }: HeadMove): Promise<readonly Pick<Edit, 'path' | 'change' | 'hash'>[]> {
    if (from === to) return [];
    const words = ['diff', '--raw', '-z', '--no-renames', '--no-abbrev', '--relative', from, to];
    const raw = await openGit(this.#folder)(...words);
    return raw.ok ? readRawDiff(raw.value) : [];
  }

  dispose(): void {
    this.#watcher?.close();
  }

  get #reflog(): string {
    return path.join(this.#gitFolder, 'logs', 'HEAD');
  }

  #size(): number {
    return statSync(this.#reflog, { throwIfNoEntry: false })?.size ?? 0;
  }
}

function watchQuietly(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, (_kind, name) => {
      if (name === 'index.lock' || name === 'index' || name === 'HEAD') onChange();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

/** `<from> <to> <who> <time> <zone>\t<operation>: <detail>`; the first commit of all comes from nothing. */
function readMove(line: string): readonly HeadMove[] {
  const [, from, to, message = ''] = /^([0-9a-f]+) ([0-9a-f]+) [^\t]*(?:\t(.*))?$/.exec(line) ?? [];
  if (from === undefined || to === undefined || /^branch\b/i.test(message) || /^0+$/.test(from)) return [];
  return [{ operation: /^[a-z-]+/.exec(message)?.[0] ?? 'git', from, to }];
}

/** `:100644 100644 <old> <new> M\0path\0` …; a deleted file has no object. */
function readRawDiff(raw: string): readonly Pick<Edit, 'path' | 'change' | 'hash'>[] {
  const parts = zeroSeparated(raw);
  const files: Pick<Edit, 'path' | 'change' | 'hash'>[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, , , object = '', status = ''] = parts[at]?.split(' ') ?? [];
    const change = status.startsWith('A') ? 'created' : status.startsWith('D') ? 'deleted' : 'changed';
    files.push({ path: parts[at + 1] ?? '', change, hash: change === 'deleted' ? 'absent' : `git:${object}` });
  }
  return files;
}
