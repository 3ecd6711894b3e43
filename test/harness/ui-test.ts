// One test in a real VS Code: a workspace of its own, a window, a picture when it fails, and nothing left behind.
import { rm } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import { openVSCode, type VSCode, type VSCodeOptions } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { makeWorkspace, type WorkspaceContent } from './workspace.ts';

export interface UiTestOptions extends Omit<VSCodeOptions, 'workspace'>, WorkspaceContent {
  /** Milliseconds; two minutes when absent. */
  readonly timeout?: number;
  /** Why it cannot be run here; false when it can. */
  readonly skip?: string | false;
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
  test(name, { timeout: options.timeout ?? 120_000, skip: options.skip ?? false }, async (t) => {
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

/** A picture of the failure, what stands in it, and what VS Code printed. */
async function evidence(name: string, window: Workbench | undefined, code: VSCode): Promise<string> {
  const file = `failed-${name.replace(/\W+/g, '-').toLowerCase()}`;
  const picture = await window?.picture(file).catch(() => undefined);
  const words = await window?.words().catch(String);
  const lines = (await code.log())
    .split('\n')
    .filter(
      (line) =>
        line.trim() && !/vsda|open-vsx|Creating extension host|Connection\]|ActivateExtension vscode\./.test(line),
    );
  return `Picture: ${picture ?? 'none'}\n${words ?? ''}\nVS Code logged:\n${lines.slice(-30).join('\n')}`;
}
