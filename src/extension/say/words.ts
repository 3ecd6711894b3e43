/** Small pieces of text that several views show. Pure. */

/** `8 s`, `3 min`, `1 h 20`, `2 d`: as long as a glance needs. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60}`;
  return `${Math.floor(hours / 24)} d`;
}

/** How long ago, for something told in RFC 3339; empty when it is not known. */
export function age(time: string | undefined, now: number): string {
  const at = time === undefined ? Number.NaN : Date.parse(time);
  if (Number.isNaN(at)) return '';
  return now - at < 60_000 ? 'just now' : `${duration(now - at)} ago`;
}

/** `950`, `12.3k`, `1.2M`. */
export function count(value: number): string {
  if (value < 1000) return String(value);
  return value < 1_000_000 ? `${(value / 1000).toFixed(1)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}

/** `0.3 MB`, `98.7 MB`. */
export const megabytes = (bytes: number): string => `${Math.max(0.1, bytes / 1_000_000).toFixed(1)} MB`;

export const dollars = (value: number): string => `$${value.toFixed(2)}`;

export const plural = (value: number, one: string, many = `${one}s`): string => `${value} ${value === 1 ? one : many}`;

/** The parts that say something, in one line. */
export const line = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' · ');

/** How somebody's text is written into Markdown: `plain` where it is drawn, `asIs` where a person reads the source. */
export type Writing = (text: string) => string;

/** Text that Markdown draws as it is, in the middle of a line. */
export const plain: Writing = (text) => text.replace(/[\\`*_{}[\]|<>~$]/g, '\\$&');

export const asIs: Writing = (text) => text;
