import { realpathSync } from 'node:fs';
import path from 'node:path';

/** One worktree as the repository knows it; its folder may be gone. */
export type Registration = {
  readonly folder: string;
  /** Short name; undefined when a commit is checked out directly. */
  readonly branch: string | undefined;
  /** Why it is locked; Git itself locks one while it makes it, with the reason "initializing". */
  readonly locked: string | undefined;
};

/** Reads `git worktree list --porcelain`; the `-z` form, which newlines in paths would need, is not in Git before 2.36. */
export function readRegistrations(output: string): readonly Registration[] {
  return output
    .split(/\n\n/)
    .map((block) => block.split('\n'))
    .filter(([first]) => first?.startsWith('worktree '))
    .map((lines) => {
      const after = (key: string): string | undefined =>
        lines.find((line) => line === key || line.startsWith(`${key} `))?.slice(key.length + 1);
      return {
        folder: path.resolve(after('worktree') ?? ''),
        branch: after('branch')?.replace(/^refs\/heads\//, ''),
        locked: after('locked'),
      };
    });
}

/** Whether two paths name one folder, links and the case of Windows' and macOS's letters aside; a folder that is gone is found by its parent. */
export const sameFolder = (one: string, other: string): boolean => canonical(one) === canonical(other);

function canonical(folder: string): string {
  const real = realPath(path.resolve(folder));
  return process.platform === 'win32' || process.platform === 'darwin' ? real.toLowerCase() : real;
}

function realPath(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? folder : path.join(realPath(parent), path.basename(folder));
  }
}
