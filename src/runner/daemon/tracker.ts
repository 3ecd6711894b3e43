import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ChangeContext } from '../../issues/change.ts';
import type { IssueChanges } from '../../issues/diff.ts';
import type { Issue } from '../../issues/issue.ts';
import { ShownIssues } from '../../issues/shown.ts';
import type { IssueSnapshot, IssueStore } from '../../issues/store.ts';
import { sentence } from '../../protocol/explain.ts';
import type { IssuesChange, IssuesState } from '../../protocol/requests.ts';
import { Keeper } from './keeper.ts';
import { Refresher } from './refresher.ts';

/** Opens the store of a tracker that is there, or makes one, and tells when another is there; and keeps snapshots for the next start. */
export type TrackerPort = {
  /** Where it is looked for. */
  readonly folder: string;
  /** What there is to open now, as a text: another one where that is another tracker, or needs another store. Costs a few looks at files. */
  site(): Promise<string>;
  /** Tells that `site` may say something else now. */
  watch(heard: () => void): Disposable;
  open(): Promise<Result<IssueStore>>;
  create(prefix: string): Promise<Result<IssueStore>>;
  readonly kept: {
    read(folder: string): Promise<IssueSnapshot | undefined>;
    write(folder: string, snapshot: IssueSnapshot): Promise<void>;
  };
};

/** What an issue will be once a write is done, as far as that can be foreseen. */
export type Foresee = (context: ChangeContext) => Result<Issue>;

/** What is told: everything, or what changed since the version before. */
export type IssuesNews =
  | { readonly whole: true; readonly state: IssuesState }
  | { readonly whole: false; readonly change: IssuesChange };

type Standing =
  | { readonly state: 'none' }
  | Pick<Extract<IssuesState, { state: 'failed' }>, 'state' | 'failure'>
  | Omit<Extract<IssuesState, { state: 'known' }>, 'issues' | 'version'>;

/**
 * The workspace's issues, one snapshot for everybody. It is read when first asked for, unless the one kept at the last end is still true, and again
 * when the store says that the tracker changed: changes during a reading cause exactly one more. Our own writes show before they are done. Where
 * another tracker comes, or one that needs another store, that is opened before anything is read or written.
 */
export class Tracker implements Disposable {
  readonly #port: TrackerPort;
  readonly #told = new Emitter<IssuesNews>();
  readonly onNews = this.#told.listen;
  readonly #refresher: Refresher;
  readonly #keeper = new Keeper(() => this.#keep());
  /** What the store was opened for; undefined before the first look. */
  #site: string | undefined;
  #siteWatch: Disposable | undefined;
  #store: IssueStore | undefined;
  #watch: Disposable | undefined;
  #renamed: Disposable | undefined;
  #shown = new ShownIssues();
  #standing: Standing = { state: 'none' };
  /** Counts what was told. */
  #version = 0;
  #following: Promise<void> | undefined;
  #disposed = false;

  constructor(port: TrackerPort) {
    this.#port = port;
    this.#refresher = new Refresher((turn) => this.#read(turn));
  }

  /** What is known now, opening the tracker first where that was not done yet. A folder without one is looked at again each time. */
  async load(): Promise<IssuesState> {
    if (this.#store === undefined || this.#following !== undefined) await this.#follow();
    return this.#state();
  }

  async create(prefix: string): Promise<Result<IssuesState>> {
    const made = await this.#port.create(prefix);
    if (!made.ok) return made;
    // What was made is opened as anything that came is.
    made.value.dispose();
    await this.#follow();
    return ok(this.#state());
  }

  /** The store to write through, or why there is none. */
  async store(): Promise<Result<IssueStore>> {
    await this.#follow();
    if (this.#store !== undefined) return ok(this.#store);
    const { state } = this.#standing;
    return fail(state === 'failed' ? this.#standing.failure : { kind: 'no-tracker', folder: this.#port.folder });
  }

  /** The issue as it is shown; undefined also where there is no tracker. */
  issue(id: string): Issue | undefined {
    return this.#shown.issues.get(id);
  }

  get issues(): ReadonlyMap<string, Issue> {
    return this.#shown.issues;
  }

  /**
   * Carries out a write; once it returns, its result is shown. With `foresee` the result is shown at once, and taken back should the store refuse.
   * A file is written faster than a promise is drawn, so there none is made.
   */
  async write(act: (store: IssueStore) => Promise<Result<Issue>>, foresee?: Foresee): Promise<Result<Issue>> {
    const store = await this.store();
    if (!store.ok) return store;
    const shown = this.#shown;
    const foreseen = store.value.kind === 'jsonl' ? undefined : foresee?.(this.#context(store.value));
    const made = foreseen?.ok ? shown.promise(foreseen.value) : undefined;
    if (made !== undefined) this.#tell(made.changes);
    const done = await act(store.value);
    // Where another tracker came meanwhile, it is of no use to what is shown.
    if (shown !== this.#shown) return done;
    if (done.ok) this.#tell(shown.keep(made?.promised, done.value, this.#refresher.next));
    else if (made !== undefined) this.#tell(shown.withdraw(made.promised));
    // Where the store is quick, what follows from the write elsewhere is waited for too.
    const read = this.#refresher.ask();
    if (store.value.kind === 'jsonl') await read;
    return done;
  }

  async refresh(): Promise<void> {
    await this.#follow();
    if (this.#store !== undefined) await this.#refresher.ask();
  }

  /** Resolves once what was read last is kept. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#siteWatch?.dispose();
    this.#told.dispose();
    this.#refresher.dispose();
    this.#watch?.dispose();
    await this.#keeper.end();
    this.#let();
  }

  #context({ actor = '' }: IssueStore): ChangeContext {
    return { issues: this.#shown.issues, now: new Date().toISOString(), actor };
  }

  /** Has the store of what is there now open. */
  #follow(): Promise<void> {
    this.#following ??= this.#reopen().finally(() => {
      this.#following = undefined;
    });
    return this.#following;
  }

  /** Looks again once something was opened, since that takes a while. */
  async #reopen(): Promise<void> {
    for (let site = await this.#port.site(); site !== this.#site; site = await this.#port.site()) {
      if (this.#disposed) return;
      const isFirst = this.#site === undefined;
      this.#let();
      this.#site = site;
      this.#siteWatch?.dispose();
      this.#siteWatch = this.#port.watch(() => void this.#follow());
      const isTold = await this.#open();
      if (!isFirst && !isTold) this.#tellAll();
    }
  }

  /** Opens and reads what is there; resolves to whether what was found was told. */
  async #open(): Promise<boolean> {
    const opened = await this.#port.open();
    if (!opened.ok) {
      this.#standing =
        opened.error.kind === 'no-tracker' ? { state: 'none' } : { state: 'failed', failure: opened.error };
      return false;
    }
    const store = opened.value;
    if (this.#disposed) {
      store.dispose();
      return true;
    }
    this.#store = store;
    const isTrue = await this.#resume(store);
    this.#watch = store.onChange(() => void this.refresh());
    this.#renamed = store.onSame?.(() => void this.refresh());
    if (this.#standing.state === 'none') {
      await this.#refresher.ask();
      return true;
    }
    if (!isTrue) void this.#refresher.ask();
    return false;
  }

  /** Shows what was kept of this tracker. Returns whether that is what it holds now; else it shows as stale until it was read. */
  async #resume(store: IssueStore): Promise<boolean> {
    if (store.resume === undefined) return false;
    const kept = await this.#port.kept.read(store.folder);
    if (kept === undefined) return false;
    const isTrue = await store.resume(kept);
    this.#shown.read(kept, 0);
    this.#standing = { ...standingOf(store, kept), ...(isTrue ? {} : { stale: true }) };
    this.#version += 1;
    return isTrue;
  }

  /** One reading; resolves to whether it succeeded. */
  async #read(turn: number): Promise<boolean> {
    const store = this.#store;
    if (store === undefined) return true;
    const before = this.#standing;
    const loaded = await store.load(before.state === 'known' ? before.token : undefined);
    if (store !== this.#store) return true;
    if (!loaded.ok) {
      this.#standing = { state: 'failed', failure: loaded.error };
      if (before.state !== 'failed' || sentence(before.failure) !== sentence(loaded.error)) this.#tellAll();
      return false;
    }
    const changes = this.#shown.read(loaded.value, turn);
    this.#standing = standingOf(store, loaded.value);
    if (before.state !== 'known') this.#tellAll();
    else if (before.stale === true || !isNothing(changes) || !sameLines(before.broken, loaded.value.broken)) {
      this.#tell(changes);
    }
    if (before.state !== 'known' || before.token !== loaded.value.token) this.#keeper.changed();
    return true;
  }

  /** For the next start, where loading costs more than reading what was kept. */
  async #keep(): Promise<void> {
    const store = this.#store;
    const standing = this.#standing;
    if (store?.resume === undefined || standing.state !== 'known') return;
    await this.#port.kept.write(store.folder, { ...standing, issues: this.#shown.tracked });
  }

  #state(): IssuesState {
    const issues = [...this.#shown.issues.values()];
    const { state } = this.#standing;
    if (state === 'none') return this.#standing;
    if (state === 'failed') return { ...this.#standing, issues };
    return { ...this.#standing, issues, version: this.#version };
  }

  #tell(changes: IssueChanges): void {
    if (this.#standing.state === 'known') {
      this.#version += 1;
      this.#told.emit({ whole: false, change: { ...this.#standing, ...changes, version: this.#version } });
    } else this.#tellAll();
  }

  #tellAll(): void {
    this.#version += 1;
    this.#told.emit({ whole: true, state: this.#state() });
  }

  #let(): void {
    this.#watch?.dispose();
    this.#renamed?.dispose();
    this.#store?.dispose();
    this.#watch = undefined;
    this.#renamed = undefined;
    this.#store = undefined;
    this.#shown = new ShownIssues();
    this.#standing = { state: 'none' };
  }
}

const standingOf = (
  { title, live, readOnly }: IssueStore,
  { token, broken }: IssueSnapshot,
): Extract<Standing, { state: 'known' }> => ({
  state: 'known',
  title: live ? title : `${title}, not live`,
  readOnly,
  token,
  broken,
});

const sameLines = (a: IssueSnapshot['broken'], b: IssueSnapshot['broken']): boolean =>
  a.length === b.length && a.every(({ line, detail }, at) => b[at]?.line === line && b[at]?.detail === detail);

const isNothing = ({ changed, removed }: IssueChanges): boolean => changed.length === 0 && removed.length === 0;
