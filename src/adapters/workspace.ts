import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where Phaseline keeps what it keeps in a workspace; all of it ignored by Git. */
export type WorkspaceFolders = {
  readonly workspace: string;
  readonly home: string;
  readonly journal: string;
  readonly worktrees: string;
  readonly runnerFile: string;
  readonly lockFile: string;
  readonly logFile: string;
};

/**
 * The folder that a runner serves: the nearest one upwards that has been used with Phaseline, else the repository's root, else the folder itself.
 * Window and command line ask the same question, so that they meet the same runner.
 */
export function findWorkspace(folder: string): string {
  const start = existsSync(folder) ? realpathSync(folder) : path.resolve(folder);
  const up = (marker: string): string | undefined => {
    for (let at = start; ; at = path.dirname(at)) {
      if (existsSync(path.join(at, marker))) return at;
      if (path.dirname(at) === at) return undefined;
    }
  };
  return up('.phaseline') ?? up('.git') ?? start;
}

export function workspaceFolders(workspace: string): WorkspaceFolders {
  const home = path.join(workspace, '.phaseline');
  return {
    workspace,
    home,
    journal: path.join(home, 'journal'),
    worktrees: path.join(home, 'worktrees'),
    runnerFile: path.join(home, 'runner.json'),
    lockFile: path.join(home, 'runner.lock'),
    logFile: path.join(home, 'runner.log'),
  };
}

/** Makes our folder with the ignore file that keeps it out of the user's `git status`; throws as Node does. */
export function ensureHome(folders: WorkspaceFolders): void {
  mkdirSync(folders.journal, { recursive: true, mode: 0o700 });
  const ignore = path.join(folders.home, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
}
