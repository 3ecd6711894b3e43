import type { Hunk } from '../base/hunks.ts';
import type { Result } from '../base/result.ts';
import type { Step } from '../plan/model/plan.ts';
import type { StepResult } from './events.ts';

/** What a step may name in `${{ … }}` and gets as PHASELINE_… variables. */
export type StepContext = {
  /** Absolute folder of the user's workspace. */
  readonly workspace: string;
  /** Absolute folder that the step runs in: the worktree of a task or phase, or the workspace. */
  readonly worktree: string;
  /** Values for templates, by full name: `task.id`, `issue.id`, `file`, `plan.name`, … */
  readonly values: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Values that are several words: `files` of a hook. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
};

/** Carries out one step. A step that cannot be carried out at all is a result that is not ok, with the reason a person needs. */
export type StepRunner = (step: Step, context: StepContext, cancelled: AbortSignal) => Promise<StepResult>;

/** How a branch is brought into another: with a merge commit, as one plain commit, or its own commits on top. */
export type MergeWay = 'merge' | 'squash' | 'rebase';

/** The branch went from one commit to another; both are the same where there was nothing to bring. */
export type Merged = { readonly commit: string; readonly before: string };

/** A conflict as it lies in a worktree, to be resolved by editing: the commits that it is between, and the files that hold marks or need a decision. */
export type Conflict = {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly files: readonly string[];
};

/** A file that somebody's work changed. Hunks are there where parts of it can be taken or left. */
export type ChangedFile = {
  readonly file: string;
  readonly state: 'added' | 'deleted' | 'changed';
  readonly hunks: readonly Hunk[];
};

/** A file of a review, or some of its hunks by their place in it. */
export type ReviewPart = { readonly file: string; readonly hunks: 'all' | readonly number[] };

/**
 * Git worktrees as agents need them; every call is idempotent, so that a resumed run may repeat it. A `folder` is where somebody works: the
 * root of a worktree, or the folder in it that corresponds to a workspace which is only a part of its repository. Paths are relative to it.
 */
export type Worktrees = {
  /** The folder to work in, of a worktree whose root is (to be) here. */
  inside(root: string): Promise<Result<string>>;
  /** Commit that HEAD names in the workspace, or in the given worktree; or why there is none. */
  head(folder?: string): Promise<Result<string>>;
  /** The wanted branch name where nothing has it yet, else the same with the first free number behind it. */
  freeBranch(wanted: string): Promise<Result<string>>;
  /** A worktree at `folder` on `branch`, made from `base` unless both exist already and belong together. */
  ensure(folder: string, branch: string, base: string): Promise<Result<void>>;
  /** Workspace-relative paths that differ from HEAD in this worktree, untracked files included, ignored ones not. */
  changed(folder: string): Promise<Result<readonly string[]>>;
  /** Commits all that changed; the resulting HEAD and every file that differs from `base`. What somebody committed elsewhere comes onto `branch`, where one is named. */
  commit(
    folder: string,
    message: string,
    base: string,
    branch?: string,
  ): Promise<Result<{ readonly commit: string; readonly files: readonly string[] }>>;
  /** Merges a branch into the branch checked out in `folder`; on conflict nothing is left half merged. Already merged is fine. */
  merge(folder: string, branch: string, message: string, way?: MergeWay): Promise<Result<Merged>>;
  /** Files in which that merge would conflict, or in which a conflict that was laid out is still marked; undefined where it cannot be told. Nothing is touched. */
  foresee(folder: string, branch: string): Promise<readonly string[] | undefined>;
  /** Takes a merge back: to where the branch was, where nothing came after; else by a commit. The resulting HEAD. */
  undo(folder: string, merged: Merged): Promise<Result<string>>;
  /** Brings `into` (a branch or commit) into a worktree with its conflicts marked in the files; to be resolved by editing and committing. */
  layOutConflict(folder: string, into: string): Promise<Result<Conflict>>;
  /** What was changed between two commits, in this folder and below. */
  changes(folder: string, from: string, to: string): Promise<Result<readonly ChangedFile[]>>;
  /** Takes parts of what was changed since `base` back, in a commit of its own. The resulting HEAD. */
  leaveOut(folder: string, base: string, parts: readonly ReviewPart[], message: string): Promise<Result<string>>;
  /** Where the work of two branches parted. */
  mergeBase(folder: string, one: string, other: string): Promise<Result<string>>;
  /** The branch checked out, `HEAD` where there is none. */
  branch(folder: string): Promise<string>;
  /** Removes the worktree and, where asked, its branch. Refuses a worktree with uncommitted work. */
  remove(folder: string, deleteBranch: string | undefined): Promise<Result<void>>;
};
