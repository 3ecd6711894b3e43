// One test in a real VS Code: a workspace of its own, a window, a picture when it fails, and nothing left behind.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { openVSCode, type VSCode, type VSCodeOptions } from './vscode.ts';
import type { Workbench } from './workbench.ts';

const run = promisify(execFile);

export interface UiTestOptions extends Omit<VSCodeOptions, 'workspace'> {
  /** Files of the workspace: path to content. */
  readonly files?: Readonly<Record<string, string>>;
  /** A folder that is copied into the workspace first. */
  readonly from?: string;
  /** False: the workspace is no Git repository. */
  readonly git?: boolean;
  /** Milliseconds; two minutes when absent. */
  readonly timeout?: number;
}

export interface UiTest {
  readonly t: TestContext;
  readonly code: VSCode;
  readonly window: Workbench;
  /** The folder that is open. */
  readonly workspace: string;
}

/** Declares a test that begins in an open window on a workspace of its own. */
export function uiTest(name: string, options: UiTestOptions, body: (context: UiTest) => Promise<void>): void {
  test(name, { timeout: options.timeout ?? 120_000 }, async (t) => {
    const workspace = await makeWorkspace(options);
    try {
      const code = await openVSCode({ ...options, workspace });
      let window: Workbench | undefined;
      try {
        window = await code.window();
        await body({ t, code, window, workspace });
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}\n${await evidence(name, window, code)}`, {
          cause: error,
        });
      } finally {
        await code.close();
      }
    } finally {
      await rm(workspace, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  });
}

/** Makes a temporary folder with files in it, as a Git repository with one commit unless told otherwise. */
export async function makeWorkspace({
  files = {},
  from,
  git = true,
}: Pick<UiTestOptions, 'files' | 'from' | 'git'>): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'phaseline-workspace-')));
  if (from) await cp(from, folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  if (git) await makeRepository(folder);
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

/** A picture of the failure, and what VS Code printed. */
async function evidence(name: string, window: Workbench | undefined, code: VSCode): Promise<string> {
  const file = `failed-${name.replace(/\W+/g, '-').toLowerCase()}`;
  const picture = await window?.picture(file).catch(() => undefined);
  const lines = (await code.log())
    .split('\n')
    .filter((line) => line.trim() && !/vsda|open-vsx|Connection\]|ActivateExtension vscode\./.test(line));
  return `Picture: ${picture ?? 'none'}\nVS Code logged:\n${lines.slice(-30).join('\n')}`;
}
