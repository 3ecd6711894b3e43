import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { hashFile } from '../../adapters/content.ts';
import { createEditDetector, type EditCandidate, type EditDetector } from '../../adapters/edits.ts';
import type { Author, Edit } from '../../hooks/edit.ts';
import { absent, KnownContent } from '../../hooks/known.ts';
import { sentence } from '../../protocol/explain.ts';
import type { Worktrees } from '../../run/ports.ts';

/** Knows the content that was reported of every root, the workspace and each worktree, and so what is an edit. */
export class EditWatch {
  readonly #worktrees: Worktrees;
  readonly #report: (problem: unknown) => void;
  readonly #known = new KnownContent();
  readonly #detectors = new Map<string, EditDetector>();
  /** Paths that were ever reported of a root: one that is back at its commit does not show in Git, and is an edit all the same. */
  readonly #seen = new Map<string, Set<string>>();

  constructor(worktrees: Worktrees, report: (problem: unknown) => void) {
    this.#worktrees = worktrees;
    this.#report = report;
  }

  /** Files that differ from the commit of this worktree. */
  async changedIn(root: string): Promise<readonly string[]> {
    const changed = await this.#worktrees.changed(root);
    if (changed.ok) return changed.value;
    this.#report(sentence(changed.error));
    return [];
  }

  candidates(root: string, changed: readonly string[]): readonly EditCandidate[] {
    return [...new Set([...changed, ...(this.#seen.get(root) ?? [])])].map((file) => ({ path: file }));
  }

  /** Those of the candidates that are edits: content that nobody has reported. */
  async detect(root: string, candidates: readonly EditCandidate[], author: Author): Promise<readonly Edit[]> {
    const detector = this.#detectors.get(root) ?? createEditDetector({ root, known: this.#known });
    this.#detectors.set(root, detector);
    const { edits, failures } = await detector.detect(candidates, author);
    for (const failure of failures) this.#report(sentence(failure));
    return edits;
  }

  /** A file as if a person had edited it just now, whether its content is known or not. */
  async asEdited(root: string, file: string): Promise<Edit> {
    const hash = await hashFile(path.join(root, file));
    const content = hash.ok ? hash.value : absent;
    return { id: randomUUID(), root, path: file, change: 'changed', hash: content, author: { kind: 'person' } };
  }

  remember(edit: Pick<Edit, 'root' | 'path' | 'hash'>): void {
    this.#known.restore(edit);
    const seen = this.#seen.get(edit.root) ?? new Set();
    this.#seen.set(edit.root, seen.add(edit.path));
  }

  /** A root is gone, and with it what was known of it. */
  forget(root: string): void {
    this.#known.forget(root);
    this.#detectors.delete(root);
    this.#seen.delete(root);
  }
}
