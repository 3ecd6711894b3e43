import type { Comparison } from './plan.ts';

const operators: Readonly<Record<string, Comparison['operator']>> = {
  '>=': '>=',
  '≥': '>=',
  '<=': '<=',
  '≤': '<=',
  '>': '>',
  '<': '<',
  '==': '==',
  '=': '==',
  '!=': '!=',
  '≠': '!=',
};

/**
 * Reads `">= 96"`, `"< 1.5"`, `"== passed"` or a bare value (which means `==`). A value is a number where it reads as one (a
 * per cent sign after it is let pass), then a boolean, else text, with or without quotes. Undefined: not a comparison,
 * among them an order asked of something that is no number.
 */
export function parseComparison(source: string | number | boolean): Comparison | undefined {
  if (typeof source !== 'string') return { operator: '==', value: source };
  const match = /^\s*(>=|<=|==|!=|[≥≤≠<>=])?\s*(.*?)\s*$/su.exec(source);
  const text = match?.[2] ?? '';
  if (text === '') return undefined;
  const operator = operators[match?.[1] ?? '=='] ?? '==';
  const value = comparedValue(text);
  const ordered = operator !== '==' && operator !== '!=';
  return ordered && typeof value !== 'number' ? undefined : { operator, value };
}

function comparedValue(text: string): Comparison['value'] {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*%?$/i.test(text)) return Number(text.replace(/\s*%$/, ''));
  if (text === 'true' || text === 'false') return text === 'true';
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

/** Reads `totals.lines.pct >= 96`: a dotted path into JSON (numbers are indexes), and a comparison. */
export function parseJsonComparison(source: string): { path: string; comparison: Comparison } | undefined {
  const match = /^\s*([\w$-]+(?:\.[\w$-]+)*)\s*((?:[<>=!≥≤≠]).*)$/su.exec(source);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const comparison = parseComparison(match[2]);
  return comparison && { path: match[1], comparison };
}
