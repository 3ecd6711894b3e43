import type { Failure } from './failure.ts';
import { fail, ok, type Result } from './result.ts';

/** One word of a command, unquoted, and where it stood in the text (UTF-16 offsets, quotes included). */
export type Word = { readonly text: string; readonly start: number; readonly end: number };

export type WordsBroken = Extract<Failure, { kind: 'words-broken' }> & {
  /** UTF-16 offset of what is never closed. */
  readonly at: number;
};

/** In double quotes a backslash escapes only these, as in POSIX; anywhere else in them it is itself. */
const escapableInQuotes = '"\\$`';

/**
 * Splits a command into words the way a POSIX shell quotes them, and does nothing else that a shell does: no variables, no globs,
 * no pipes, no comments. A template `${{ … }}` is kept as written inside its word, blanks and all, so that what is
 * substituted for it later can never become a second word.
 */
export function splitWords(text: string): Result<readonly Word[], WordsBroken> {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    const blank = blankAt(text, at);
    if (blank > 0) {
      at += blank;
      continue;
    }
    const word = readWord(text, at);
    if (!word.ok) return word;
    words.push(word.value);
    at = word.value.end;
  }
  return ok(words);
}

/** Writes words as one command that `splitWords` takes apart again into the same words. */
export const joinWords = (words: readonly string[]): string => words.map(quoteWord).join(' ');

const quoteWord = (word: string): string => {
  if (/^(?:[\w@%+=:,./-]|\$\{\{[^}]*\}\})+$/.test(word)) return word;
  return word.includes("'") ? `"${word.replace(/["\\$`](?!\{\{)/g, '\\$&')}"` : `'${word}'`;
};

/** Length of the blank at an offset: white space, or a backslash that continues the line. */
function blankAt(text: string, at: number): number {
  const char = text.charAt(at);
  if (char === ' ' || char === '\t' || char === '\n' || char === '\r') return 1;
  if (char !== '\\') return 0;
  if (text.startsWith('\n', at + 1)) return 2;
  return text.startsWith('\r\n', at + 1) ? 3 : 0;
}

function readWord(text: string, start: number): Result<Word, WordsBroken> {
  let out = '';
  let at = start;
  while (at < text.length && blankAt(text, at) === 0) {
    const piece = readPiece(text, at);
    if (!piece.ok) return piece;
    out += piece.value.text;
    at = piece.value.end;
  }
  return ok({ text: out, start, end: at });
}

type Piece = { readonly text: string; readonly end: number };

function readPiece(text: string, at: number): Result<Piece, WordsBroken> {
  if (text.startsWith('${{', at)) return readTemplate(text, at);
  const char = text.charAt(at);
  if (char === "'") {
    const end = text.indexOf("'", at + 1);
    if (end < 0) return broken(text, at, 'a single quote is never closed');
    return ok({ text: text.slice(at + 1, end), end: end + 1 });
  }
  if (char === '"') return readQuoted(text, at);
  if (char !== '\\') return ok({ text: char, end: at + 1 });
  if (at + 1 === text.length) return broken(text, at, 'it ends with a backslash');
  return ok({ text: text.charAt(at + 1), end: at + 2 });
}

function readQuoted(text: string, start: number): Result<Piece, WordsBroken> {
  let out = '';
  let at = start + 1;
  while (at < text.length) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '"') return ok({ text: out, end: at + 1 });
    if (text.startsWith('${{', at)) {
      const template = readTemplate(text, at);
      if (!template.ok) return template;
      out += template.value.text;
      at = template.value.end;
    } else if (char === '\\' && next === '\n') at += 2;
    else if (char === '\\' && next !== '' && escapableInQuotes.includes(next)) {
      out += next;
      at += 2;
    } else {
      out += char;
      at += 1;
    }
  }
  return broken(text, start, 'a double quote is never closed');
}

function readTemplate(text: string, at: number): Result<Piece, WordsBroken> {
  const end = text.indexOf('}}', at);
  if (end < 0) return broken(text, at, 'a ${{ is never closed with }}');
  return ok({ text: text.slice(at, end + 2), end: end + 2 });
}

const broken = (text: string, at: number, detail: string): { readonly ok: false; readonly error: WordsBroken } =>
  fail({ kind: 'words-broken', text, at, detail });
