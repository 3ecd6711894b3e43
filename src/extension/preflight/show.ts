import * as vscode from 'vscode';
import type { Preflight } from '../../run/preflight.ts';
import { separator } from '../commands/ask.ts';
import type { Home } from '../home.ts';
import { type PreflightItem, preflightItems } from './items.ts';

type Shown = vscode.QuickPickItem & { readonly of?: PreflightItem };

/** Shows what would happen; true: the person said go. Choosing a task or problem opens the plan instead. */
export async function showPreflight(home: Home, preflight: Preflight, title: string): Promise<boolean> {
  const items = preflightItems(preflight).map(toItem);
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Preflight: ${title}`,
    placeHolder: preflight.go
      ? 'Enter starts it, Escape leaves everything as it is'
      : 'It cannot start yet: see what is in the way',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen?.of === undefined) return false;
  if (chosen.of.kind === 'go') return true;
  await openPlanAt(home, preflight.plan, chosen.of.kind === 'task' ? chosen.of.task : undefined);
  return false;
}

function toItem(item: PreflightItem): Shown {
  switch (item.kind) {
    case 'heading':
      return separator(item.label);
    case 'task':
      return { label: item.label, description: item.description, of: item };
    case 'go':
    case 'problem':
      return { label: item.label, detail: item.detail, of: item };
  }
}

async function openPlanAt(home: Home, plan: string, task: string | undefined): Promise<void> {
  const editor = await vscode.window.showTextDocument(home.plans.uri(plan));
  const at = task === undefined ? -1 : editor.document.getText().search(new RegExp(`^ +${literal(task)}:`, 'm'));
  if (at < 0) return;
  const position = editor.document.positionAt(at);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenter);
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
