import type { Command } from './commands.ts';

/** One command of a chain, with the variables that are set in front of it. Offsets are in the value of `run:`. */
export type Link = {
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
};

type Part = { readonly text: string; readonly start: number; readonly end: number };

const separators: ReadonlySet<string> = new Set(['&&', ';']);

/**
 * The commands that a person chained with `&&` or `;`, or on lines of their own for a shell: `A=1 x y && z` are two. A command alone is a
 * chain of one. `plain`: nothing but these signs would need a shell.
 */
export function chainOf({ node, shell, words }: Command): { readonly links: readonly Link[]; readonly plain: boolean } {
  const links: Link[] = [];
  let open: Part[] = [];
  const close = (): void => {
    const link = linkOf(open);
    if (link) links.push(link);
    open = [];
  };
  let before = 0;
  for (const word of words) {
    const written = node.text.slice(word.start, word.end);
    if (shell && /\n/.test(node.text.slice(before, word.start).replace(/\\\r?\n/g, ''))) close();
    before = word.end;
    if (separators.has(written)) close();
    else if (written.endsWith(';') && !/["'\\]/.test(written)) {
      open.push({ text: word.text.slice(0, -1), start: word.start, end: word.end - 1 });
      close();
    } else open.push(word);
  }
  close();
  return { links, plain: !words.some((word) => needsShell(node.text.slice(word.start, word.end))) };
}

function linkOf(parts: readonly Part[]): Link | undefined {
  const env: Record<string, string> = {};
  let from = 0;
  for (const { text } of parts) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) break;
    env[name] = value;
    from += 1;
  }
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined || from === parts.length) return undefined;
  return { env, words: parts.slice(from).map(({ text }) => text), start: first.start, end: last.end };
}

/** Pipes, files and what is put in, beside the signs that part a chain. */
const needsShell = (written: string): boolean =>
  /^(?:\|\|?|&|\d?>>?|<|2>&1|\(|\))$/.test(written) ||
  /\$\(|`|\$\{?[A-Za-z_]/.test(written.replace(/\$\{\{.*?\}\}/gs, '').replace(/'[^']*'/g, ''));
