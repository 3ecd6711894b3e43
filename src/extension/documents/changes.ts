import path from 'node:path';
import * as vscode from 'vscode';
import { openGit } from '../../adapters/git/git.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { TaskRecord } from '../../run/state.ts';
import type { Home } from '../home.ts';

export const gitScheme = 'phaseline-git';

type Revision = { readonly folder: string; readonly commit: string; readonly file: string };

/** Files as a commit has them. */
export class GitContent implements vscode.TextDocumentContentProvider {
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const fields = new URLSearchParams(uri.query);
    const [folder, commit, file] = ['folder', 'commit', 'file'].map((name) => fields.get(name) ?? '');
    const shown = await openGit(folder ?? '')('show', `${commit}:./${file}`);
    return shown.ok ? shown.value : '';
  }
}

/** A file at a commit, under the path of the file that it is compared with: a different one would be drawn as a renaming. */
const revisionUri = (beside: vscode.Uri, revision: Revision): vscode.Uri =>
  beside.with({ scheme: gitScheme, query: new URLSearchParams(revision).toString() });

/** Opens what a task changed, all files in one editor: what it started from beside its worktree, or beside its commit once that is gone. */
export async function openChanges(home: Home, record: TaskRecord): Promise<Result<undefined>> {
  const { base, folder, commit, files, title } = record;
  if (base === undefined || files.length === 0) {
    return fail({ kind: 'no-such', what: 'change', name: `of ${title}`, known: [] });
  }
  const worktree = folder !== undefined && (await exists(vscode.Uri.file(folder))) ? folder : undefined;
  const before = await filesAt(home.root, base, files);
  const after = worktree === undefined ? await filesAt(home.root, commit ?? base, files) : undefined;
  const resources = files.map(async (file) => {
    const uri = vscode.Uri.file(path.join(worktree ?? home.root, file));
    const at = (revision: string): vscode.Uri => revisionUri(uri, { folder: home.root, commit: revision, file });
    const there = after === undefined ? await exists(uri) : after.has(file);
    const modified = after === undefined ? uri : at(commit ?? base);
    return [uri, before.has(file) ? at(base) : undefined, there ? modified : undefined] as const;
  });
  await vscode.commands.executeCommand('vscode.changes', title, await Promise.all(resources));
  return ok(undefined);
}

/** Which of the files a commit has. */
async function filesAt(folder: string, commit: string, files: readonly string[]): Promise<ReadonlySet<string>> {
  const listed = await openGit(folder)('ls-tree', '-r', '-z', '--name-only', commit, '--', ...files);
  return new Set(listed.ok ? listed.value.split('\0') : []);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
