import type { AuthorKind, Edit } from './edit.ts';

/** Moments that hooks can follow. Kept equal to the plan language's list by a type test. */
export type HookMoment =
  | 'post-edit'
  | 'pre-task'
  | 'post-task'
  | 'session-start'
  | 'session-end'
  | 'pre-phase'
  | 'post-phase';

/** How a hook is run once it is set off. */
export type HookManner = {
  /** Whose edits it follows; empty: everybody's but Git's. */
  readonly authors: readonly AuthorKind[];
  /** What the edit must have done to its file; empty: created or changed it. */
  readonly changes: readonly Edit['change'][];
  /** Milliseconds that a file (with `batch`, all of them) must be quiet before it runs, once for all edits until then. Undefined: it runs at once. */
  readonly debounce: number | undefined;
  /** Most files in one run. 1: a run for each file, and without `debounce` for each edit. */
  readonly batch: number;
  /** Most runs of it at once. */
  readonly concurrency: number;
  /** How often it is tried again after it failed. */
  readonly retries: number;
  /** Whether it may run again when nobody knows how far it came; else a person decides. */
  readonly repeatable: boolean;
  readonly onFailure: OnFailure;
};

/** `tell`: it is shown. `block`: the task that made the edit does not pass. Or an agent of this type is started with the output. */
export type OnFailure = 'tell' | 'block' | { readonly agent: string };

/** What a hook does that says nothing else. */
export const plainManner: HookManner = {
  authors: [],
  changes: [],
  debounce: undefined,
  batch: 1,
  concurrency: Number.POSITIVE_INFINITY,
  retries: 0,
  repeatable: true,
  onFailure: 'tell',
};

/** What decides whether a hook runs; what it then does is the owner's business, found again by `id`. */
export type HookRule = HookManner & {
  /** Names the declaration, not its place: the same after a restart, another one once it says something else. */
  readonly id: string;
  /** For people: "claude-flow.post-edit", "npm run lint". */
  readonly title: string;
  readonly on: HookMoment;
  /** Globs relative to the edit's root, forward slashes; empty: every file. */
  readonly files: readonly string[];
  readonly ignore: readonly string[];
};

/** One hook to run, for a moment, one edit, or the edits that it gathered. */
export type HookRun = {
  /** `<first edit, or moment>/<rule>`: the same after a restart. */
  readonly id: string;
  readonly rule: HookRule;
  /** What set it off. */
  readonly cause: HookCause;
};

export type HookCause =
  | {
      readonly kind: 'edit';
      readonly root: string;
      /** In the order in which they were made; never empty. */
      readonly edits: readonly string[];
      /** Each once, relative to the root; the first is the one of the first edit. */
      readonly files: readonly [string, ...string[]];
      /** The agent of the latest edit. */
      readonly agent: string | undefined;
    }
  | {
      readonly kind: 'moment';
      readonly id: string;
      readonly on: HookMoment;
      readonly root: string;
      readonly subject: string;
    };
