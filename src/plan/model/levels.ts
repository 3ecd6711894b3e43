import type { Severity } from './problem.ts';

/** How grave a person takes a diagnostic to be. */
export type Level = Severity | 'off';

export const levels: readonly Level[] = ['error', 'warning', 'information', 'hint', 'off'];

/** Codes of diagnostics with the level that a person gave them. */
export type Levels = Readonly<Record<string, Level>>;

/** Reads what settings hold; anything that is no level is passed over. */
export function readLevels(value: unknown): Levels {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([code, given]) => {
      const level = levels.find((one) => one === given);
      return level === undefined ? [] : [[code, level]];
    }),
  );
}
