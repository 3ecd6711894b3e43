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
  /** Programs of steps that are at work; see `ProgramLedger`. */
  readonly programs: string;
  /** What a person let agents do once and for all. */
  readonly permissionsFile: string;
};

/** A folder with one of these is a workspace of its own. */
const markers = ['.phaseline', '.beads', '.git'];

/**
 * The folder that a runner serves: the nearest one upwards that has been used with Phaseline, has a tracker, or is a repository's root; else
 * the folder itself. Inside the worktree of an agent it is the workspace that the worktree belongs to. Window and command line ask the same
 * question, so that they meet the same runner.
 */
export function findWorkspace(folder: string): string {
  const start = existsSync(folder) ? realpathSync(folder) : path.resolve(folder);
  const worktree = start.split(path.sep).indexOf('.phaseline');
  if (worktree > 0) return start.split(path.sep).slice(0, worktree).join(path.sep);
  for (let at = start; ; at = path.dirname(at)) {
    if (markers.some((marker) => existsSync(path.join(at, marker)))) return at;
    if (path.dirname(at) === at) return start;
  }
}

/** Of folders the innermost one that a file lies in; all paths are absolute. */
export const innermostFolder = (folders: readonly string[], file: string): string | undefined =>
  folders
    .filter((folder) => file.startsWith(path.join(folder, path.sep)))
    .sort((one, other) => other.length - one.length)[0];

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
    programs: path.join(home, 'programs'),
    permissionsFile: path.join(home, 'permissions.json'),
  };
}

/** Makes our folder with the ignore file that keeps it out of the user's `git status`; throws as Node does. */
export function ensureHome(folders: WorkspaceFolders): void {
  mkdirSync(folders.journal, { recursive: true, mode: 0o700 });
  const ignore = path.join(folders.home, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
}
