import type { AgentUpdate, Usage } from '../../agents/agent.ts';
import { takeUpLine } from '../../agents/take-up.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { TaskRef } from '../../protocol/requests.ts';
import type { Payload } from '../../run/events.ts';
import type { RunContext } from './context.ts';
import { JournalBroken } from './event-log.ts';

/** How often a row of the Agents view may change while an agent talks. */
const progressMilliseconds = 500;

export type FeedOptions = {
  readonly context: RunContext;
  readonly ref: TaskRef;
  /** Where the agent writes. */
  readonly root: string;
  /** Words that take its session up in a terminal. */
  readonly takesUp: readonly string[];
};

/**
 * Takes what one agent says: all of it goes to the transcript, decisions and questions to the journal at once, the rest as a bounded trickle
 * of progress. A tool call that ended may have changed files, so it sets off a look at the worktree.
 */
export class AgentFeed {
  readonly #options: FeedOptions;
  readonly #permissions = new Set<string>();
  #said = '';
  /** The message that is being said, as it came: its pieces may end in spaces that belong to it. */
  #spoken = '';
  #usage: Usage | undefined;
  #files: readonly string[] = [];
  #progress: Disposable | undefined;
  #looking: Promise<void> = Promise.resolve();
  #lookWanted = false;
  readonly #watch: Disposable;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#watch = options.context.hooks.watch({ ...options.ref, root: options.root });
  }

  take(update: AgentUpdate): void {
    const { context, ref } = this.#options;
    if (update.kind !== 'spawned') context.transcripts.append(ref, update);
    switch (update.kind) {
      case 'spawned':
        this.#record({ kind: 'agent.spawned', pid: update.pid });
        break;
      case 'started':
        this.#record({ ...this.#started(update), kind: 'agent.started' });
        break;
      case 'permission':
        if (!update.waits) break;
        this.#permissions.add(update.request.id);
        this.#record({ kind: 'agent.waiting', request: update.request });
        break;
      case 'answered':
        if (this.#permissions.delete(update.request)) {
          this.#record({ kind: 'agent.answered', request: update.request, option: update.option, by: update.by });
        }
        break;
      case 'tool':
        if (update.status === 'completed' || update.status === 'failed') this.#look();
        this.#spoken = '';
        this.#say(update.title);
        break;
      case 'message':
        this.#spoken = (this.#spoken + update.text).slice(-2000);
        this.#say(lastLine(this.#spoken));
        break;
      case 'usage':
        this.#usage = update.usage;
        this.#trickle();
        break;
      default:
        break;
    }
  }

  /** The turn is over: whatever was changed is found and reported now. */
  async close(): Promise<void> {
    this.#watch.dispose();
    this.#look();
    await this.#looking;
    this.#progress?.dispose();
    this.#tellProgress();
    this.#options.context.transcripts.close(this.#options.ref);
  }

  #say(text: string): void {
    this.#said = text;
    this.#trickle();
  }

  #started({ name, version, session, pid }: Extract<AgentUpdate, { kind: 'started' }>) {
    const takeUp = takeUpLine(this.#options.takesUp, session);
    return { name, version, session, pid, ...(takeUp === undefined ? {} : { takeUp }) };
  }

  /** One look at a time, and one more for all that came meanwhile. */
  #look(): void {
    if (this.#lookWanted) return;
    this.#lookWanted = true;
    this.#looking = this.#looking.then(async () => {
      this.#lookWanted = false;
      const { context, ref, root } = this.#options;
      this.#files = await context.hooks.look({ run: ref.run, phase: ref.phase, task: ref.task, root });
      this.#trickle();
    });
    this.#looking.catch((thrown: unknown) => this.#options.context.report(thrown));
  }

  #trickle(): void {
    this.#progress ??= this.#options.context.clock.after(progressMilliseconds, () => {
      this.#progress = undefined;
      this.#tellProgress();
    });
  }

  #tellProgress(): void {
    this.#record({ kind: 'agent.progress', said: this.#said.slice(0, 200), usage: this.#usage, files: this.#files });
  }

  #record(payload: Payload): void {
    const { context, ref } = this.#options;
    try {
      context.log.record(ref.run, ref, payload);
    } catch (thrown) {
      // Whoever carries the task out meets the same broken journal at its next step, and halts the run there.
      if (!(thrown instanceof JournalBroken)) throw thrown;
      context.report(thrown);
    }
  }
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';
