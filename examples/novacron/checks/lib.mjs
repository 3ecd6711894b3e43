// What the checks share: reading sources, and finding functions in Go without a Go tool chain.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/** The text of a file of the repository; empty where there is none. */
export function read(file) {
  try {
    return readFileSync(path.join(root, file), 'utf8').replace(/\r\n/g, '\n');
  } catch {
    return '';
  }
}

/** Names of the files of a folder, sorted; none where there is no folder. */
export function list(folder) {
  try {
    return readdirSync(path.join(root, folder)).sort();
  } catch {
    return [];
  }
}

/** Go source without comments and with empty strings, so that words in them prove nothing. */
export const bare = (source) =>
  source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|`[^`]*`/g, (found) => (/^["`]/.test(found) ? '""' : ''));

/** Every function of a Go source: its name, its receiver's type, its body with the braces. */
export function functions(source) {
  const text = bare(source);
  const found = [];
  for (const match of text.matchAll(/^func\s+(?:\(\w*\s*\*?(\w+)\)\s*)?(\w+)\s*\(/gm)) {
    const open = bodyStart(text, match.index + match[0].length - 1);
    if (open >= 0) found.push({ type: match[1] ?? '', name: match[2], body: text.slice(open, closing(text, open) + 1) });
  }
  return found;
}

/** The body of one function; empty where there is none. */
export const body = (source, name, type = '') =>
  functions(source).find((one) => one.name === name && (type === '' || one.type === type))?.body ?? '';

/** Where the body's brace is: after the parameters and results, which may hold braces only in `interface{}`. */
function bodyStart(text, parenthesis) {
  let at = closing(text, parenthesis) + 1;
  for (; at < text.length && text[at] !== '\n'; at += 1) if (text[at] === '{' && !/(interface|struct)\s*$/.test(text.slice(0, at))) return at;
  return -1;
}

/** Where the bracket at an offset is closed. */
export function closing(text, open) {
  const pair = { '(': ')', '{': '}', '[': ']' }[text[open]];
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === text[open]) depth += 1;
    else if (text[at] === pair && (depth -= 1) === 0) return at;
  }
  return text.length;
}

/** Rows of a CSV file as objects of numbers. */
export function table(file) {
  const [head = '', ...rows] = read(file).trim().split('\n');
  const names = head.split(',');
  return rows.filter((row) => row !== '').map((row) => Object.fromEntries(row.split(',').map((cell, at) => [names[at], Number(cell)])));
}

/** JSON of a file, or undefined. */
export function json(file) {
  try {
    return JSON.parse(read(file));
  } catch {
    return undefined;
  }
}
