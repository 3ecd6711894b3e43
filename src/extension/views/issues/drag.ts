import type * as vscode from 'vscode';
import type { Failure } from '../../../base/failure.ts';
import { fail } from '../../../base/result.ts';
import { views } from '../../../protocol/commands.ts';

/** What dragged issues are, for views of ours; VS Code wants a view's own name in it. */
export const issueMime = `application/vnd.code.tree.${views.issues.toLowerCase()}`;

/** Issues on their way from one place to another; the label, if any, whose group they come from; the tag of their folder. */
export type Dragged = { readonly ids: readonly string[]; readonly from: string | undefined; readonly tag: string };

/** Trackers share no ids. */
export const otherFolder = fail<Failure>({
  kind: 'usage',
  detail: 'An issue stays in the tracker of its folder. Create one there instead.',
});

/** The issues that are dragged; undefined where it is something else. */
export function draggedIn(data: vscode.DataTransfer): Dragged | undefined {
  const value: unknown = data.get(issueMime)?.value;
  if (typeof value !== 'object' || value === null || !('ids' in value) || !Array.isArray(value.ids)) return undefined;
  const from = 'from' in value && typeof value.from === 'string' ? value.from : undefined;
  const tag = 'tag' in value && typeof value.tag === 'string' ? value.tag : '';
  return { ids: value.ids.filter((id) => typeof id === 'string'), from, tag };
}
