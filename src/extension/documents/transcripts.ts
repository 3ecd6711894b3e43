import type * as vscode from 'vscode';
import type { AgentUpdate } from '../../agents/agent.ts';
import { Transcript } from '../../agents/transcript.ts';
import { Emitter } from '../../base/emitter.ts';
import type { TaskRef } from '../../protocol/requests.ts';
import type { RunnerLink } from '../link/link.ts';
import { megabytes } from '../say/words.ts';
import { keyOf } from './comments.ts';
import type { DocumentSource } from './documents.ts';

/** A part that is asked for at once: some thousand lines. */
const partBytes = 256 * 1024;
/** Most parts that are shown at once; those at the other end make way. */
const mostParts = 8;
/** What is told live grows to so much before only its last part is kept. */
const mostLive = 4000;

type Part = { readonly from: number; readonly to: number; readonly updates: AgentUpdate[] };

/** The parts of one transcript that are shown. While it is `live`, its end is among them and grows. */
type Shown = { parts: readonly Part[]; live: boolean; transcript: Transcript };

const textOf = (parts: readonly Part[]): Transcript => {
  const transcript = new Transcript();
  for (const { updates } of parts) for (const update of updates) transcript.add(update);
  return transcript;
};

/**
 * What agents said and did, told while they do it. Of a long transcript only its last part is asked for, and parts before it when the person wants
 * them, so that it opens at once whatever its size.
 */
export class Transcripts implements DocumentSource {
  readonly #link: RunnerLink;
  readonly #known = new Map<string, Shown>();
  /** Parts that are asked for just now. */
  readonly #loading = new Map<string, Promise<void>>();
  readonly #told = new Emitter<string>();

  constructor(link: RunnerLink) {
    this.#link = link;
    link.onTranscript(({ updates, ...ref }) => this.#add(keyOf(ref), updates));
    // The runner behind a new connection knows nothing of what the one before it was asked.
    link.onConnected(() => {
      for (const key of this.#known.keys()) void this.load(key);
    });
  }

  /** Waits for what is asked for: a document that is not open yet is not told of changes. */
  async text(key: string): Promise<string> {
    await this.#loading.get(key);
    const shown = this.#known.get(key);
    const text = shown?.transcript.text() ?? '';
    if (shown === undefined || text === '') return 'Nothing was said yet.\n';
    const [first] = shown.parts;
    const head = first === undefined || first.from === 0 ? '' : `… ${megabytes(first.from)} before this …\n\n`;
    return `${head}${text}${shown.live ? '' : '\n… and more after this …\n'}`;
  }

  /** What stands before and after what is shown. */
  around(key: string): { readonly before: number; readonly after: boolean } {
    const shown = this.#known.get(key);
    return { before: shown?.parts[0]?.from ?? 0, after: shown?.live === false };
  }

  watch(key: string, changed: () => void): vscode.Disposable {
    if (!this.#known.has(key)) void this.load(key);
    const listening = this.#told.listen((told) => {
      if (told === key) changed();
    });
    return {
      dispose: () => {
        listening.dispose();
        this.#known.delete(key);
        void this.#link.tell('agent.unwatch', refOf(key));
      },
    };
  }

  /** Shows the end, and what is told from now on. */
  load(key: string): Promise<void> {
    const loading = this.#load(key).finally(() => {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    });
    this.#loading.set(key, loading);
    return loading;
  }

  async #load(key: string): Promise<void> {
    const early: Part = { from: 0, to: 0, updates: [] };
    const loading = { parts: [early], live: true, transcript: new Transcript() };
    this.#known.set(key, loading);
    const past = await this.#link.request('agent.watch', { ...refOf(key), bytes: partBytes });
    if (!past.ok || this.#known.get(key) !== loading) return;
    this.#show(key, [{ ...past.value, updates: [...past.value.updates] }], true);
  }

  /** Shows the part before what is shown. */
  async earlier(key: string): Promise<void> {
    const shown = this.#known.get(key);
    const before = shown?.parts[0]?.from ?? 0;
    if (shown === undefined || before === 0) return;
    const page = await this.#link.request('agent.page', { ...refOf(key), before, bytes: partBytes });
    const now = this.#known.get(key);
    if (!page.ok || now === undefined || now.parts[0]?.from !== before) return;
    const parts = [{ ...page.value, updates: [...page.value.updates] }, ...now.parts];
    this.#show(key, parts.slice(0, mostParts), now.live && parts.length <= mostParts);
  }

  #show(key: string, parts: readonly Part[], live: boolean): void {
    this.#known.set(key, { parts, live, transcript: textOf(parts) });
    this.#told.emit(key);
  }

  #add(key: string, updates: readonly AgentUpdate[]): void {
    const shown = this.#known.get(key);
    const last = shown?.parts.at(-1);
    if (shown === undefined || last === undefined || !shown.live) return;
    for (const update of updates) shown.transcript.add(update);
    last.updates.push(...updates);
    if (last.updates.length > mostLive && shown.parts.length === 1) void this.load(key);
    else this.#told.emit(key);
  }
}

export function refOf(key: string): TaskRef {
  const [run = '', phase = '', task = ''] = key.split('/');
  return { run, phase, task };
}
