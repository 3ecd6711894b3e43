/** Words as one, in small letters: `In Progress` and `in-progress` are `in_progress`. */
export const underscored = (words: string): string =>
  words
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
