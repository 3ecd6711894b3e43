import path from 'node:path';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { LastingWatch } from './lasting-watch.ts';
import { Queue } from './queue.ts';

export type WatchOptions = {
  /** The `.beads` folder, above the file: either may be removed and made again. */
  readonly beads: string;
  /** The file to watch, absolute. */
  file(): Promise<string | undefined>;
  /** A text that differs when the content does, undefined when it cannot be told. */
  look(): Promise<string | undefined>;
  /** Milliseconds without an event after which a change is taken to be complete. A file that never rests is looked at all the same. */
  readonly settle: number;
  /** Where `look` may differ although the content is the same: whether the content really is another one. Asked of others' changes, not of ours. */
  differs?(): Promise<boolean>;
};

/**
 * Tells listeners when a file's content became another one: its folder is watched (a file that is replaced would be lost), and on an event
 * `look` says what the content is now. Events without a change, such as those that readers cause, tell nothing; nothing is ever polled.
 */
export class ChangeWatch implements Disposable {
  readonly #emitter = new Emitter<void>();
  readonly #same = new Emitter<void>();
  /** Told when `look` says something else of the content that listeners know. */
  readonly onSame = this.#same.listen;
  /** Looks follow one another, so that a slow one cannot bring back what was before a fast one. */
  readonly #looks = new Queue();
  readonly #options: WatchOptions;
  #told: string | undefined;
  #watcher: LastingWatch | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the first event came that was not yet looked into. */
  #since: number | undefined;
  #held = 0;
  /** Set while an event is looked into; again: another came meanwhile. */
  #hearing: { again: boolean } | undefined;
  #disposed = false;
  #started = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** False once the system has refused to watch the file's folder. */
  get live(): boolean {
    return this.#watcher?.blind !== true;
  }

  listen(listener: () => void): Disposable {
    const heard = this.#emitter.listen(listener);
    if (!this.#started) {
      this.#started = true;
      void this.#start();
    }
    return heard;
  }

  /** What was just read is what listeners know, unless they were told of something before. */
  seen(content: string): void {
    this.#told ??= content;
  }

  /** Holds back events while we write ourselves, then tells of our change once. */
  async during<T>(write: () => Promise<T>): Promise<T> {
    this.#held++;
    try {
      return await write();
    } finally {
      this.#held--;
      await this.check();
    }
  }

  /** Looks now, and tells if there is something to tell. */
  check(): Promise<void> {
    return this.#looks.run(async () => {
      if (this.#held > 0) return;
      const now = await this.#options.look();
      if (this.#disposed || this.#held > 0 || now === undefined || now === this.#told) return;
      const known = this.#told !== undefined;
      this.#told = now;
      if (known) this.#emitter.emit();
    });
  }

  async #start(): Promise<void> {
    const file = await this.#options.file();
    if (file === undefined || this.#disposed) return;
    this.#watcher = new LastingWatch({
      folder: path.dirname(file),
      top: path.dirname(this.#options.beads),
      onEntry: (name) => {
        if (name === undefined || name === path.basename(file)) this.#soon();
      },
    });
    // What happened between the last load and now.
    await this.#hear();
  }

  /** Looks into what somebody else may have done; one at a time, and once more for all that comes meanwhile. */
  async #hear(): Promise<void> {
    if (this.#hearing !== undefined) {
      this.#hearing.again = true;
      return;
    }
    const hearing = { again: true };
    this.#hearing = hearing;
    while (hearing.again && !this.#disposed) {
      hearing.again = false;
      await this.#lookInto();
    }
    this.#hearing = undefined;
  }

  async #lookInto(): Promise<void> {
    const told = this.#told;
    if (this.#options.differs === undefined || told === undefined) return this.check();
    const now = await this.#looks.run(() => this.#options.look());
    if (now === undefined || now === told) return;
    const differs = await this.#options.differs();
    // What we wrote meanwhile was told, or will be, together with this.
    if (this.#disposed || this.#held > 0 || this.#told !== told) return;
    this.#told = now;
    (differs ? this.#emitter : this.#same).emit();
  }

  #soon(): void {
    const now = Date.now();
    this.#since ??= now;
    if (this.#timer !== undefined && now - this.#since > 4 * this.#options.settle) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#since = undefined;
      void this.#hear();
    }, this.#options.settle);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#watcher?.dispose();
    this.#emitter.dispose();
    this.#same.dispose();
  }
}
