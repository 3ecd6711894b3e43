import type { AgentUpdate, Usage } from './agent.ts';

/** What an agent may use in one turn; absent: as much as it wants. */
export type AgentLimits = {
  /** Milliseconds at work; those in which a person is waited for do not count. */
  readonly time?: number;
  /** Milliseconds without a sign of life while nobody is waited for. A service that is down makes some agents wait for ever. */
  readonly silence?: number;
  readonly tokens?: number;
  /** US dollars. */
  readonly cost?: number;
};

/** What ended the turn before its agent did. */
export type Cut = { readonly why: 'stopped' } | { readonly why: keyof AgentLimits; readonly reason: string };

/**
 * One turn of an agent, watched: working ⇄ waiting → over. A turn that is cut short is asked to end once, and is over when its process says
 * so; nothing after its end changes it. Times are milliseconds since 1970.
 */
export type Attendance = {
  readonly state: 'working' | 'waiting' | 'over';
  /** Ids of questions that a person has to answer. */
  readonly questions: readonly string[];
  /** The last sign of life, or the last answer of a person. */
  readonly heard: number;
  /** At work before `since`. */
  readonly worked: number;
  /** When it last began to work, or the moment at which it began to wait. */
  readonly since: number;
  readonly usage: Usage | undefined;
  readonly cut: Cut | undefined;
};

export type Happening =
  | { readonly kind: 'update'; readonly update: AgentUpdate }
  /** The moment that `nextLook` named, or any other. */
  | { readonly kind: 'time' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'end' };

export const beginAttendance = (now: number): Attendance => ({
  state: 'working',
  questions: [],
  heard: now,
  worked: 0,
  since: now,
  usage: undefined,
  cut: undefined,
});

/** The next state. An agent is to be cancelled exactly when `cut` appears. */
export function attend(before: Attendance, happening: Happening, now: number, limits: AgentLimits): Attendance {
  if (before.state === 'over') return before;
  switch (happening.kind) {
    case 'end':
      return { ...before, state: 'over', questions: [], worked: timeAtWork(before, now), since: now };
    case 'stop':
      return before.cut === undefined ? { ...before, cut: { why: 'stopped' } } : before;
    case 'time':
      return checked(before, now, limits);
    case 'update':
      return checked(hear(before, happening.update, now), now, limits);
  }
}

function hear(before: Attendance, update: AgentUpdate, now: number): Attendance {
  const heard: Attendance = { ...before, heard: now };
  switch (update.kind) {
    case 'usage':
      return { ...heard, usage: update.usage };
    case 'permission':
      return update.waits ? asking(heard, [...before.questions, update.request.id], now) : heard;
    case 'answered':
      return asking(
        heard,
        before.questions.filter((id) => id !== update.request),
        now,
      );
    default:
      return heard;
  }
}

function asking(before: Attendance, questions: readonly string[], now: number): Attendance {
  const state = questions.length > 0 ? 'waiting' : 'working';
  if (state === before.state) return { ...before, questions };
  return { ...before, state, questions, worked: timeAtWork(before, now), since: now };
}

const timeAtWork = ({ state, worked, since }: Attendance, now: number): number =>
  state === 'working' ? worked + Math.max(0, now - since) : worked;

function checked(turn: Attendance, now: number, limits: AgentLimits): Attendance {
  if (turn.cut !== undefined) return turn;
  const cut = cutBy(turn, now, limits);
  return cut === undefined ? turn : { ...turn, cut };
}

function cutBy(turn: Attendance, now: number, { time, silence, tokens, cost }: AgentLimits): Cut | undefined {
  if (cost !== undefined && (turn.usage?.cost ?? 0) > cost)
    return { why: 'cost', reason: `it spent more than $${cost.toFixed(2)}` };
  if (tokens !== undefined && (turn.usage?.tokens ?? 0) > tokens)
    return { why: 'tokens', reason: `it used more than ${tokens} tokens` };
  if (turn.state === 'waiting') return undefined;
  if (time !== undefined && timeAtWork(turn, now) >= time)
    return { why: 'time', reason: `it took longer than ${minutes(time)}` };
  if (silence !== undefined && now - turn.heard >= silence)
    return { why: 'silence', reason: `nothing was heard of it for ${minutes(silence)}` };
  return undefined;
}

const minutes = (milliseconds: number): string =>
  milliseconds < 60_000 ? `${milliseconds / 1000} s` : `${Number((milliseconds / 60_000).toFixed(1))} min`;

/** When time alone may end the turn, undefined where it cannot: asked again after every happening, so that nobody has to look in between. */
export function nextLook({ state, cut, worked, since, heard }: Attendance, limits: AgentLimits): number | undefined {
  if (state !== 'working' || cut !== undefined) return undefined;
  const moments = [
    ...(limits.time === undefined ? [] : [since + limits.time - worked]),
    ...(limits.silence === undefined ? [] : [heard + limits.silence]),
  ];
  return moments.length === 0 ? undefined : Math.min(...moments);
}
