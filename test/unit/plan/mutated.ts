import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';

const folder = path.resolve(import.meta.dirname, '../../corpus');

/** The smaller plans of the corpus, to be changed at random. */
export const corpusTexts: readonly string[] = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.phaseplan.yaml'))
  .sort()
  .map((name) => readFileSync(path.join(folder, name), 'utf8'))
  .filter((text) => text.length < 4000);

/** What plans are made of, and what breaks them. */
export const bits = [
  ...[
    ' ',
    '  ',
    '\n',
    ':',
    ': ',
    '- ',
    '#',
    ' #',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '|',
    '|-',
    '>',
    '\t',
    '\r\n',
    '\r',
  ],
  ...[
    'a',
    '0',
    '1.5',
    '~',
    '<<',
    '&a ',
    '*a',
    '!',
    '? ',
    '%',
    '@',
    '`',
    '\\',
    '${{ x }}',
    'é',
    '😀',
    '---',
    '...',
    '\n\n',
  ],
  ...[
    '\n    ',
    '| \n      x\n\n        y\n   \n',
    "''",
    '""',
    'null',
    '\u00a0',
    '\u2028',
    '\nphases:\n',
    '\n  two:\n',
    '\nx: 1\n',
  ],
  ...['<<<<<<< a\n', '=======\n', '>>>>>>> b\n', '\ufeff', 'needs: [a]', 'phases', 'issues:\n  x-1: { title: t }\n'],
] as const;

/** One change of a text: where (as a share of its length), how much is taken out, and what is put in. */
export type Change = { readonly at: number; readonly out: number; readonly put: string };

export const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  out: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(8) }, fc.nat(120)),
  put: fc.oneof(fc.constantFrom(...bits), fc.constant(''), fc.string({ maxLength: 4 })),
});

export const spanOf = (length: number, { at, out }: Change): { start: number; end: number } => {
  const start = Math.round(at * length);
  return { start, end: Math.min(length, start + out) };
};

export function changed(text: string, one: Change): string {
  const { start, end } = spanOf(text.length, one);
  return text.slice(0, start) + one.put + text.slice(end);
}
