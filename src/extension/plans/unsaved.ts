import type * as vscode from 'vscode';
import { languageId } from '../../protocol/lsp.ts';

type Shown = Pick<vscode.TextDocument, 'languageId' | 'isDirty'> & { readonly uri: { toString(): string } };

/** Of the files that a rename would change, those that are not as the server read them: it knows of open plans, of other files what is on disk. */
export function unsavedIn(files: readonly string[], open: readonly Shown[]): readonly string[] {
  const unsaved = open.filter((document) => document.isDirty && document.languageId !== languageId);
  return files.filter((file) => unsaved.some(({ uri }) => uri.toString() === file));
}
