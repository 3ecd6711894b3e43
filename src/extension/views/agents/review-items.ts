import type { ChangedFile, ReviewPart } from '../../../run/ports.ts';

/** A line of the list in which changes are accepted. Pure. */
export type ReviewItem =
  | { readonly kind: 'heading'; readonly label: string }
  | {
      readonly kind: 'change';
      readonly label: string;
      readonly description: string;
      readonly file: string;
      /** Undefined: the file as a whole. */
      readonly hunk: number | undefined;
    };

const words = { added: 'new', deleted: 'deleted', changed: 'changed' } as const;

/** Files of one change are a line each; of a file with several, each is a line under its name. */
export function reviewItems(files: readonly ChangedFile[]): readonly ReviewItem[] {
  return files.flatMap(({ file, state, hunks }): readonly ReviewItem[] => {
    const [only] = hunks;
    if (hunks.length < 2) {
      const description = only === undefined ? words[state] : placeOf(only);
      return [
        { kind: 'heading', label: file },
        { kind: 'change', label: only?.sample || nameOf(file), description, file, hunk: undefined },
      ];
    }
    return [
      { kind: 'heading', label: file },
      ...hunks.map(
        (hunk, index): ReviewItem => ({
          kind: 'change',
          label: hunk.sample || '(blank lines)',
          description: placeOf(hunk),
          file,
          hunk: index,
        }),
      ),
    ];
  });
}

const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

const placeOf = ({ newStart, newCount, oldCount }: ChangedFile['hunks'][number]): string =>
  [`line ${newStart + 1}`, newCount > 0 ? `+${newCount}` : '', oldCount > 0 ? `−${oldCount}` : '']
    .filter((part) => part !== '')
    .join(' ');

/** What is left out of each file, given what is accepted. */
export function partsLeftOut(
  files: readonly ChangedFile[],
  accepted: (file: string, hunk: number | undefined) => boolean,
): readonly ReviewPart[] {
  return files.flatMap(({ file, hunks }): readonly ReviewPart[] => {
    if (hunks.length < 2) return accepted(file, undefined) ? [] : [{ file, hunks: 'all' }];
    const out = hunks.flatMap((_, index) => (accepted(file, index) ? [] : [index]));
    if (out.length === 0) return [];
    return [{ file, hunks: out.length === hunks.length ? 'all' : out }];
  });
}
