/** What is known of one worktree that Phaseline made. */
export type WorktreeFacts = {
  readonly folder: string;
  /** Empty where nothing is checked out. */
  readonly branch: string;
  /** `run phase/task`; undefined where no journal knows it. */
  readonly owner: string | undefined;
  /** Its task, or its phase, is not over. */
  readonly going: boolean;
  /** Files that no commit holds. */
  readonly uncommitted: number;
  /** Its last commit is on another branch or tag too. */
  readonly merged: boolean;
  /** Processes that work in it. */
  readonly processes: readonly number[];
  readonly bytes: number;
};

/** `removable`: with it nothing is lost; `kept`: why not. */
export type WorktreeVerdict = { readonly removable: true } | { readonly removable: false; readonly kept: string };

/** Whether a worktree can go. Whatever anybody may still want is a reason to keep it. */
export function judgeWorktree({ going, uncommitted, merged, processes }: WorktreeFacts): WorktreeVerdict {
  if (going) return { removable: false, kept: 'it is at work, or its run can be resumed' };
  if (processes.length > 0) return { removable: false, kept: `process ${processes.join(', ')} works in it` };
  if (uncommitted > 0)
    return {
      removable: false,
      kept: uncommitted === 1 ? '1 file is not committed' : `${uncommitted} files are not committed`,
    };
  if (!merged) return { removable: false, kept: 'its work is on no other branch' };
  return { removable: true };
}
