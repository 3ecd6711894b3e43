import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { EditReport } from '../protocol/requests.ts';
import type { Home } from './home.ts';
import { isReported } from './reported.ts';

/** Tells the runner what the editor wrote, renamed, created and deleted. Saving does not wait for any of it. */
export function reportEdits(home: Home): vscode.Disposable {
  const saved = vscode.workspace.onDidSaveTextDocument(({ uri }) => void report(home, [[uri, 'changed']]));
  const created = vscode.workspace.onDidCreateFiles(
    ({ files }) =>
      void report(
        home,
        files.map((uri) => [uri, 'created']),
      ),
  );
  const deleted = vscode.workspace.onDidDeleteFiles(
    ({ files }) =>
      void report(
        home,
        files.map((uri) => [uri, 'deleted']),
      ),
  );
  const renamed = vscode.workspace.onDidRenameFiles(({ files }) => {
    void report(
      home,
      files.flatMap(({ oldUri, newUri }): Change[] => [
        [oldUri, 'deleted'],
        [newUri, 'created'],
      ]),
    );
  });
  return vscode.Disposable.from(saved, created, deleted, renamed);
}

type Change = readonly [vscode.Uri, EditReport['change']];

async function report(home: Home, changes: readonly Change[]): Promise<void> {
  if (!hasHooks(home)) return;
  const edits: EditReport[] = [];
  for (const [uri, change] of changes) {
    const path = home.plans.relative(uri);
    if (uri.scheme !== 'file' || !isReported(path)) continue;
    const hash = change === 'deleted' ? 'absent' : await contentHash(uri);
    if (hash !== undefined) edits.push({ path, change, hash });
  }
  if (edits.length === 0) return;
  const reported = await home.link.request('edits.report', { edits });
  if (!reported.ok) home.log.warn(`Edits could not be reported: ${reported.error.kind}`);
}

/** A save alone starts no runner where nothing could follow it. */
const hasHooks = (home: Home): boolean => {
  const { trusted, link, plans = [] } = home.model.value;
  return trusted && (link.state === 'on' || plans.length > 0 || home.hooksAreSet());
};

/** Of the bytes on disk, as the runner sees them; undefined for a folder or what is gone again. */
async function contentHash(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await vscode.workspace.fs.readFile(uri))
      .digest('hex');
  } catch {
    return undefined;
  }
}
