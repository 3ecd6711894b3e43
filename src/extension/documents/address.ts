import type * as vscode from 'vscode';

/** Read-only documents about what runs. */
export const documentScheme = 'phaseline';
/** Issues as documents. */
export const issueScheme = 'phaseline-issue';

/** What tells a folder of the window from the others in URIs: nothing for the first, since most windows have but one. */
export type Tagged = { readonly tag: string };

/** The tag of the folder that a document of ours is of; undefined for every other document. */
export function tagOf({ scheme, authority, path }: vscode.Uri): string | undefined {
  if (scheme === issueScheme) return authority;
  if (scheme !== documentScheme) return undefined;
  const [, tag = '', name] = path.split('/');
  return name === undefined ? '' : tag;
}
