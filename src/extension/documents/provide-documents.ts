import * as vscode from 'vscode';
import type { Homes } from '../homes.ts';
import { documentScheme } from './address.ts';

/** Shows the documents of all folders. */
export function provideDocuments(homes: Homes): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  return vscode.Disposable.from(
    changed,
    homes.each(({ documents }) => documents.onDidChange((uri) => changed.fire(uri))),
    vscode.workspace.registerTextDocumentContentProvider(documentScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => homes.of(uri)?.documents.text(uri) ?? '',
    }),
  );
}
