import type * as vscode from 'vscode';
import { badgeScheme } from './tree.ts';

/** Draws the letters at the end of a row; VS Code asks by the row's URI, which carries them. */
export class Badges implements vscode.FileDecorationProvider {
  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== badgeScheme) return undefined;
    const fields = new URLSearchParams(uri.query);
    return { badge: fields.get('text') ?? '', tooltip: fields.get('meaning') ?? '', propagate: false };
  }
}
