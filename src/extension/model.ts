import type { Failure } from '../base/failure.ts';
import type { Issue } from '../issues/issue.ts';
import type { Outline } from '../plan/model/outline.ts';
import type { Plan } from '../plan/model/plan.ts';
import type { HeldHook, IssuesState } from '../protocol/requests.ts';
import type { IssueGrouping } from '../protocol/settings.ts';
import { emptyState, type WorkspaceState } from '../run/state.ts';

/** The window's line to the runner. */
export type LinkState =
  | { readonly state: 'off' }
  | { readonly state: 'connecting' }
  | { readonly state: 'on' }
  | { readonly state: 'failed'; readonly failure: Failure };

/** The plan that views show, as it stands in the editor or on disk. */
export type ActivePlan = {
  /** Relative to the workspace's root, forward slashes. */
  readonly path: string;
  /** Undefined while the text cannot be read as a plan. */
  readonly plan: Plan | undefined;
  /** What is there of the text, however broken; undefined until it is read. */
  readonly outline: Outline | undefined;
  /** Errors in the text, and the first of them in words. */
  readonly errors: number;
  readonly firstError: string;
};

/** Everything that the views of one window are projections of. */
export type Model = {
  readonly trusted: boolean;
  readonly link: LinkState;
  readonly work: WorkspaceState;
  /** Undefined until the runner has told. */
  readonly issues: IssuesState | undefined;
  /** Issues as our own writes that are under way will leave them, the newest last. */
  readonly pending: readonly { readonly issue: Issue }[];
  /** Plans of the folder, relative to the root; undefined while it is being searched. */
  readonly plans: readonly string[] | undefined;
  readonly active: ActivePlan | undefined;
  /** Hooks of the plan that would have followed the person's edits, and to which nobody has agreed yet. */
  readonly heldHooks: readonly HeldHook[];
  readonly grouping: IssueGrouping;
  readonly filter: string;
  /** Closed issues are left out of the Issues view, but for those that something open lies under. */
  readonly hideClosed: boolean;
  /** How many comments wait to be sent to an agent, by `run/phase/task`. */
  readonly comments: Readonly<Record<string, number>>;
  /** Documents in which a prompt waits to be launched with, as URIs. */
  readonly prompts: readonly string[];
  /** Whom `@me` means, and in whose name issues are claimed and criteria approved. */
  readonly me: string;
};

export const emptyModel: Model = {
  trusted: false,
  link: { state: 'off' },
  work: emptyState,
  issues: undefined,
  pending: [],
  plans: undefined,
  active: undefined,
  heldHooks: [],
  grouping: 'epic',
  filter: '',
  hideClosed: false,
  comments: {},
  prompts: [],
  me: '',
};
