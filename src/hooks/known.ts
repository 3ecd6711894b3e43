import type { Edit } from './edit.ts';

/** The hash of a file that is not there. */
export const absent = 'absent';

/** What was last reported of each file, so that the same content is never an edit twice and an undo to older content is one. */
export class KnownContent {
  /** By root, then path. */
  readonly #roots = new Map<string, Map<string, string>>();

  /**
   * Takes note of a file's content. Gives how it changed since it was last noted, or undefined when it did not.
   * Of a file never seen before only `reported` (what its reporter says) tells whether it is new; gone and never seen is a deletion
   * only when it was reported as one.
   */
  note(root: string, path: string, hash: string, reported?: Edit['change']): Edit['change'] | undefined {
    const files = this.#roots.get(root) ?? new Map<string, string>();
    this.#roots.set(root, files);
    const before = files.get(path);
    if (before === hash) return undefined;
    if (before === undefined && hash === absent && reported !== 'deleted') return undefined;
    files.set(path, hash);
    if (hash === absent) return 'deleted';
    if (before === absent) return 'created';
    return before === undefined && reported === 'created' ? 'created' : 'changed';
  }

  /** Takes note without asking: content that was reported in an earlier life, or a baseline such as the commit a worktree starts from. */
  restore({ root, path, hash }: Pick<Edit, 'root' | 'path' | 'hash'>): void {
    this.note(root, path, hash, 'deleted');
  }

  /** What is known of a file holds no longer, and what it holds now is nobody's edit: Git wrote it. */
  drop(root: string, path: string): void {
    this.#roots.get(root)?.delete(path);
  }

  /** Lets go of a root that is gone. */
  forget(root: string): void {
    this.#roots.delete(root);
  }
}
