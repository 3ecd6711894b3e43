import * as vscode from 'vscode';
import { commands } from '../protocol/commands.ts';
import { issueScheme } from './documents/address.ts';
import { IssueFolder } from './documents/issue-folder.ts';
import type { Window } from './main.ts';

/**
 * Called by VS Code once, when a plan, a view or a command of ours is first needed, else when it has started, and waited for. So only what may be asked for as soon as
 * it has returned is registered here; the rest is loaded right after, and who asks before it is there waits.
 */
export function activate(context: vscode.ExtensionContext): void {
  let loading: Promise<Window> | undefined;
  const window = (): Promise<Window> => {
    loading ??= load(context);
    return loading;
  };
  const soon = setImmediate(() => void window().catch(sayBroken));
  context.subscriptions.push(
    { dispose: () => clearImmediate(soon) },
    ...Object.values(commands).map((id) =>
      vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => (await window()).run(id, args)),
    ),
    vscode.workspace.registerFileSystemProvider(issueScheme, new IssueFolder(async () => (await window()).issueFiles), {
      isCaseSensitive: true,
    }),
  );
}

/** Nobody waits, so nobody would hear of it. */
function sayBroken(thrown: unknown): void {
  const reason = String(thrown instanceof Error ? thrown.message : thrown).split('\n')[0];
  void vscode.window.showErrorMessage(
    `Phaseline cannot start: ${reason}. Reload the window; if it stays so, install Phaseline anew.`,
  );
}

/** Code that nobody waits for at the start; a bundle of its own. */
async function load(context: vscode.ExtensionContext): Promise<Window> {
  const main = await import('./main.ts');
  return main.activate(context);
}
