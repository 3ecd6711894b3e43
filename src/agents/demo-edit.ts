import { filesHeading } from './prompt.ts';

/** A file or glob that a prompt names, without a line range. */
export type Mention = { readonly path: string; readonly glob: boolean };

/**
 * Paths that a prompt names in its own order, each once: words that look like a file (`config.go:17-23`, `src/a.ts`), and whatever stands in
 * the list under the heading of files. Whether they exist is for the caller to see.
 */
export function mentionedFiles(prompt: string): readonly Mention[] {
  const found = new Map<string, Mention>();
  const add = (word: string): void => {
    const path = word.replace(/^\.\//, '').replace(/(:\d+(-\d+)?(,\s*\d+(-\d+)?)*)$/, '');
    const outside = path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.split('/').includes('..');
    if (path !== '' && !outside && !found.has(path)) found.set(path, { path, glob: /[*?{[]/.test(path) });
  };
  for (const item of listUnder(prompt, filesHeading)) add(item);
  for (const [word] of prompt.matchAll(/[\w@.*{},/\\~+-]*[\w*}]\.[A-Za-z][\w]*(?::\d+(?:-\d+)?)?/g)) {
    if (!/^https?:|^\w+@/.test(word)) add(word.replaceAll('\\', '/'));
  }
  return [...found.values()];
}

function listUnder(prompt: string, heading: string): readonly string[] {
  const lines = prompt.split(/\r?\n/);
  const start = lines.findIndex((line) => line.trim() === heading);
  if (start < 0) return [];
  const after = lines.slice(start + 1);
  const end = after.findIndex((line) => line.startsWith('#'));
  return (end < 0 ? after : after.slice(0, end)).flatMap((line) => /^\s*[-*]\s+`([^`]+)`/.exec(line)?.[1] ?? []);
}

/** A text in which conflicts of a merge are marked, with both sides of each kept, ours first; undefined where none is. */
export function bothSides(text: string): string | undefined {
  if (!/^<<<<<<< /m.test(text)) return undefined;
  return text.replaceAll(/^<<<<<<< .*\n([\s\S]*?)^=======\n([\s\S]*?)^>>>>>>> .*(?:\n|$)/gm, '$1$2');
}

type CommentStyle = { readonly before: string; readonly after: string };

const slashes: CommentStyle = { before: '// ', after: '' };
const hash: CommentStyle = { before: '# ', after: '' };
const dashes: CommentStyle = { before: '-- ', after: '' };
const block: CommentStyle = { before: '/* ', after: ' */' };
const markup: CommentStyle = { before: '<!-- ', after: ' -->' };

const styles: readonly (readonly [CommentStyle, string])[] = [
  [
    slashes,
    'go ts tsx js jsx mjs cjs mts cts rs java kt c h cc cpp hpp cs swift scala dart php proto jsonc zig groovy mod',
  ],
  [hash, 'py rb sh bash zsh yaml yml toml pl r jl ex exs nix tf cfg conf ini mk dockerfile makefile gitignore env'],
  [dashes, 'sql lua hs elm'],
  [block, 'css scss less'],
  [markup, 'md markdown html htm xml svg vue'],
];

const styleOf = new Map(styles.flatMap(([style, names]) => names.split(' ').map((name) => [name, style] as const)));

/** One line of comment in the file's own syntax; undefined where a file of this kind has none (JSON, say), or it is not known. */
export function commentFor(path: string, text: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const style = styleOf.get(name.slice(name.lastIndexOf('.') + 1));
  return style && `${style.before}${text.replace(/\s+/g, ' ').trim()}${style.after}`;
}
