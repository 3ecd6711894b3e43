import type { Edit } from './edit.ts';
import type { Moment } from './job.ts';
import type { HookRule, HookRun } from './rule.ts';

/** How a hook that was started came to its end. */
export type HookEnd = 'ok' | 'failed' | 'unavailable' | 'cut';

/** An edit, and the rules that follow it in their order. */
export type FollowedEdit = { readonly edit: Edit; readonly rules: readonly HookRule[] };

/** What the engine is told. */
export type HookInput =
  /** Made at the same time, in this order. */
  | { readonly kind: 'edits'; readonly edits: readonly FollowedEdit[] }
  | { readonly kind: 'moment'; readonly moment: Moment; readonly rules: readonly HookRule[] }
  /** A started hook is over. */
  | { readonly kind: 'finished'; readonly hook: string; readonly end: HookEnd }
  /** The time that was asked for with `wait` or `retry` has passed. */
  | { readonly kind: 'due'; readonly hook: string }
  /** A person says what becomes of a hook in doubt. */
  | { readonly kind: 'decided'; readonly hook: string; readonly again: boolean }
  | { readonly kind: 'pause'; readonly paused: boolean }
  /** A folder is gone: what waits for it is cut. */
  | { readonly kind: 'gone'; readonly root: string };

type About = { readonly run: HookRun; readonly edits: readonly Edit[] };

/** What the engine asks for, in this order. */
export type HookOrder =
  /** Run it, and tell `finished` when it is over. `attempt` counts from 1. */
  | ({ readonly kind: 'start'; readonly attempt: number } & About)
  /** Tell `due` for this hook after so long. */
  | { readonly kind: 'wait'; readonly hook: string; readonly milliseconds: number }
  /** An attempt failed, and there will be another: tell `due` after so long. */
  | { readonly kind: 'retry'; readonly run: HookRun; readonly attempt: number; readonly milliseconds: number }
  /** It is over for good: never again after this is on record. */
  | { readonly kind: 'over'; readonly run: HookRun; readonly end: HookEnd }
  /** It will not run; the reason is for people. Nothing is to be told about it. */
  | ({ readonly kind: 'cut'; readonly reason: string } & About)
  /** A kill cut it off, nobody knows how far it came, and it must not be repeated unasked: tell `decided`. */
  | ({ readonly kind: 'doubt' } & About);

/** What an earlier life left behind. `<cause>/<rule>` names one rule for one edit or moment. */
export type Past = {
  /** `<cause>/<rule>` of all that is over. */
  readonly ended: ReadonlySet<string>;
  /** `<cause>/<rule>` of what was started and has no end, with the id of its hook. */
  readonly cutOff: ReadonlyMap<string, string>;
  /** Attempts that failed, by hook. */
  readonly tries: ReadonlyMap<string, number>;
};

export const noPast: Past = { ended: new Set(), cutOff: new Map(), tries: new Map() };

/** The key of one rule for one cause. */
export const owed = (cause: string, rule: string): string => `${cause}/${rule}`;
