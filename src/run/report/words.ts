/** `850 ms`, `4.2 s`, `3 min 5 s`, `2 h 4 min`: short enough for a column. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `1,234,567`: the same everywhere, whatever the machine's language. */
export const count = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');

export const dollars = (value: number): string => `$${value.toFixed(2)}`;

/** `1 task`, `2 tasks`. */
export const many = (value: number, one: string, more = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : more}`;

/** `2026-11-23 09:04:10`, UTC. */
export const moment = (time: string): string => time.replace('T', ' ').replace(/(\.\d+)?Z$/, '');

/** Milliseconds from one RFC 3339 time to another; 0 where one cannot be read. */
export function between(from: string, to: string): number {
  const span = Date.parse(to) - Date.parse(from);
  return Number.isFinite(span) ? Math.max(0, span) : 0;
}
