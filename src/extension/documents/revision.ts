import type * as vscode from 'vscode';
import { openGit } from '../../adapters/git/git.ts';

export const gitScheme = 'phaseline-git';

/** A file at a commit, as a review shows it. */
export type Revision = {
  readonly folder: string;
  readonly commit: string;
  readonly file: string;
  /** `run/phase/task` of the work that it is shown for; empty for none. */
  readonly task: string;
  /** `before` the work, or `after` it. */
  readonly side: 'before' | 'after';
};

/** Files as a commit has them. */
export class GitContent implements vscode.TextDocumentContentProvider {
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { folder, commit, file } = fieldsOf(uri);
    const shown = await openGit(folder)('show', `${commit}:./${file}`);
    return shown.ok ? shown.value : '';
  }
}

/** A file at a commit, under the path of the file that it is compared with: a different one would be drawn as a renaming. */
export const revisionUri = (beside: vscode.Uri, revision: Revision): vscode.Uri =>
  beside.with({ scheme: gitScheme, query: new URLSearchParams(revision).toString() });

/** The work that a file at a commit is shown for. */
export function ofTask(
  uri: vscode.Uri,
): { readonly task: string; readonly file: string; readonly before: boolean } | undefined {
  const { task, file, side } = fieldsOf(uri);
  return task === '' ? undefined : { task, file, before: side === 'before' };
}

function fieldsOf(uri: vscode.Uri): Record<keyof Revision, string> {
  const fields = new URLSearchParams(uri.query);
  const field = (name: keyof Revision): string => fields.get(name) ?? '';
  return {
    folder: field('folder'),
    commit: field('commit'),
    file: field('file'),
    task: field('task'),
    side: field('side'),
  };
}
