import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { hashFile } from '../../adapters/content.ts';
import { createEditDetector, type EditCandidate, type EditDetector } from '../../adapters/edits.ts';
import type { Author, Edit, GitChange } from '../../hooks/edit.ts';
import { absent, KnownContent } from '../../hooks/known.ts';
import { sentence } from '../../protocol/explain.ts';
import type { Worktrees } from '../../run/ports.ts';
import type { RootTold } from './root-watch.ts';

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

  /**
   * What became of a root, told by its watch: the operations of Git, each with the files that it wrote, and the edits of everybody else. A file
   * of which nothing was reported yet and that is as Git has it was touched, not edited.
   */
  async changed(
    root: string,
    { git, files, committed, inGit }: RootTold,
    author: Author,
  ): Promise<{ readonly git: readonly GitChange[]; readonly edits: readonly Edit[] }> {
    const seen = this.#seen.get(root) ?? new Set();
    const ofGit = new Set(git.flatMap((change) => change.files.map((file) => file.path)));
    this.overwritten(root, ofGit);
    const asks = inGit && (git.length > 0 || files.some((file) => !seen.has(file)));
    const differ = asks ? new Set(await this.changedIn(root)) : undefined;
    const ofCommits = new Set(committed);
    const isClean = (file: string): boolean => differ?.has(file) === false && !ofCommits.has(file);
    const others = files.filter((file) => !isClean(file) || (git.length === 0 && seen.has(file)));
    const edits = await this.detect(
      root,
      others.map((file) => ({ path: file })),
      author,
    );
    return {
      git: await this.#withRestored(
        root,
        git,
        files.filter((file) => isClean(file) && seen.has(file)),
      ),
      edits,
    };
  }

  /** What Git put back to what it has without moving to another commit belongs to its last operation. */
  async #withRestored(
    root: string,
    git: readonly GitChange[],
    restored: readonly string[],
  ): Promise<readonly GitChange[]> {
    const last = git.at(-1);
    if (last === undefined) return git;
    const author: Author = { kind: 'git', operation: last.operation };
    const found = await this.detect(
      root,
      restored.map((file) => ({ path: file })),
      author,
    );
    const files = [...last.files, ...found.map(({ path: name, change, hash }) => ({ path: name, change, hash }))];
    return [...git.slice(0, -1), { ...last, files }].filter((change) => change.files.length > 0);
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

  /** Git wrote these files: what was known of them holds no longer. */
  overwritten(root: string, files: Iterable<string>): void {
    for (const file of files) {
      this.#known.drop(root, file);
      this.#seen.get(root)?.delete(file);
    }
  }

  /** A root is gone, and with it what was known of it. */
  forget(root: string): void {
    this.#known.forget(root);
    this.#detectors.delete(root);
    this.#seen.delete(root);
  }
}
