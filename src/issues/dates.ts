/** A day as 2026-03-01, of those that there are: no thirtieth of February. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A day, or a time of one, in RFC 3339. */
export const isTime = (text: string): boolean =>
  isDay(text.slice(0, 10)) &&
  /^.{10}(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text) &&
  !Number.isNaN(Date.parse(text));

/** RFC 3339 from a day, or from a number of days or weeks from now; empty from nothing, undefined from what is none of these. */
export function dueFrom(text: string, now: number): string | undefined {
  if (text === '') return '';
  const [, amount, unit] = /^(\d{1,4})([dw])$/.exec(text) ?? [];
  const days = unit === 'w' ? Number(amount) * 7 : Number(amount);
  const day = unit === undefined ? text : new Date(now + days * 86_400_000).toISOString().slice(0, 10);
  return isDay(day) ? `${day}T00:00:00Z` : undefined;
}
