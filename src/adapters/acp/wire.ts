/** Careful reading of what another program sent: agents differ, and newer ones send what this version does not know. */
export type Fields = { readonly [key: string]: unknown };

export const record = (value: unknown): Fields => (isRecord(value) ? value : {});

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** `value` where it is one of these words, else undefined. */
export const oneOf = <T extends string>(value: unknown, words: readonly T[]): T | undefined =>
  words.find((word) => word === value);

/** Keeps the head and the tail of a text that is longer than `most` characters. */
export function bounded(value: string, most: number): string {
  if (value.length <= most) return value;
  const half = Math.floor(most / 2);
  return `${value.slice(0, half)}\n… ${value.length - 2 * half} characters left out …\n${value.slice(-half)}`;
}

/** JSON for a person to read, bounded. */
export const shown = (value: unknown, most: number): string =>
  bounded(value === undefined ? '' : JSON.stringify(value, null, 2), most);
