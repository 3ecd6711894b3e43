/** Who made an edit: a person in an editor, an agent by its task, a hook (a formatter, say), Git, or some other program. */
export type Author =
  | { readonly kind: 'person' }
  | { readonly kind: 'agent'; readonly run: string; readonly task: string }
  /** `hook`: the id of the hook run that wrote, where it is known; the loop guard follows it. */
  | { readonly kind: 'hook'; readonly rule: string; readonly hook?: string }
  /** `operation`: in Git's own words, "checkout", "merge", "pull". */
  | { readonly kind: 'git'; readonly operation: string }
  | { readonly kind: 'other' };

export type AuthorKind = Author['kind'];

/** One change of one file's content. The same content is never an edit twice; an undo back to old content is a new one. */
export type Edit = {
  /** Stable over restarts: what a hook gets as PHASELINE_EVENT begins with it. */
  readonly id: string;
  /** Folder that `path` is relative to: the workspace, or the worktree of an agent. Absolute. */
  readonly root: string;
  /** Relative to `root`, forward slashes. */
  readonly path: string;
  readonly change: 'created' | 'changed' | 'deleted';
  /** SHA-256 of the content in hex, `absent` for a deleted file, or for what Git wrote `git:` and the id of its object. */
  readonly hash: string;
  readonly author: Author;
};

/** What one operation of Git changed: one event, however many files. Its edits have the ids `<id>#<index>`. */
export type GitChange = {
  readonly id: string;
  readonly root: string;
  readonly operation: string;
  /** Commits that HEAD named before and after. */
  readonly from: string;
  readonly to: string;
  readonly files: readonly Pick<Edit, 'path' | 'change' | 'hash'>[];
};

/** The edits of an operation of Git, in its order. */
export const editsOf = ({ id, root, operation, files }: GitChange): readonly Edit[] =>
  files.map((file, index) => ({ ...file, id: `${id}#${index}`, root, author: { kind: 'git', operation } }));
