import type { Disposable } from '../base/disposable.ts';
import type { Listen } from '../base/emitter.ts';
import type { Result } from '../base/result.ts';
import { sentence } from '../protocol/explain.ts';
import type { EditReport, HeldHook, Requests } from '../protocol/requests.ts';

export type EditTellingOptions = {
  readonly report: (edits: readonly EditReport[]) => Promise<Result<Requests['edits.report']['result']>>;
  readonly onConnected: Listen<void>;
  /** Hooks of the plan that would have followed these edits, and to which nobody has agreed. */
  readonly held: (hooks: readonly HeldHook[], edits: readonly EditReport[]) => void;
  readonly warn: (text: string) => void;
};

/** Tells the runner of edits. What cannot be told, because no runner can be reached, is told when one can: the latest edit of each file. */
export class EditTelling implements Disposable {
  readonly #options: EditTellingOptions;
  readonly #listening: Disposable;
  readonly #untold = new Map<string, EditReport>();
  #retelling: Promise<void> = Promise.resolve();

  constructor(options: EditTellingOptions) {
    this.#options = options;
    this.#listening = options.onConnected(() => {
      const edits = [...this.#untold.values()];
      this.#untold.clear();
      if (edits.length > 0) this.#retelling = this.#tell(edits);
    });
  }

  async tell(edits: readonly EditReport[]): Promise<void> {
    await this.#retelling;
    await this.#tell(edits);
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #tell(edits: readonly EditReport[]): Promise<void> {
    const { report, held, warn } = this.#options;
    const reported = await report(edits);
    if (reported.ok) {
      if (reported.value.held.length > 0) held(reported.value.held, edits);
      return;
    }
    warn(`Hooks follow these edits only once a runner can be reached: ${sentence(reported.error)}`);
    for (const edit of edits) this.#untold.set(edit.path, edit);
  }
}
