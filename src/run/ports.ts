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
};

/** Carries out one step. A step that cannot be carried out at all is a result that is not ok, with the reason a person needs. */
export type StepRunner = (step: Step, context: StepContext, cancelled: AbortSignal) => Promise<StepResult>;

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
  /** Commits all that changed; the resulting HEAD and every file that differs from `base`. */
  commit(
    folder: string,
    message: string,
    base: string,
  ): Promise<Result<{ readonly commit: string; readonly files: readonly string[] }>>;
  /** Merges a branch into the branch checked out in `folder`; on conflict nothing is left half merged. Already merged is fine. */
  merge(folder: string, branch: string, message: string): Promise<Result<string>>;
  /** Removes the worktree and, where asked, its branch. Refuses a worktree with uncommitted work. */
  remove(folder: string, deleteBranch: string | undefined): Promise<Result<void>>;
};
