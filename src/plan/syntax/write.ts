import type { Json } from '../../base/json.ts';

/** Plain in block and flow alike: nothing that YAML would read as a sign, a number, a boolean or nothing at all. */
const plain = /^(?!(?:true|false|null|yes|no|on|off|~)$)[A-Za-z_./][\w./@+ -]*[\w./@+-]$|^[A-Za-z_]$/i;

/** A text as a YAML scalar on one line, quoted only where it has to be. */
export function scalarText(text: string): string {
  if (plain.test(text)) return text;
  return /[\n\t\\]/.test(text) || text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

/** Any value in braces and brackets on one line. */
export function flowText(value: Json): string {
  if (typeof value === 'string') return scalarText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isList(value)) return `[${value.map(flowText).join(', ')}]`;
  const entries = Object.entries(value).map(([key, inner]) => `${scalarText(key)}: ${flowText(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
