import type { Parent, Scalar, ScalarStyle } from './tree.ts';

/** What a plain scalar means by YAML's core schema: most are texts, told from the rest by their first character. */
export function plainMeaning(text: string): Scalar['value'] {
  const code = text.charCodeAt(0);
  if (isDigit(code) || code === 43 || code === 45 || code === 46) return numberMeaning(text);
  switch (text) {
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    default:
      return text;
  }
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function numberMeaning(text: string): string | number {
  if (/^[-+]?[0-9]+$/.test(text)) return Number.parseInt(text, 10);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/.test(text)) return Number.parseFloat(text);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/.test(text)) return Number.parseFloat(text);
  if (/^0o[0-7]+$/.test(text)) return Number.parseInt(text.slice(2), 8);
  if (/^0x[0-9a-fA-F]+$/.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? Number.NaN : text;
}

export const scalarOf = (
  start: number,
  end: number,
  parent: Parent,
  value: Scalar['value'],
  text: string,
  style: ScalarStyle,
): Scalar => ({ kind: 'scalar', span: { start, end }, parent, value, text, style });

/** The end of a quoted scalar that is closed before `limit`, and its value; undefined for one that is not, or has rare escapes. */
export function quoted(text: string, start: number, limit: number): { end: number; value: string } | undefined {
  return text.charCodeAt(start) === 39 ? singleQuoted(text, start, limit) : doubleQuoted(text, start, limit);
}

function singleQuoted(text: string, start: number, limit: number): { end: number; value: string } | undefined {
  let doubled = false;
  for (let at = start + 1; at < limit; at += 1) {
    if (text.charCodeAt(at) !== 39) continue;
    if (text.charCodeAt(at + 1) !== 39) {
      const inner = text.slice(start + 1, at);
      return { end: at + 1, value: doubled ? inner.replaceAll("''", "'") : inner };
    }
    doubled = true;
    at += 1;
  }
  return undefined;
}

function doubleQuoted(text: string, start: number, limit: number): { end: number; value: string } | undefined {
  let escaped = false;
  for (let at = start + 1; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) {
      escaped = true;
      at += 1;
    } else if (code === 34) {
      const inner = text.slice(start + 1, at);
      const value = escaped ? unescaped(inner) : inner;
      return value === undefined ? undefined : { end: at + 1, value };
    }
  }
  return undefined;
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '"': '"',
  '/': '/',
  '\\': '\\',
};

/** The escapes that JSON has too; the library knows the others. */
function unescaped(inner: string): string | undefined {
  let known = true;
  const value = inner.replace(
    /\\(?:u([0-9a-fA-F]{4})|(.))/gs,
    (_, code: string | undefined, one: string | undefined) => {
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      const meant = escapes[one ?? ''];
      if (meant === undefined) known = false;
      return meant ?? '';
    },
  );
  return known ? value : undefined;
}

/** A literal block read from the line below its sign: its value, the last character that is not blank, and where the next line begins. */
export type Block = { readonly value: string; readonly end: number; readonly next: number };

/**
 * Reads `|` blocks whose lines are indented deeper than `column`; `strip` takes off the last line break. Undefined for blocks
 * without content, and for lines that the library has something to say about.
 */
export function literalBlock(text: string, from: number, column: number, strip: boolean): Block | undefined {
  let indent = 0;
  let longestBlank = 0;
  let end = from;
  let kept = 0;
  const lines: string[] = [];
  let at = from;
  while (at < text.length) {
    const lineBreak = text.indexOf('\n', at);
    const next = lineBreak < 0 ? text.length : lineBreak + 1;
    let stop = lineBreak < 0 ? text.length : lineBreak;
    if (stop > at && text.charCodeAt(stop - 1) === 13) stop -= 1;
    let start = at;
    while (start < stop && text.charCodeAt(start) === 32) start += 1;
    const width = start - at;
    if (start === stop) {
      if (indent === 0) longestBlank = Math.max(longestBlank, width);
      lines.push(indent > 0 && width > indent ? text.slice(at + indent, stop) : '');
      if (indent > 0 && width > indent) kept = lines.length;
    } else {
      const code = text.charCodeAt(start);
      if (code === 9 && width < (indent || column + 1)) return undefined;
      if (indent === 0) {
        if (width <= column || longestBlank > width) return undefined;
        indent = width;
      } else if (width < indent) {
        if (width > column) return undefined;
        break;
      }
      lines.push(text.slice(at + indent, stop));
      kept = lines.length;
      end = stop;
    }
    at = next;
  }
  if (kept === 0) return undefined;
  lines.length = kept;
  return { value: lines.join('\n') + (strip ? '' : '\n'), end, next: at };
}
