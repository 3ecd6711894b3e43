import type { RunnerConnection } from '../../adapters/ipc/client.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Listen } from '../../base/emitter.ts';
import { fail, type Result } from '../../base/result.ts';
import type { Notifications, Params, RequestName, Requests } from '../../protocol/requests.ts';
import type { RunEvent } from '../../run/events.ts';
import { fold } from '../../run/fold.ts';
import type { Model } from '../model.ts';
import type { Store } from '../store.ts';
import { withIssuesChange } from './issues-change.ts';

/** Connects to the folder's runner; `start`: starts one where none runs. */
export type Connect = (start: boolean) => Promise<Result<RunnerConnection>>;

/** A connection that broke this soon after it was made is not made again by itself. */
const brokeAtOnce = 10_000;

/**
 * The window's line to the runner: made when it is first needed, made again from the cursor when it breaks, and folded into the model.
 * In an untrusted workspace it refuses, and no runner is started.
 */
export class RunnerLink implements Disposable {
  readonly #connect: Connect;
  readonly #model: Store<Model>;
  readonly #root: string;
  readonly #transcripts = new Emitter<Notifications['transcript']>();
  readonly #events = new Emitter<RunEvent>();
  readonly #reconnected = new Emitter<void>();
  /** Highest seq folded, by run. */
  readonly #cursor: Record<string, number> = {};
  #pending: Promise<Result<RunnerConnection>> | undefined;
  #disposed = false;

  constructor(root: string, model: Store<Model>, connect: Connect) {
    this.#root = root;
    this.#model = model;
    this.#connect = connect;
  }

  readonly onTranscript: Listen<Notifications['transcript']> = (listener) => this.#transcripts.listen(listener);

  /** Events that happened while this window was connected; those of the past are only folded. */
  readonly onLiveEvent: Listen<RunEvent> = (listener) => this.#events.listen(listener);

  /** A connection stands (again): what was asked of the one before it must be asked anew. */
  readonly onConnected: Listen<void> = (listener) => this.#reconnected.listen(listener);

  /** Connects unless that is done or under way. */
  async ensure(start = true): Promise<Result<RunnerConnection>> {
    if (!this.#model.value.trusted) return fail({ kind: 'untrusted', folder: this.#root });
    this.#pending ??= this.#open(start);
    const connection = await this.#pending;
    if (!connection.ok) this.#pending = undefined;
    return connection;
  }

  async request<N extends RequestName>(name: N, params: Params<N>): Promise<Result<Requests[N]['result']>> {
    const connection = await this.ensure();
    return connection.ok ? connection.value.request(name, params) : connection;
  }

  /** Tells the runner something where one is connected; starts none for it. */
  async tell<N extends RequestName>(name: N, params: Params<N>): Promise<void> {
    const connection = await this.#pending;
    if (connection?.ok) await connection.value.request(name, params);
  }

  dispose(): void {
    this.#disposed = true;
    void this.#pending?.then((connection) => connection.ok && connection.value.dispose());
  }

  async #open(start: boolean): Promise<Result<RunnerConnection>> {
    this.#model.update({ link: { state: 'connecting' } });
    const connected = await this.#connect(start);
    const joined = connected.ok ? await this.#join(connected.value) : connected;
    if (joined.ok) this.#reconnected.emit();
    else this.#model.update({ link: start ? { state: 'failed', failure: joined.error } : { state: 'off' } });
    return joined;
  }

  /** Subscribes from the cursor. What is told while the past is on its way waits for it. */
  async #join(connection: RunnerConnection): Promise<Result<RunnerConnection>> {
    const early: RunEvent[] = [];
    let past = false;
    const listening = new DisposableStore();
    listening.add(connection.onEvent((event) => (past ? this.#live([event]) : early.push(event))));
    listening.add(connection.onIssues((issues) => this.#model.update({ issues })));
    listening.add(
      connection.onIssuesChanged((change) => {
        const issues = withIssuesChange(this.#model.value.issues, change);
        if (issues === undefined) this.#loadIssues(connection);
        else this.#model.update({ issues });
      }),
    );
    listening.add(connection.onTranscript((part) => this.#transcripts.emit(part)));
    const madeAt = Date.now();
    connection.onClose(() => {
      listening.dispose();
      this.#closed(Date.now() - madeAt < brokeAtOnce);
    });
    const snapshot = await connection.request('subscribe', { after: this.#cursor });
    if (!snapshot.ok) {
      connection.dispose();
      return snapshot;
    }
    this.#fold(snapshot.value.events);
    past = true;
    this.#live(early);
    this.#model.update({ link: { state: 'on' } });
    this.#loadIssues(connection);
    return { ok: true, value: connection };
  }

  #loadIssues(connection: RunnerConnection): void {
    void connection.request('issues.load', {}).then((told) => {
      if (!told.ok)
        this.#model.update({ issues: { state: 'failed', failure: told.error, issues: this.#lastIssues() } });
    });
  }

  #lastIssues(): Extract<Model['issues'], { state: 'failed' }>['issues'] {
    const { issues } = this.#model.value;
    return issues === undefined || issues.state === 'none' ? [] : issues.issues;
  }

  #live(events: readonly RunEvent[]): void {
    for (const event of this.#fold(events)) this.#events.emit(event);
  }

  /** Folds what is new into the model and returns it. */
  #fold(events: readonly RunEvent[]): readonly RunEvent[] {
    const fresh = events.filter((event) => {
      if (event.seq <= (this.#cursor[event.run] ?? 0)) return false;
      this.#cursor[event.run] = event.seq;
      return true;
    });
    if (fresh.length > 0) this.#model.update({ work: fresh.reduce(fold, this.#model.value.work) });
    return fresh;
  }

  #closed(atOnce: boolean): void {
    this.#pending = undefined;
    if (this.#disposed) return;
    this.#model.update({ link: { state: 'off' } });
    if (!atOnce) void this.ensure();
  }
}
