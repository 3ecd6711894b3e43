// Desktop VS Code, downloaded once and driven through the same page objects.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { _electron as electron } from 'playwright-core';
import { cacheRoot } from '../../scripts/caches.ts';
import { markedEnvironment } from './group.ts';
import { quietSettings } from './server.ts';
import type { OpenOptions, VSCode } from './vscode.ts';
import { Workbench } from './workbench.ts';

/** The VS Code that the desktop tests run in; the same version as the one for the browser. */
const version = '1.139.1';

/** Downloads desktop VS Code into the cache, or finds it there (or at `PHASELINE_DESKTOP_CODE`); rejects where it cannot be had. */
export async function desktopExecutable(): Promise<string> {
  const { PHASELINE_DESKTOP_CODE: own } = process.env;
  if (own) return own;
  const cachePath = path.join(cacheRoot(), 'vscode-desktop');
  await mkdir(cachePath, { recursive: true });
  return downloadAndUnzipVSCode({ version, cachePath });
}

/** Starts desktop VS Code; each window is a start of the program on the same user data. */
export async function launchDesktop(options: OpenOptions & { extension?: string }): Promise<VSCode> {
  const executablePath = await desktopExecutable();
  const data = await mkdtemp(path.join(os.tmpdir(), 'phaseline-code-'));
  const folders = [`--user-data-dir=${data}`, `--extensions-dir=${path.join(data, 'extensions')}`];
  // Menus and questions that the page draws itself can be driven like the rest.
  const settings = {
    ...quietSettings,
    'window.dialogStyle': 'custom',
    'window.menuStyle': 'custom',
    ...options.settings,
  };
  await mkdir(path.join(data, 'User'), { recursive: true });
  await writeFile(path.join(data, 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
  if (options.vsix) install(executablePath, folders, options.vsix);
  const marked = markedEnvironment();
  const env = { ...definedEnvironment(), ...options.env, ...marked.env };
  const files = (options.open ?? []).map((file) => path.resolve(options.workspace, file));
  const quiet = ['--no-sandbox', '--disable-gpu', '--disable-updates', '--skip-welcome', '--skip-release-notes'];
  const development = options.extension ? [`--extensionDevelopmentPath=${options.extension}`] : [];
  const running = new Map<Workbench, () => Promise<void>>();
  return {
    window: async () => {
      const app = await electron.launch({
        executablePath,
        env,
        args: [options.opened, ...files, ...folders, ...quiet, ...development],
      });
      const page = await app.firstWindow();
      await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
      const window = new Workbench(page);
      running.set(window, () => app.close());
      return window;
    },
    closeWindow: async (window) => {
      await running.get(window)?.();
      running.delete(window);
    },
    log: async () => '',
    close: async () => {
      for (const close of running.values()) await close();
      await marked.end();
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function install(executablePath: string, folders: readonly string[], vsix: string): void {
  const [command, ...args] = resolveCliArgsFromVSCodeExecutablePath(executablePath, { reuseMachineInstall: true });
  if (!command) throw new Error('This desktop VS Code has no command line');
  const { status, stdout, stderr } = spawnSync(command, [...args, ...folders, '--install-extension', vsix, '--force'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${vsix} was not installed:\n${stdout}${stderr}`);
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
