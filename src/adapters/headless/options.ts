/** Options of a command line: those that a value follows, and those that stand alone. */
export type Options = { readonly valued: readonly string[]; readonly bare?: readonly string[] };

/** The words without these options, because some programs take none of them twice: `--sandbox x`, `--sandbox=x`, `-s x`, `-sx`. */
export function without(words: readonly string[], { valued, bare = [] }: Options): readonly string[] {
  return words.filter((word, index) => {
    const before = words[index - 1];
    const isValue = before !== undefined && valued.includes(before);
    return !isValue && !valued.some((option) => starts(word, option)) && !bare.includes(word);
  });
}

/** The value that is given for one of these options, undefined where there is none. */
export function givenValue(words: readonly string[], options: readonly string[]): string | undefined {
  const index = words.findIndex((word) => options.some((option) => starts(word, option)));
  const word = words[index];
  if (word === undefined) return undefined;
  if (options.includes(word)) return words[index + 1];
  return word.startsWith('--') ? word.slice(word.indexOf('=') + 1) : word.slice(2);
}

/** A long option may have its value behind `=`, a short one at once. */
const starts = (word: string, option: string): boolean =>
  word === option ||
  (option.startsWith('--') ? word.startsWith(`${option}=`) : word.startsWith(option) && !word.startsWith('--'));

/** An option with its value, or nothing where there is none. */
export const option = (name: string, value: string | undefined): readonly string[] =>
  value === undefined || value === '' ? [] : [name, value];
