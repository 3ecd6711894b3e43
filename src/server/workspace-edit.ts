import type { AnnotatedTextEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import type { TextEdit as PlanEdit } from '../plan/features/edit.ts';
import type { PlanText } from './documents.ts';
import type { Host } from './host.ts';

/** What changes in one document; the version is null for a file that nobody has open. */
export type DocumentEdits = {
  readonly uri: string;
  readonly version: number | null;
  readonly edits: readonly (TextEdit | AnnotatedTextEdit)[];
};

export const editsOf = (plan: PlanText, edits: readonly PlanEdit[]): DocumentEdits => ({
  uri: plan.uri,
  version: plan.version,
  edits: edits.map(({ span, text }) => ({ range: plan.range(span), newText: text })),
});

/** With the versions that the edits are about, for clients that can hold them to it. */
export function workspaceEdit({ client }: Host, documents: readonly DocumentEdits[]): WorkspaceEdit {
  if (!client.workspace?.workspaceEdit?.documentChanges)
    return { changes: Object.fromEntries(documents.map(({ uri, edits }) => [uri, [...edits]])) };
  return {
    documentChanges: documents.map(({ uri, version, edits }) => ({
      textDocument: { uri, version },
      edits: [...edits],
    })),
  };
}
