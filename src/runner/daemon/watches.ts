import type { Peer } from '../../adapters/ipc/server.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { TaskRef, TranscriptPage } from '../../protocol/requests.ts';
import type { Transcripts } from './transcripts.ts';

/** Which client watches which transcript: each hears every part once, however often it asked. */
export class Watches {
  readonly #transcripts: Transcripts;
  readonly #listening = new Map<string, Disposable>();

  constructor(transcripts: Transcripts) {
    this.#transcripts = transcripts;
  }

  /** The last part of the transcript so far; what comes after it is told. */
  watch(ref: TaskRef, peer: Peer, bytes: number): TranscriptPage {
    const { run, phase, task } = ref;
    const key = keyOf(ref, peer);
    if (!this.#listening.has(key)) {
      const listening = this.#transcripts.onUpdates((part) => {
        if (part.run === run && part.phase === phase && part.task === task) peer.notify('transcript', part);
      });
      this.#listening.set(key, listening);
      peer.own({ dispose: () => this.unwatch(ref, peer) });
    }
    return this.#transcripts.page(ref, undefined, bytes);
  }

  unwatch(ref: TaskRef, peer: Peer): void {
    const key = keyOf(ref, peer);
    this.#listening.get(key)?.dispose();
    this.#listening.delete(key);
  }
}

const keyOf = ({ run, phase, task }: TaskRef, { id }: Peer): string => [id, run, phase, task].join('/');
