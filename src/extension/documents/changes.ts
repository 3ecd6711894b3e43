import path from 'node:path';
import * as vscode from 'vscode';
import { openGit } from '../../adapters/git/git.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { TaskRecord } from '../../run/state.ts';
import type { Home } from '../home.ts';
import { plural } from '../say/words.ts';

export const gitScheme = 'phaseline-git';

type Revision = { readonly folder: string; readonly commit: string };

/** Files as a commit has them; empty for what it does not have. */
export class GitContent implements vscode.TextDocumentContentProvider {
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { folder, commit } = readRevision(uri.query);
    const shown = await openGit(folder)('show', `${commit}:${uri.path.slice(1)}`);
    return shown.ok ? shown.value : '';
  }
}

const revisionUri = (file: string, revision: Revision): vscode.Uri =>
  vscode.Uri.from({ scheme: gitScheme, path: `/${file}`, query: new URLSearchParams(revision).toString() });

function readRevision(query: string): Revision {
  const fields = new URLSearchParams(query);
  return { folder: fields.get('folder') ?? '', commit: fields.get('commit') ?? 'HEAD' };
}

/** Opens what a task changed, all files in one editor: what it started from beside its worktree, or beside its commit once that is gone. */
export async function openChanges(home: Home, record: TaskRecord): Promise<Result<undefined>> {
  const { base, folder, commit, files, title } = record;
  if (base === undefined || files.length === 0)
    return fail({ kind: 'no-such', what: 'change', name: `in ${title}`, known: [] });
  const present = folder !== undefined && (await exists(vscode.Uri.file(folder)));
  const resources = files.map((file) => {
    const before = revisionUri(file, { folder: home.root, commit: base });
    const after =
      present && folder !== undefined
        ? vscode.Uri.file(path.join(folder, file))
        : revisionUri(file, { folder: home.root, commit: commit ?? base });
    return [vscode.Uri.file(path.join(home.root, file)), before, after] as const;
  });
  await vscode.commands.executeCommand('vscode.changes', `${title} (${plural(files.length, 'file')})`, resources);
  return ok(undefined);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
