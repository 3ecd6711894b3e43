import path from 'node:path';
import { JsonLines, readJsonLines, readJsonLinesBefore } from '../../adapters/journal.ts';
import type { AgentUpdate } from '../../agents/agent.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { TaskRef, TranscriptPage } from '../../protocol/requests.ts';

/** What each agent said and did, kept beside the run's journal in a file of its own, because it is much and views rarely want it. */
export class Transcripts implements Disposable {
  readonly #folderOf: (run: string) => string;
  readonly #files = new Map<string, JsonLines>();
  readonly #told = new Emitter<TaskRef & { readonly updates: readonly AgentUpdate[] }>();
  readonly onUpdates = this.#told.listen;

  constructor(folderOf: (run: string) => string) {
    this.#folderOf = folderOf;
  }

  append(ref: TaskRef, update: AgentUpdate): void {
    const name = this.#fileOf(ref);
    const file = this.#files.get(name) ?? new JsonLines(name);
    this.#files.set(name, file);
    // A transcript that cannot be kept (a full disk) must not stop the agent: the journal, which can, will say so.
    file.append(update, false);
    this.#told.emit({ ...ref, updates: [update] });
  }

  read(ref: TaskRef): readonly AgentUpdate[] {
    const lines = readJsonLines(this.#fileOf(ref));
    return lines.ok ? lines.value.values.filter(isUpdate) : [];
  }

  /** The last part before an offset (absent: the end), about so many bytes long: a long transcript is never read as a whole. */
  page(ref: TaskRef, before: number | undefined, bytes: number): TranscriptPage {
    const lines = readJsonLinesBefore(this.#fileOf(ref), before, bytes);
    if (!lines.ok) return { updates: [], from: 0, to: 0 };
    const { values, from, to } = lines.value;
    return { updates: values.filter(isUpdate), from, to };
  }

  /** The agent is done: no descriptor is kept open for it. */
  close(ref: TaskRef): void {
    const name = this.#fileOf(ref);
    this.#files.get(name)?.dispose();
    this.#files.delete(name);
  }

  dispose(): void {
    for (const file of this.#files.values()) file.dispose();
    this.#told.dispose();
  }

  #fileOf({ run, phase, task }: TaskRef): string {
    return path.join(this.#folderOf(run), 'agents', `${phase}~${task}.jsonl`);
  }
}

/** Our own file: a line of it that has a kind is an update. */
const isUpdate = (value: unknown): value is AgentUpdate =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
