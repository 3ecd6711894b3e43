import * as vscode from 'vscode';
import { priorityWord } from './issues/look.ts';
import { priorityScheme } from './tree.ts';

const colors = ['critical', 'high', 'medium', 'low', 'low'];

/** Draws an issue's priority as a badge at the end of its row: `P0` … `P4`, in its colour. */
export class PriorityBadges implements vscode.FileDecorationProvider {
  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== priorityScheme) return undefined;
    const priority = Number(uri.query);
    const color = colors[priority];
    return {
      badge: `P${priority}`.slice(0, 2),
      tooltip: priorityWord(priority),
      propagate: false,
      ...(color === undefined ? {} : { color: new vscode.ThemeColor(`phaseline.priority.${color}`) }),
    };
  }
}
