import { splitWords } from '../../base/words.ts';
import { parseComparison, parseJsonComparison } from '../model/comparison.ts';
import type { Format } from './type.ts';

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const workUnits: Readonly<Record<string, number>> = { m: 1, h: 60, d: 480, w: 2400 };

function sum(text: string, table: Readonly<Record<string, number>>): number | undefined {
  if (!/^\s*(?:\d+(?:\.\d+)?\s*[a-z]\s*)+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z])/g)) {
    const factor = table[unit ?? ''];
    if (factor === undefined) return undefined;
    total += Number(amount) * factor;
  }
  return total > 0 ? total : undefined;
}

/** Reads `30s`, `5m`, `1h 30m`, `3d` as seconds; undefined for anything else, nought included. */
export const durationSeconds = (text: string): number | undefined => sum(text, units);

/** Reads `3d`, `4h`, `1w` of work as minutes: a day has eight hours, a week five days. */
export const effortMinutes = (text: string): number | undefined => sum(text, workUnits);

/** Reads `50 USD`, `$50`, `50` as dollars. */
export function dollars(text: string): number | undefined {
  const amount = /^\s*(?:\$\s*)?(\d+(?:\.\d+)?)\s*(?:USD|\$)?\s*$/i.exec(text)?.[1];
  return amount === undefined ? undefined : Number(amount);
}

/** Reads `5M`, `500k`, `1000000`. */
export function count(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kMG])?\s*$/.exec(text);
  if (match === null) return undefined;
  const factor = { k: 1e3, M: 1e6, G: 1e9 }[match[2] ?? ''] ?? 1;
  return Math.round(Number(match[1]) * factor);
}

/** A regular expression as `expect` reads it: `^` and `$` at every line, Unicode where it allows that; undefined when it is none. */
function regex(text: string): RegExp | undefined {
  for (const flags of ['mu', 'm']) {
    try {
      return new RegExp(text, flags);
    } catch {
      // Old escapes are an error only with the Unicode flag.
    }
  }
  return undefined;
}

/** What is wrong with a text of a format and what would be right; undefined when nothing is. */
export function complaint(format: Format, text: string): string | undefined {
  switch (format) {
    case 'slug':
      return /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(text)
        ? undefined
        : 'must be small letters, digits and dashes, like `my-plan`';
    case 'duration':
      return durationSeconds(text) === undefined ? 'must be a duration such as `30s`, `5m`, `2h` or `3d`' : undefined;
    case 'effort':
      return effortMinutes(text) === undefined
        ? 'must be an amount of work such as `30m`, `4h`, `3d` or `1w`'
        : undefined;
    case 'money':
      return dollars(text) === undefined ? 'must be an amount of dollars such as `50 USD`' : undefined;
    case 'count':
      return count(text) === undefined ? 'must be a number such as `500k` or `5M`' : undefined;
    case 'regex':
      return regex(text) === undefined ? 'must be a regular expression' : undefined;
    case 'comparison':
      return typeof parseComparison(text)?.value !== 'number'
        ? 'must be a comparison with a number, such as `">= 96"`'
        : undefined;
    case 'json-comparison':
      return parseJsonComparison(text) === undefined
        ? 'must be a path and a comparison, such as `total.lines.pct >= 96`'
        : undefined;
    case 'glob':
      return glob(text);
    case 'command': {
      const words = splitWords(text);
      if (!words.ok) return `cannot be split into words: ${words.error.detail}`;
      return words.value.length === 0 ? 'must name a program' : undefined;
    }
    case 'prose':
      return undefined;
  }
}

function glob(text: string): string | undefined {
  if (text.includes('\\')) return 'must have forward slashes, also on Windows';
  if (/^(?:\/|[A-Za-z]:|~)/.test(text)) return 'must be relative to the workspace';
  return text.split('/').includes('..') ? 'must stay inside the workspace' : undefined;
}
