import path from 'node:path';
import * as vscode from 'vscode';
import type { Requests } from '../../protocol/requests.ts';
import type { Home } from '../home.ts';
import { revisionUri } from './revision.ts';

type Laid = Requests['task.resolve']['result'];

/** Most editors that are opened at once; the rest are named in the worktree. */
const most = 5;

/** Opens the files of a conflict: in VS Code's merge editor where it can be had, else as text with the marks in it. */
export async function openConflict(home: Home, laid: Laid): Promise<void> {
  for (const file of laid.files.slice(0, most)) {
    const output = vscode.Uri.file(path.join(laid.folder, file));
    if (!(await inMergeEditor(home, laid, file, output))) await asText(output);
  }
}

/** The command that VS Code's own Git uses; it is no part of the API, so that it may be gone one day. */
async function inMergeEditor(home: Home, laid: Laid, file: string, output: vscode.Uri): Promise<boolean> {
  const at = (commit: string): vscode.Uri =>
    revisionUri(output, { folder: home.root, commit, file, task: '', side: 'before' });
  const input = (commit: string, title: string, description: string) => ({ uri: at(commit), title, description });
  try {
    await vscode.commands.executeCommand('_open.mergeEditor', {
      base: at(laid.base),
      input1: input(laid.ours, laid.into, 'what is there'),
      input2: input(laid.theirs, 'The agent', 'what it did'),
      output,
    });
    return true;
  } catch {
    return false;
  }
}

async function asText(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const at = document.getText().search(/^<<<<<<< /m);
  const position = document.positionAt(Math.max(0, at));
  await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(position, position) });
}
