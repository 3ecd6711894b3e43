import * as vscode from 'vscode';
import { ok } from '../../base/result.ts';
import { commands } from '../../protocol/commands.ts';
import { type Choice, choose, separator, withProgress } from './ask.ts';
import { cancelled, type Handlers } from './command.ts';
import { cleanedText, type WorktreeChoice, worktreeChoices } from './worktree-choices.ts';

/** Worktrees of all runs, and what a crash left of them: seen, opened, cleaned up. */
export const worktreeCommands = {
  [commands.cleanWorktrees]: async ({ link }) => {
    const listed = await withProgress('Looking at worktrees…', () => link.request('worktrees.list', {}));
    if (!listed.ok) return listed;
    const { worktrees } = listed.value;
    if (worktrees.length === 0) return ok('No worktree is here');
    const chosen = await choose(
      'Clean Up Worktrees',
      worktreeChoices(worktrees).map(shown),
      worktrees.some(({ kept }) => kept === '')
        ? 'Remove what can go, or choose a worktree to open it'
        : 'Nothing can go without a loss; choose a worktree to open it',
    );
    if (chosen === undefined) return cancelled;
    if (chosen.kind === 'worktree') {
      await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(chosen.folder), {
        forceNewWindow: true,
      });
      return ok(undefined);
    }
    const cleaned = await withProgress('Cleaning up worktrees…', () => link.request('worktrees.clean', {}));
    return cleaned.ok ? ok(cleanedText(cleaned.value.worktrees)) : cleaned;
  },
} satisfies Handlers;

function shown(choice: WorktreeChoice): Choice<WorktreeChoice> {
  switch (choice.kind) {
    case 'heading':
      return separator(choice.label);
    case 'clean':
      return { label: choice.label, detail: choice.detail, iconPath: new vscode.ThemeIcon('trash'), value: choice };
    case 'worktree':
      return {
        label: choice.label,
        description: choice.description,
        iconPath: new vscode.ThemeIcon('git-branch'),
        value: choice,
      };
  }
}
