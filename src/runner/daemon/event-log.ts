import path from 'node:path';
import { foldersIn, JsonLines, readJsonLines } from '../../adapters/journal.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Failure } from '../../base/failure.ts';
import type { EventKind, Payload, RunEvent } from '../../run/events.ts';
import { fold } from '../../run/fold.ts';
import { emptyState, type WorkspaceState } from '../../run/state.ts';

/**
 * Thrown where the journal cannot be written: nothing may then be done that is not on record. It is caught where a decision is carried out,
 * which halts that run; nothing else in this room throws.
 */
export class JournalBroken extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** Progress comes often and may be lost with the machine; everything else is on the disk before it is acted on. */
const cheap: ReadonlySet<EventKind> = new Set<EventKind>(['agent.progress']);

/** Where in a run something happened. */
type Place = { readonly phase?: string | undefined; readonly task?: string | undefined };

/** The journals of a workspace and the state folded from them. The only way to change that state is to record an event. */
export class EventLog implements Disposable {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #files = new Map<string, JsonLines>();
  readonly #events = new Map<string, RunEvent[]>();
  readonly #told = new Emitter<RunEvent>();
  readonly onEvent = this.#told.listen;
  #state: WorkspaceState = emptyState;

  constructor(journalFolder: string, clock: Clock) {
    this.#folder = journalFolder;
    this.#clock = clock;
  }

  get state(): WorkspaceState {
    return this.#state;
  }

  /** Reads every journal there is; what cannot be read is counted by run, and the rest still counts. */
  load(): ReadonlyMap<string, number> {
    const broken = new Map<string, number>();
    for (const run of foldersIn(this.#folder)) {
      const lines = readJsonLines(this.#fileOf(run));
      if (!lines.ok || lines.value.broken > 0) broken.set(run, lines.ok ? lines.value.broken : 1);
      const events = lines.ok ? lines.value.values.filter(isRunEvent) : [];
      this.#events.set(run, events);
      for (const event of events) this.#state = fold(this.#state, event);
    }
    return broken;
  }

  /** Writes the event, folds it, tells it. Throws `JournalBroken` when it cannot be written; then nothing has changed. */
  record(run: string, at: Place, payload: Payload): RunEvent {
    const event = this.#next(run, at, payload, 1);
    this.#keep(run, [event]);
    return event;
  }

  /** Several at once: all of them or none, on the disk with one wait. */
  recordAll(run: string, at: Place, payloads: readonly Payload[]): readonly RunEvent[] {
    const events = payloads.map((payload, index) => this.#next(run, at, payload, index + 1));
    this.#keep(run, events);
    return events;
  }

  #next(run: string, at: Place, payload: Payload, after: number): RunEvent {
    return {
      seq: (this.#events.get(run)?.at(-1)?.seq ?? 0) + after,
      time: new Date(this.#clock.now()).toISOString(),
      run,
      ...(at.phase === undefined ? {} : { phase: at.phase }),
      ...(at.task === undefined ? {} : { task: at.task }),
      ...payload,
    };
  }

  #keep(run: string, events: readonly RunEvent[]): void {
    const written = this.#file(run).appendAll(events, !events.every(({ kind }) => cheap.has(kind)));
    if (!written.ok) throw new JournalBroken(written.error);
    const known = this.#events.get(run) ?? [];
    this.#events.set(run, known);
    for (const event of events) {
      known.push(event);
      this.#state = fold(this.#state, event);
      this.#told.emit(event);
    }
  }

  /** Every event that a client lacks, given the last seq that it has of each run. */
  after(seen: Readonly<Record<string, number>>): readonly RunEvent[] {
    return [...this.#events].flatMap(([run, events]) => events.filter(({ seq }) => seq > (seen[run] ?? 0)));
  }

  eventsOf(run: string): readonly RunEvent[] {
    return this.#events.get(run) ?? [];
  }

  /** The folder in which a run keeps what belongs to it beside its events: the pinned plan, transcripts. */
  folderOf(run: string): string {
    return path.join(this.#folder, run);
  }

  dispose(): void {
    for (const file of this.#files.values()) file.dispose();
    this.#told.dispose();
  }

  #fileOf(run: string): string {
    return path.join(this.folderOf(run), 'events.jsonl');
  }

  #file(run: string): JsonLines {
    const file = this.#files.get(run) ?? new JsonLines(this.#fileOf(run));
    this.#files.set(run, file);
    return file;
  }
}

/** Our own journal is trusted for its payloads; a line without the envelope is somebody else's. */
function isRunEvent(value: unknown): value is RunEvent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    'seq' in value &&
    typeof value.seq === 'number' &&
    'time' in value &&
    typeof value.time === 'string' &&
    'run' in value &&
    typeof value.run === 'string'
  );
}
