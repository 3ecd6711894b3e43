/** Moments that hooks can follow. Kept equal to the plan language's list by a type test. */
export type HookMoment =
  | 'post-edit'
  | 'pre-task'
  | 'post-task'
  | 'session-start'
  | 'session-end'
  | 'pre-phase'
  | 'post-phase';

/** What decides whether a hook runs; what it then does is the owner's business, found again by `id`. */
export type HookRule = {
  /** Stable for the same declaration: source and position, e.g. `plan:0`, `settings:2`. */
  readonly id: string;
  /** For people: "claude-flow.post-edit", "npm run lint". */
  readonly title: string;
  readonly on: HookMoment;
  /** Globs relative to the edit's root, forward slashes; empty: every file. */
  readonly files: readonly string[];
  readonly ignore: readonly string[];
};

/** One hook to run for one edit or one life-cycle moment. */
export type HookRun = {
  /** `<edit or moment id>/<rule id>`: the same after a restart. */
  readonly id: string;
  readonly rule: HookRule;
  /** What set it off. */
  readonly cause: HookCause;
};

export type HookCause =
  | {
      readonly kind: 'edit';
      readonly edit: string;
      readonly root: string;
      readonly path: string;
      readonly agent: string | undefined;
    }
  | {
      readonly kind: 'moment';
      readonly id: string;
      readonly on: HookMoment;
      readonly root: string;
      readonly subject: string;
    };
