import type { AgentEnd } from './agent.ts';

/** Where an agent met a limit but does not say until when. */
const usualPause = 15 * 60_000;
/** A weekly limit is days away; whoever wants to wait so long resumes by hand. */
const longestPause = 24 * 60 * 60_000;

const limitWords: readonly RegExp[] = [
  /\b(usage|rate|hour|weekly|session|request)[ _-]limit|hit your limit|too many requests/i,
  /\b(?:error|status|code|http)\W{0,3}429\b/i,
  // A full disk has a quota, too, and no waiting makes it emptier.
  /(?<!\b(?:dis[ck]|storage|block|inode|file|filesystem|data)[ _-])quota/i,
];

/**
 * Whether a turn ended because the account behind the agent may not be used for a while, and until when (milliseconds since 1970). Agents have no
 * code for it, only words, as seen with Claude Code, Codex and Gemini:
 * `Claude AI usage limit reached|1764082800`, `5-hour limit reached ∙ resets 3pm`, `You've hit your usage limit. … try again in 2 hours 5 minutes.`,
 * `… or try again at Dec 3rd, 2026 7:03 AM.`, `You exceeded your current quota… Please retry in 34.07s`, `429 … rate_limit_error`.
 */
export function usageLimitOf({ stop, detail }: AgentEnd, now: number): number | undefined {
  if (stop !== 'failed' && stop !== 'refusal' && stop !== 'died') return undefined;
  if (!limitWords.some((words) => words.test(detail))) return undefined;
  const until = namedMoment(detail, now) ?? now + usualPause;
  return Math.min(Math.max(until, now), now + longestPause);
}

function namedMoment(text: string, now: number): number | undefined {
  const epoch = /\|(\d{10})\b/.exec(text)?.[1];
  if (epoch !== undefined) return Number(epoch) * 1000;
  const written = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)/.exec(text)?.[0];
  if (written !== undefined && !Number.isNaN(Date.parse(written))) return Date.parse(written);
  const dated = dateIn(text);
  if (dated !== undefined) return dated;
  const pause = namedPause(text);
  return pause === undefined ? timeOfDay(text, now) : now + pause;
}

/** `try again at Dec 3rd, 2026 7:03 AM`, as Codex names a moment of another day, on this machine's clock. */
function dateIn(text: string): number | undefined {
  const [, day, time] =
    /\bat ([A-Z][a-z]{2} \d{1,2})(?:st|nd|rd|th)?,? (\d{4},? \d{1,2}:\d\d ?[AP]M)\b/.exec(text) ?? [];
  const moment = Date.parse(`${day}, ${time}`);
  return Number.isNaN(moment) ? undefined : moment;
}

const units: readonly (readonly [RegExp, number])[] = [
  [/(\d+(?:\.\d+)?)\s*d(?:ays?)?\b/i, 86_400_000],
  [/(\d+(?:\.\d+)?)\s*h(?:ours?|rs?)?\b/i, 3_600_000],
  [/(\d+(?:\.\d+)?)\s*m(?:in(?:ute)?s?)?\b/i, 60_000],
  [/(\d+(?:\.\d+)?)\s*s(?:ec(?:ond)?s?)?\b/i, 1000],
];

/** `in 2 hours 5 minutes`, `after 30 seconds`, `in 34.07s`. */
function namedPause(text: string): number | undefined {
  const said = /\b(?:in|after)[: ]\s*((?:\d+(?:\.\d+)?\s*[a-z]+[,\s]*(?:and\s+)?)+)/i.exec(text)?.[1];
  if (said === undefined) return undefined;
  const sum = units.reduce((total, [unit, factor]) => total + Number(unit.exec(said)?.[1] ?? 0) * factor, 0);
  return sum === 0 ? undefined : sum;
}

/** `resets 3pm`, `resets at 15:30`: the next such moment on this machine's clock, which is the clock that agents name. */
function timeOfDay(text: string, now: number): number | undefined {
  const [, hour, minute = '0', half] =
    /\b(?:resets?|try again)(?: at)?\s+(\d{1,2})(?::(\d\d))?\s*([ap]m)?\b/i.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 23) return undefined;
  const moment = new Date(now);
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  moment.setHours(hours, Number(minute), 0, 0);
  if (moment.getTime() <= now) moment.setDate(moment.getDate() + 1);
  return moment.getTime();
}
