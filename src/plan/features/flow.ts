import { unquoted } from './context-types.ts';

/** Where a caret stands inside `{ … }` or `[ … ]` on one line. */
export type FlowPlace = {
  /** Keys and dashes from the outermost bracket inwards. */
  readonly path: readonly string[];
  readonly at: 'key' | 'value';
  /** Key that the value belongs to, in a mapping. */
  readonly key: string | undefined;
  /** Keys of the innermost mapping before the caret, with their values; the items of a list. */
  readonly siblings: ReadonlyMap<string, string>;
  /** The same for the mapping around that one, where it is in these brackets too. */
  readonly outer: ReadonlyMap<string, string> | undefined;
  /** What is typed so far; where it begins in the text. */
  readonly partial: string;
  readonly start: number;
};

type Frame = { readonly map: boolean; key: string | undefined; readonly siblings: Map<string, string> };

/** Reads from an opening bracket to the caret; undefined when the brackets are closed by then. */
export function flowPlace(text: string): FlowPlace | undefined {
  const frames: Frame[] = [];
  const path: string[] = [];
  let token = 0;
  const settle = (end: number): void => {
    const frame = frames.at(-1);
    const word = text.slice(token, end).trim();
    if (frame === undefined || word === '') return;
    if (!frame.map) frame.siblings.set(unquoted(word), '');
    else if (frame.key !== undefined) frame.siblings.set(frame.key, unquoted(word));
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const frame = frames.at(-1);
    const begins = text.slice(token, at).trim() === '';
    if ((char === '"' || char === "'") && begins) {
      const close = text.indexOf(char, at + 1);
      if (close < 0) break;
      at = close;
    } else if (char === '#' && /\s/.test(text.charAt(at - 1))) {
      const next = text.indexOf('\n', at);
      if (next < 0) break;
      at = next;
      if (begins) token = at + 1;
    } else if (text.startsWith('${{', at)) {
      const close = text.indexOf('}}', at);
      if (close < 0) break;
      at = close + 1;
    } else if (char === '{' || char === '[') {
      if (frame) path.push(frame.map ? (frame.key ?? '') : '-');
      frames.push({ map: char === '{', key: undefined, siblings: new Map() });
      token = at + 1;
    } else if (char === '}' || char === ']') {
      frames.pop();
      path.pop();
      token = at + 1;
    } else if (char === ',') {
      settle(at);
      if (frame) frame.key = undefined;
      token = at + 1;
    } else if (char === ':' && frame?.map && frame.key === undefined && /[\s"'{[]|$/.test(text.charAt(at + 1))) {
      frame.key = unquoted(text.slice(token, at).trim());
      token = at + 1;
    }
  }
  const frame = frames.at(-1);
  if (frame === undefined) return undefined;
  const partial = text.slice(token).trimStart();
  const outer = frames.at(-2)?.siblings;
  const place = { path, key: frame.key, siblings: frame.siblings, outer, partial, start: text.length - partial.length };
  return {
    ...place,
    at: frame.map && frame.key === undefined ? 'key' : 'value',
    path: frame.map ? path : [...path, '-'],
  };
}

/** Keys that follow a caret in the mapping that it is in, up to its bracket. */
export function keysBehind(text: string): readonly string[] {
  let depth = 0;
  let end = 0;
  for (; end < text.length && depth >= 0; end += 1) {
    if (/[[{]/.test(text.charAt(end))) depth += 1;
    else if (/[\]}]/.test(text.charAt(end))) depth -= 1;
  }
  const inside = text
    .slice(0, end)
    .replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted) => (quoted.includes(':') ? '' : quoted));
  const shallow = inside.replace(/\{[^{}]*\}|\[[^[\]]*\]/g, '');
  return [...shallow.matchAll(/,\s*["']?([^\s"',:{}[\]]+)["']?\s*:(?=\s|$)/g)].map(([, key = '']) => key);
}
