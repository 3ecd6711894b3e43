import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Issue } from '../../issues/issue.ts';
import type { IssueSnapshot, IssueStore } from '../../issues/store.ts';
import type { IssuesState } from '../../protocol/requests.ts';

/** Opens the store of a tracker that is there, or makes one. */
export type TrackerPort = {
  /** Where it is looked for. */
  readonly folder: string;
  open(): Promise<Result<IssueStore>>;
  create(prefix: string): Promise<Result<IssueStore>>;
};

/**
 * The workspace's issues, one snapshot for everybody. It is read once when first asked for, and again when the store says that the tracker
 * changed: changes during a reading cause exactly one more.
 */
export class Tracker implements Disposable {
  readonly #port: TrackerPort;
  readonly #told = new Emitter<IssuesState>();
  readonly onState = this.#told.listen;
  #store: IssueStore | undefined;
  #watch: Disposable | undefined;
  #snapshot: IssueSnapshot | undefined;
  #state: IssuesState = { state: 'none' };
  #opening: Promise<IssuesState> | undefined;
  #reading: Promise<void> | undefined;
  #again = false;

  constructor(port: TrackerPort) {
    this.#port = port;
  }

  /** What is known now, opening the tracker first where that was not done yet. A folder without one is looked at again each time. */
  load(): Promise<IssuesState> {
    if (this.#store !== undefined) return Promise.resolve(this.#state);
    this.#opening ??= this.#open(() => this.#port.open()).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async create(prefix: string): Promise<Result<IssuesState>> {
    const made = await this.#port.create(prefix);
    if (!made.ok) return made;
    this.#let();
    return ok(await this.#open(() => Promise.resolve(made)));
  }

  /** The store to write through, or why there is none. */
  async store(): Promise<Result<IssueStore>> {
    const state = await this.load();
    if (this.#store !== undefined) return ok(this.#store);
    return fail(state.state === 'failed' ? state.failure : { kind: 'no-tracker', folder: this.#port.folder });
  }

  /** The issue as last read; undefined also where there is no tracker. */
  issue(id: string): Issue | undefined {
    return this.#snapshot?.issues.get(id);
  }

  get issues(): ReadonlyMap<string, Issue> {
    return this.#snapshot?.issues ?? new Map();
  }

  /** Carries out a write and returns once the snapshot has it. */
  async write(act: (store: IssueStore) => Promise<Result<Issue>>): Promise<Result<Issue>> {
    const store = await this.store();
    if (!store.ok) return store;
    const done = await act(store.value);
    await this.refresh();
    return done;
  }

  refresh(): Promise<void> {
    if (this.#reading !== undefined) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  dispose(): void {
    this.#let();
    this.#told.dispose();
  }

  async #open(open: () => Promise<Result<IssueStore>>): Promise<IssuesState> {
    const opened = await open();
    if (!opened.ok) {
      this.#state =
        opened.error.kind === 'no-tracker' ? { state: 'none' } : { state: 'failed', failure: opened.error, issues: [] };
      return this.#state;
    }
    this.#store = opened.value;
    this.#watch = this.#store.onChange(() => void this.refresh());
    await this.refresh();
    return this.#state;
  }

  async #read(): Promise<void> {
    do {
      this.#again = false;
      await this.#readOnce();
    } while (this.#again);
  }

  async #readOnce(): Promise<void> {
    const store = this.#store;
    if (store === undefined) return;
    const loaded = await store.load();
    if (loaded.ok && this.#state.state === 'known' && this.#state.token === loaded.value.token) return;
    if (loaded.ok) this.#snapshot = loaded.value;
    const issues = [...this.issues.values()];
    this.#state = loaded.ok
      ? {
          state: 'known',
          title: store.title,
          readOnly: store.readOnly,
          token: loaded.value.token,
          broken: loaded.value.broken,
          issues,
        }
      : { state: 'failed', failure: loaded.error, issues };
    this.#told.emit(this.#state);
  }

  #let(): void {
    this.#watch?.dispose();
    this.#store?.dispose();
    this.#watch = undefined;
    this.#store = undefined;
  }
}
