// A real VS Code with an extension in it, in a browser or on the desktop; tests need not know which.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { launchDesktop } from './desktop.ts';
import { endRunner } from './group.ts';
import { type Server, type Settings, startServer } from './server.ts';
import { Workbench } from './workbench.ts';
import { writeFolders } from './workspace.ts';

export interface VSCodeOptions {
  /** The folder that the window opens. */
  readonly workspace: string;
  /** Folders in the workspace that the window opens together, instead of the workspace itself. */
  readonly folders?: readonly string[];
  /** An unpacked extension, loaded in development mode; the checkout itself when absent. */
  readonly extension?: string;
  /** A packaged extension, installed instead of `extension`. */
  readonly vsix?: string;
  /** Settings of the person, over the harness's quiet ones. */
  readonly settings?: Settings;
  /** Files of the workspace that are open from the start. */
  readonly open?: readonly string[];
  /** More environment for VS Code and its extensions. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface VSCode {
  /** Opens a window. Closed and opened again on the same VS Code, it finds its state as a person would. */
  window(): Promise<Workbench>;
  /** Closes a window as a person does: its extension host ends, what the extension detached goes on. */
  closeWindow(window: Workbench): Promise<void>;
  /** What VS Code and the extension logged so far; for the message of a failed test. */
  log(): Promise<string>;
  /** Ends VS Code and every process that it or the extension started. */
  close(): Promise<void>;
}

/** `opened`: absolute path of the folder, or of the file that names the folders. */
export type OpenOptions = VSCodeOptions & { readonly opened: string };

const root = path.resolve(import.meta.dirname, '../..');

/** True when this run is for the desktop VS Code (`npm run test:desktop`). */
const onDesktop = process.env['PHASELINE_DESKTOP'] === '1';

/** Starts VS Code. Everything it writes, but for the workspace, is in a temporary folder. */
export async function openVSCode(options: VSCodeOptions): Promise<VSCode> {
  const extension = options.vsix ? undefined : (options.extension ?? root);
  // A person's own Git configuration, agents and keys are not for tests.
  const home = await mkdtemp(path.join(os.tmpdir(), 'phaseline-home-'));
  const env = { HOME: home, USERPROFILE: home, GIT_CONFIG_NOSYSTEM: '1', ...options.env };
  const removeHome = (): Promise<void> => rm(home, { recursive: true, force: true, maxRetries: 5 });
  try {
    const open = onDesktop ? launchDesktop : openInBrowser;
    const folders = options.folders && (await writeFolders(options.workspace, options.folders));
    const opened = folders ?? options.workspace;
    const code = await open({ ...options, opened, env, ...(extension ? { extension } : {}) });
    return {
      ...code,
      close: async () => {
        for (const folder of options.folders ?? ['.']) await endRunner(path.join(options.workspace, folder));
        await code.close();
        await removeHome();
      },
    };
  } catch (error) {
    await removeHome();
    throw error;
  }
}

async function openInBrowser(options: OpenOptions): Promise<VSCode> {
  const { workspace, opened, open, ...rest } = options;
  const server = await startServer(rest);
  try {
    const browser = await launchBrowser();
    // One context: a window that is opened again finds what the browser remembers of it.
    const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const address = server.address(
      opened,
      open?.map((file) => path.resolve(workspace, file)),
    );
    return {
      window: async () => {
        const page = await context.newPage();
        await page.goto(address);
        return whenDrawn(page, server);
      },
      closeWindow: async (window) => {
        // Leaving the page first lets VS Code say goodbye, so that its extension host ends now and not after a grace time.
        await window.page.goto('about:blank');
        await window.page.close();
      },
      log: () => server.log(),
      close: async () => {
        await browser.close();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function whenDrawn(page: Page, server: Server): Promise<Workbench> {
  try {
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    return new Workbench(page);
  } catch (error) {
    throw new Error(`The workbench did not come up:\n${(await server.log()).slice(-2000)}`, { cause: error });
  }
}
