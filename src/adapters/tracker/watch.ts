import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { Queue } from './queue.ts';

/**
 * Tells listeners when a file's content became another one: its folder is watched (a file that is replaced would be lost), and on an event
 * `look` says what the content is now. Events without a change, such as those that readers cause, tell nothing; nothing is ever polled.
 */
export class ChangeWatch implements Disposable {
  readonly #emitter = new Emitter<void>();
  /** Looks follow one another, so that a slow one cannot bring back what was before a fast one. */
  readonly #looks = new Queue();
  readonly #file: () => Promise<string | undefined>;
  readonly #look: () => Promise<string | undefined>;
  readonly #settle: number;
  #told: string | undefined;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the first event came that was not yet looked into. */
  #since: number | undefined;
  #held = 0;
  #disposed = false;
  #started = false;

  /**
   * `file`: the file to watch, absolute; `look`: a text that differs exactly when the content does, undefined when it cannot be told;
   * `settle`: milliseconds without an event after which a change is taken to be complete. A file that never rests is looked at all the same.
   */
  constructor(file: () => Promise<string | undefined>, look: () => Promise<string | undefined>, settle: number) {
    this.#file = file;
    this.#look = look;
    this.#settle = settle;
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
      const now = await this.#look();
      if (this.#disposed || this.#held > 0 || now === undefined || now === this.#told) return;
      const known = this.#told !== undefined;
      this.#told = now;
      if (known) this.#emitter.emit();
    });
  }

  async #start(): Promise<void> {
    const file = await this.#file();
    if (file === undefined || this.#disposed) return;
    try {
      this.#watcher = watch(path.dirname(file), (_, name) => {
        if (name === null || name === path.basename(file)) this.#soon();
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      return;
    }
    // What happened between the last load and now.
    await this.check();
  }

  #soon(): void {
    const now = Date.now();
    this.#since ??= now;
    if (this.#timer !== undefined && now - this.#since > 4 * this.#settle) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#since = undefined;
      void this.check();
    }, this.#settle);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#emitter.dispose();
  }
}
