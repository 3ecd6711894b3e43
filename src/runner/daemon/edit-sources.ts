import { withoutFolders } from '../../adapters/edits.ts';
import type { WorkspaceFolders } from '../../adapters/workspace.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Author, Edit, GitChange } from '../../hooks/edit.ts';
import type { HookRun } from '../../hooks/rule.ts';
import type { EditReport } from '../../protocol/requests.ts';
import { workspaceRun } from '../../run/events.ts';
import type { Worktrees } from '../../run/ports.ts';
import { EditWatch } from './edit-watch.ts';
import { type HookPlace, placeOf } from './hook-rules.ts';
import type { RootTold } from './root-watch.ts';
import { RootWatches } from './root-watches.ts';

export type RootAt = HookPlace & { readonly root: string };

export type EditSourcesOptions = {
  readonly folders: WorkspaceFolders;
  readonly clock: Clock;
  readonly worktrees: Worktrees;
  edited(at: HookPlace, edits: readonly Edit[]): void;
  gitChanged(at: HookPlace, change: GitChange): void;
  /** The hook whose program is at work in a root just now. */
  writing(root: string): HookRun | undefined;
  report(problem: unknown): void;
};

/**
 * Where edits come from: windows that report, looks at worktrees, watches, hooks that end. Whoever comes first tells; the same content is told
 * once.
 */
export class EditSources implements Disposable {
  readonly #options: EditSourcesOptions;
  readonly #edits: EditWatch;
  readonly #watches: RootWatches;

  constructor(options: EditSourcesOptions) {
    this.#options = options;
    this.#edits = new EditWatch(options.worktrees, options.report);
    this.#watches = new RootWatches(options, (at, root, told) => this.#changed(at, root, told));
  }

  /** Looks at what changed in a worktree since it was last looked at; all files that differ from its commit come back. */
  async look(at: RootAt): Promise<readonly string[]> {
    const changed = await this.#edits.changedIn(at.root);
    const candidates = this.#edits.candidates(at.root, changed);
    this.#options.edited(at, await this.#edits.detect(at.root, candidates, ownerOf(at)));
    return changed;
  }

  /** Takes what is changed already as it is: somebody else's work from before, in a folder that an agent is about to share. */
  async baseline(root: string): Promise<void> {
    const changed = await this.#edits.changedIn(root);
    for (const edit of await this.#edits.detect(root, this.#edits.candidates(root, changed), { kind: 'other' }))
      this.remember(edit);
  }

  /** Takes what a window says a person saved. */
  async report(edits: readonly EditReport[]): Promise<void> {
    const { workspace } = this.#options.folders;
    const candidates = await withoutFolders(workspace, edits);
    this.#options.edited({ run: workspaceRun }, await this.#edits.detect(workspace, candidates, { kind: 'person' }));
  }

  /** These files of the workspace, as if a person had edited them just now. */
  asEdited(files: readonly string[]): Promise<readonly Edit[]> {
    return Promise.all(files.map((file) => this.#edits.asEdited(this.#options.folders.workspace, file)));
  }

  /** Sees what is written in a root behind everybody's back. It belongs to whoever asked last for the root. */
  watch(at: RootAt): Disposable {
    return this.#watches.watch(at.root, placeOf(at));
  }

  /** Resolves once a root that is to be watched is. */
  watched(root: string): Promise<void> {
    return this.#watches.ready(root);
  }

  /** A hook's program has ended: what it wrote is its own edit, and told before it is over, so that the loop guard knows it. */
  async wrote(at: HookPlace, { id, rule, cause }: HookRun): Promise<void> {
    if (cause.kind !== 'edit') return;
    const author: Author = { kind: 'hook', rule: rule.id, hook: id };
    const { root } = cause;
    const told = await this.#watches.take(root);
    const beside = told.files.filter((file) => !cause.files.includes(file));
    const own = await this.#edits.detect(
      root,
      cause.files.map((file) => ({ path: file })),
      author,
    );
    const others = await this.#edits.changed(root, { ...told, files: beside }, author);
    this.#options.edited(at, [...own, ...others.edits]);
  }

  remember(edit: Pick<Edit, 'root' | 'path' | 'hash'>): void {
    this.#edits.remember(edit);
  }

  /** An operation of Git in an earlier life: what had been reported of its files before holds no longer. */
  overwritten({ root, files }: Pick<GitChange, 'root' | 'files'>): void {
    this.#edits.overwritten(
      root,
      files.map((file) => file.path),
    );
  }

  /** A root is gone, and with it what was known of it. */
  forget(root: string): void {
    this.#edits.forget(root);
  }

  dispose(): void {
    this.#watches.dispose();
  }

  async #changed(at: HookPlace, root: string, told: RootTold): Promise<void> {
    const hook = this.#options.writing(root);
    const author: Author = hook === undefined ? ownerOf(at) : { kind: 'hook', rule: hook.rule.id, hook: hook.id };
    const { git, edits } = await this.#edits.changed(root, told, author);
    for (const change of git) this.#options.gitChanged(at, change);
    this.#options.edited(at, edits);
  }
}

/** Whose a place is: the agent's of its task, or nobody's that we know. */
const ownerOf = ({ run, phase, task }: HookPlace): Author =>
  task === undefined ? { kind: 'other' } : { kind: 'agent', run, task: `${phase ?? ''}/${task}` };
