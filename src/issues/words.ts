import { underscored } from '../base/underscored.ts';

/** Beads' priorities by number. */
export const priorityNames: readonly string[] = ['critical', 'high', 'medium', 'low', 'backlog'];

/** A priority from what people write: `critical` … `backlog`, `0` … `4`, `P0` … `P4`; `bd` itself takes no words. */
export function parsePriority(word: string): number | undefined {
  const named = priorityNames.indexOf(word.toLowerCase());
  if (named !== -1) return named;
  const digit = /^p?([0-4])$/i.exec(word)?.[1];
  return digit === undefined ? undefined : Number(digit);
}

const minutes = { '': 1, m: 1, h: 60, d: 480, w: 2400 } as const;

/** Minutes from `90`, `90m`, `3h`, `3d` (days of 8 hours) or `1w` (weeks of 5 such days). */
export function parseEstimate(word: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([mhdw]?)$/.exec(word) ?? [];
  if (amount === undefined || !(unit === '' || unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w'))
    return undefined;
  return Math.round(Number(amount) * minutes[unit]);
}

/** A status as Beads stores it: `in-progress`, `in progress` and `In Progress` are `in_progress`. */
export const parseStatus = underscored;

/** A stored status in words. */
export const statusWords = (status: string): string => status.replaceAll('_', ' ');
