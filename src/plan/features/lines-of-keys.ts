/** A line as indentation sees it: dashes, then a key and perhaps a value. Enough to know where one is in a text that does not parse. */
export type KeyLine = {
  readonly start: number;
  readonly text: string;
  /** Columns of the dashes that open list items on this line. */
  readonly dashes: readonly number[];
  /** Column of what follows blanks and dashes. */
  readonly column: number;
  readonly key: string | undefined;
  /** What stands behind the colon, without comment; undefined without a key. */
  readonly value: string | undefined;
};

const keyPattern =
  /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'[\]{},&*!|>%@`-][^:#]*?|-?[^\s#:[\]{},][^:#]*?)\s*:(?:\s+(.*))?$/s;

/** Reads a line; undefined for one that is blank or only a comment. A dash with nothing behind it is something. */
export function readLine(text: string, start: number): KeyLine | undefined {
  const lead = /^[ \t\uFEFF]*(?:- +|-$)*/.exec(text)?.[0] ?? '';
  const rest = text.slice(lead.length);
  if ((rest === '' || rest.startsWith('#')) && !lead.includes('-')) return undefined;
  const dashes = [...lead.matchAll(/-/g)].map(({ index }) => index);
  const match = keyPattern.exec(withoutComment(rest).trimEnd());
  const key = match?.[1]?.replace(/^(["'])(.*)\1$/s, '$2');
  return { start, text, dashes, column: lead.length, key, value: match ? (match[2] ?? '').trim() : undefined };
}

function withoutComment(text: string): string {
  const comment = text.search(/\s#/);
  return comment < 0 ? text : text.slice(0, comment);
}

/** Whether a key on this line opens something that the lines below it may be inside of. */
export const opens = ({ key, value }: KeyLine): boolean =>
  key !== undefined && (value === '' || /^[&!]\S+$/.test(value ?? ''));

export const opensBlock = ({ value }: KeyLine): boolean => /^(?:[&!]\S+\s+)*[|>][-+0-9]*$/.test(value ?? '');

/** All lines of a text with their offsets; line breaks left out. */
export function linesOf(text: string): readonly { readonly start: number; readonly text: string }[] {
  const lines: { start: number; text: string }[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    lines.push({ start, text: line.endsWith('\r') ? line.slice(0, -1) : line });
    start += line.length + 1;
  }
  return lines;
}
