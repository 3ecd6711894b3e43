import type * as vscode from 'vscode';
import { views } from '../../../protocol/commands.ts';

/** What dragged issues are, for views of ours; VS Code wants a view's own name in it. */
export const issueMime = `application/vnd.code.tree.${views.issues.toLowerCase()}`;

/** Issues on their way from one place to another; the label, if any, whose group they come from. */
export type Dragged = { readonly ids: readonly string[]; readonly from: string | undefined };

/** The issues that are dragged; undefined where it is something else. */
export function draggedIn(data: vscode.DataTransfer): Dragged | undefined {
  const value: unknown = data.get(issueMime)?.value;
  if (typeof value !== 'object' || value === null || !('ids' in value) || !Array.isArray(value.ids)) return undefined;
  const from = 'from' in value && typeof value.from === 'string' ? value.from : undefined;
  return { ids: value.ids.filter((id) => typeof id === 'string'), from };
}
