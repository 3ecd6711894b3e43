// Folders to work in: temporary, and Git repositories unless told otherwise.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, watch } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a workspace begins with. */
export interface WorkspaceContent {
  /** Files: path to content. */
  readonly files?: Readonly<Record<string, string>>;
  /** A folder that is copied in first. */
  readonly from?: string;
  /** False: the workspace is no Git repository. */
  readonly git?: boolean;
  /** Folders in it that the window opens together, each a repository of its own. */
  readonly folders?: readonly string[];
}

/** The file that names a workspace's folders to VS Code; it may be written anew while the window is open. */
export async function writeFolders(workspace: string, folders: readonly string[]): Promise<string> {
  const file = path.join(workspace, 'all.code-workspace');
  await writeFile(file, JSON.stringify({ folders: folders.map((folder) => ({ path: folder })) }));
  return file;
}

/** Makes a temporary folder with files in it, as a Git repository with one commit unless told otherwise. */
export async function makeWorkspace({ files = {}, from, git = true, folders }: WorkspaceContent): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'phaseline-workspace-')));
  if (from) await cp(from, folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  for (const one of folders ?? (git ? ['.'] : [])) await makeRepository(path.join(folder, one));
  return folder;
}

/** Makes the folder a Git repository whose identity is its own, with everything in one commit. */
export async function makeRepository(folder: string): Promise<void> {
  const git = (...args: string[]): Promise<unknown> => run('git', args, { cwd: folder });
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'Phaseline Example');
  await git('config', 'user.email', 'example@phaseline.invalid');
  await git('config', 'commit.gpgsign', 'false');
  await git('add', '--all');
  await git('commit', '--quiet', '--allow-empty', '--message', 'Start');
}

/** Resolves once a file holds exactly this: an editor shows a file as saved before it is on the disk. */
export const written = (file: string, content: string): Promise<void> => holds(file, (text) => text === content);

/** Resolves once a file that is there holds what is wanted; after half a minute it is said what it holds instead. */
export function holds(file: string, isWanted: (text: string) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      watching.close();
      clearTimeout(patience);
    };
    const patience = setTimeout(() => {
      end();
      reject(
        new Error(`${file} is not as wanted after 30 s: ${existsSync(file) ? readFileSync(file, 'utf8') : 'none'}`),
      );
    }, 30_000);
    const watching = watch(path.dirname(file), () => look());
    const look = (): void => {
      if (!existsSync(file) || !isWanted(readFileSync(file, 'utf8'))) return;
      end();
      resolve();
    };
    look();
  });
}
