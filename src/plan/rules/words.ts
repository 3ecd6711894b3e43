import { nearest } from '../../base/nearest.ts';
import type { Remedy } from '../model/problem.ts';
import type { Scalar } from '../syntax/tree.ts';

/** ` Did you mean "x"?`, or nothing; ready to stand after a sentence. */
export const didYouMean = (names: readonly string[]): string =>
  names[0] === undefined ? '' : ` Did you mean "${names[0]}"?`;

/** A few names in a row, for "Known: …". */
export const some = (names: readonly string[], most = 8): string =>
  names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');

/** What to say and do about a name that is none of those known. */
export function meant(
  written: string,
  known: readonly string[],
): { readonly said: string; readonly remedies: readonly Remedy[] } {
  const close = nearest(written, known);
  if (close.length > 0) return named(close);
  return { said: known.length > 0 && known.length <= 12 ? ` There are: ${some(known, 12)}.` : '', remedies: [] };
}

/** The same for names that somebody likely meant, the likeliest first. */
export const named = (names: readonly string[]): ReturnType<typeof meant> => ({
  said: didYouMean(names),
  remedies: names.map((to) => ({ kind: 'rename', to })),
});

/** `[a b]`: names of a list without a comma between them, each known by itself. */
export function withoutComma(node: Scalar, isKnown: (name: string) => boolean): ReturnType<typeof meant> | undefined {
  const parts = node.text.split(/\s+/);
  if (parts.length < 2 || node.style !== 'plain' || node.parent?.kind !== 'sequence' || !node.parent.flow)
    return undefined;
  if (!parts.every(isKnown)) return undefined;
  const text = parts.join(', ');
  return {
    said: ' A comma is missing between them.',
    remedies: [{ kind: 'replace', span: node.span, text, title: `Write ${text}` }],
  };
}
