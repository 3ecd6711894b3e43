import type { Json } from '../../base/json.ts';
import { fieldsOf } from '../claude-flow/answer.ts';

const escaped = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? character,
  );

/** JSON as a page of its own that needs nothing else: a table of names and values, tables within tables. */
export function reportPage(title: string, body: Json): string {
  const style = 'body{font:14px sans-serif;margin:2em}td,th{padding:.2em .8em;text-align:left;vertical-align:top}';
  const head = `<meta charset="utf-8"><title>${escaped(title)}</title><style>${style}</style>`;
  return `<!doctype html><html lang="en">${head}<h1>${escaped(title)}</h1>${table(body)}</html>\n`;
}

function table(value: Json): string {
  if (typeof value !== 'object' || value === null) return escaped(String(value));
  const rows = Array.isArray(value)
    ? value.map((item, index) => [String(index + 1), item] as const)
    : Object.entries(fieldsOf(value));
  return `<table>${rows.map(([name, inner]) => `<tr><th>${escaped(name)}</th><td>${table(inner)}</td></tr>`).join('')}</table>`;
}
