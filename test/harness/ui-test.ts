// One test in a real VS Code: a workspace of its own, a window, a picture when it fails, and nothing left behind.
import { rm } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { onceMore } from './once-more.ts';
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

/**
 * Declares a test that begins in an open window on a workspace of its own. What fails is done once more, in another window on another workspace: VS
 * Code may draw a row anew under the mouse, or take the focus away, as it never does again. The report names each test that needed that, and why, and
 * bears few of them: `tally.ts`.
 */
export function uiTest(name: string, options: UiTestOptions, body: (context: UiTest) => Promise<void>): void {
  const { timeout = 120_000, skip = false } = options;
  test(name, { timeout: 2 * timeout, skip }, async (t) => {
    const attempt = (): Promise<void> => inWindow(name, options, (context) => within(timeout, body({ ...context, t })));
    try {
      await attempt();
    } catch (error) {
      t.diagnostic(`${onceMore}${name}\n${error instanceof Error ? error.message : error}`);
      await attempt();
    }
  });
}

/** Rejects when the time, in milliseconds, is over. */
async function within(time: number, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  const end = setTimeout(time, undefined, { signal: over.signal }).then(() => {
    throw new Error(`It did not end within ${time / 1000} s.`);
  });
  try {
    await Promise.race([work, end]);
  } finally {
    over.abort();
  }
}

async function inWindow(
  name: string,
  options: UiTestOptions,
  body: (context: Omit<UiTest, 't'>) => Promise<void>,
): Promise<void> {
  const workspace = await makeWorkspace(options);
  try {
    const code = await openVSCode({ ...options, workspace });
    let window: Workbench | undefined;
    try {
      window = await code.window();
      await body({ code, window, workspace });
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
