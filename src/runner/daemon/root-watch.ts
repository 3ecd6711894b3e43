import { randomUUID } from 'node:crypto';
import { watchFolder } from '../../adapters/folder-watch.ts';
import { type HeadMove, HeadMoves } from '../../adapters/git/head-moves.ts';
import { IgnoredFiles } from '../../adapters/ignored.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { GitChange } from '../../hooks/edit.ts';
import { sentence } from '../../protocol/explain.ts';

/** What happened below a root. */
export type RootTold = {
  /** Operations of Git that wrote files. */
  readonly git: readonly GitChange[];
  /** Every file that may have changed, those of Git's included. */
  readonly files: readonly string[];
  /** Files that were committed meanwhile: Git shows no difference, and somebody wrote them. */
  readonly committed: readonly string[];
  /** Whether there is a repository at all. */
  readonly inGit: boolean;
};

export type RootWatchOptions = {
  readonly root: string;
  readonly clock: Clock;
  onChanged(told: RootTold): Promise<void>;
  report(problem: unknown): void;
};

/** A file must be quiet so long: whoever knows better who wrote it (a window, an agent's update) tells first. */
const quietMilliseconds = 200;
/** A program that writes all the time is not waited for any longer. */
const longestMilliseconds = 2000;

/** Gathers what is written below a root until it is quiet and Git is done, and tells it at once. */
export class RootWatch implements Disposable {
  readonly #options: RootWatchOptions;
  readonly #ignored: IgnoredFiles;
  readonly #pending = new Set<string>();
  readonly #ready: Promise<void>;
  #watching: Disposable | undefined;
  #git: HeadMoves | undefined;
  #timer: Disposable | undefined;
  #since: number | undefined;
  #telling: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(options: RootWatchOptions) {
    this.#options = options;
    this.#ignored = new IgnoredFiles(options.root);
    this.#ready = this.#open().catch((thrown: unknown) => this.#report(thrown));
  }

  /** Resolves once everything is watched. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** What is pending now; it is not told any more. For who knows who wrote it. While Git is at work, that is nobody. */
  take(): RootTold {
    const files = this.#git?.busy === true ? [] : [...this.#pending];
    if (files.length > 0) this.#pending.clear();
    return { git: [], files, committed: [], inGit: this.#git !== undefined };
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer?.dispose();
    this.#watching?.dispose();
    this.#git?.dispose();
  }

  /** A root that is let go may be gone already. */
  #report(problem: unknown): void {
    if (!this.#disposed) this.#options.report(problem);
  }

  async #open(): Promise<void> {
    const { root } = this.#options;
    this.#git = await HeadMoves.open(root, () => this.#wait());
    this.#watching = await watchFolder({
      root,
      ignored: this.#ignored,
      onPath: (file) => this.#seen(file),
      onFailure: (failure) => this.#report(sentence(failure)),
    });
    if (this.#disposed) this.dispose();
  }

  #seen(file: string): void {
    // What Git writes, it does not ignore; fifty thousand files at once are not each looked up.
    if (!this.#pending.has(file) && this.#git?.busy !== true && this.#ignored.has(file)) return;
    this.#pending.add(file);
    this.#wait();
  }

  #wait(): void {
    const { clock } = this.#options;
    this.#since ??= clock.now();
    if (this.#timer !== undefined && clock.now() - this.#since > longestMilliseconds) return;
    this.#timer?.dispose();
    this.#timer = clock.after(quietMilliseconds, () => {
      this.#timer = undefined;
      this.#tell();
    });
  }

  async #change(move: HeadMove): Promise<GitChange> {
    const files = (await this.#git?.files(move)) ?? [];
    return { ...move, id: randomUUID(), root: this.#options.root, files };
  }

  #tell(): void {
    // The end of the lock is an event too, so nothing has to ask again.
    if (this.#git?.busy === true) return;
    this.#since = undefined;
    const moves = this.#git?.take() ?? [];
    const told = this.take();
    if (moves.length === 0 && told.files.length === 0) return;
    this.#telling = this.#telling.then(async () => {
      const changes = await Promise.all(moves.map((move) => this.#change(move)));
      const isCommit = ({ operation }: GitChange): boolean => operation === 'commit';
      const committed = changes.filter(isCommit).flatMap((change) => change.files.map((file) => file.path));
      const git = changes.filter((change) => !isCommit(change));
      await this.#options.onChanged({ ...told, git, committed });
    });
    this.#telling.catch((thrown: unknown) => this.#report(thrown));
  }
}
