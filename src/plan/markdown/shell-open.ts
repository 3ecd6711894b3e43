/** What lines of a shell leave open, so that the command goes on in the next one. */

const begins: ReadonlySet<string> = new Set(['if', 'for', 'while', 'until', 'case', 'select', '{']);
const ends: ReadonlySet<string> = new Set(['fi', 'done', 'esac', '}']);
/** Behind these a command begins, as at the beginning of a line. */
const leads: ReadonlySet<string> = new Set(['do', 'then', 'else', 'elif', '!']);

/** How many loops, conditions and braces some whole lines begin, less those that they end. */
export function opened(written: string): number {
  let depth = 0;
  let first = true;
  for (const [token] of withoutQuotes(written).matchAll(/[;&|()\n]+|[^\s;&|()]+/g)) {
    if (first && begins.has(token)) depth += 1;
    else if (first && ends.has(token)) depth -= 1;
    first = /^[;&|()\n]/.test(token) || leads.has(token) || (first && begins.has(token));
  }
  return depth;
}

const withoutQuotes = (written: string): string => written.replace(/\\.|'[^']*'|"(?:[^"\\]|\\.)*"/gs, 'x');

/** `a &&`, `a |`: the other half of the line is the next one. */
export const endsInOperator = (written: string): boolean => /(?:&&|\|) *$/.test(written);

/** The word that ends the text which a command gets in the lines below it, where `<<` begins one. */
export type HereWord = { readonly word: string; readonly tabs: boolean };

export function hereWord(text: string, at: number): HereWord | undefined {
  const found = /^<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([\w.]+))/.exec(text.slice(at, at + 200));
  const word = found?.[2] ?? found?.[3] ?? found?.[4];
  return word === undefined ? undefined : { word, tabs: found?.[1] === '-' };
}

/** Where the line with that word ends, below an offset; undefined where there is none. */
export function hereEnd(text: string, from: number, { word, tabs }: HereWord): number | undefined {
  for (let start = text.indexOf('\n', from) + 1; start > 0; start = text.indexOf('\n', start) + 1) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    const line = text.slice(start, end);
    if ((tabs ? line.replace(/^\t+/, '') : line) === word) return end;
  }
  return undefined;
}
