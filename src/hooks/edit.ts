/** Who made an edit: a person in an editor, an agent by its task, a hook (a formatter, say), or some other program. */
export type Author =
  | { readonly kind: 'person' }
  | { readonly kind: 'agent'; readonly run: string; readonly task: string }
  /** `hook`: the id of the hook run that wrote, where it is known; the loop guard follows it. */
  | { readonly kind: 'hook'; readonly rule: string; readonly hook?: string }
  | { readonly kind: 'other' };

/** One change of one file's content. The same content is never an edit twice; an undo back to old content is a new one. */
export type Edit = {
  /** Stable over restarts: what a hook gets as PHASELINE_EVENT. */
  readonly id: string;
  /** Folder that `path` is relative to: the workspace, or the worktree of an agent. Absolute. */
  readonly root: string;
  /** Relative to `root`, forward slashes. */
  readonly path: string;
  readonly change: 'created' | 'changed' | 'deleted';
  /** SHA-256 of the content in hex, or `absent` for a deleted file. */
  readonly hash: string;
  readonly author: Author;
};
