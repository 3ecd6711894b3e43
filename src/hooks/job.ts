import type { Edit } from './edit.ts';
import type { HookCause, HookRule, HookRun } from './rule.ts';

export type Moment = Extract<HookCause, { kind: 'moment' }>;

/** Most characters of file names in one run, so that they fit into a command line on every system. */
const mostNames = 24_000;
/** A file that is edited again and again is waited for at most this many times the rule's `debounce`. */
const mostPatience = 10;

/** What waits or runs: one rule with what set it off. While it gathers, edits are added. */
export class Job {
  readonly id: string;
  readonly rule: HookRule;
  readonly root: string;
  readonly moment: Moment | undefined;
  readonly edits: Edit[] = [];
  readonly files = new Set<string>();
  /** Attempts that failed. */
  tries = 0;
  /** When it may start, as far as time is concerned. */
  dueAt: number;
  readonly #latest: number;
  #names = 0;

  constructor(id: string, rule: HookRule, cause: Edit | Moment, now: number) {
    this.id = id;
    this.rule = rule;
    this.root = cause.root;
    this.moment = 'hash' in cause ? undefined : cause;
    this.dueAt = now + (rule.debounce ?? 0);
    this.#latest = now + (rule.debounce ?? 0) * mostPatience;
    if ('hash' in cause) this.add(cause, now);
  }

  /** Takes one more edit along; it waits for quiet again, but not for ever. */
  add(edit: Edit, now: number): void {
    this.edits.push(edit);
    if (!this.files.has(edit.path)) this.#names += edit.path.length + 1;
    this.files.add(edit.path);
    this.dueAt = this.isFull ? now : Math.min(now + (this.rule.debounce ?? 0), this.#latest);
  }

  /** Whether it takes no further file. */
  get isFull(): boolean {
    return this.rule.batch > 1 && (this.files.size >= this.rule.batch || this.#names >= mostNames);
  }

  /** The queues that keep its order: of its files, or of its moment. */
  get lanes(): readonly string[] {
    if (this.moment !== undefined) return [`moment\0${this.moment.id}`];
    return [...this.files].map((file) => `${this.root}\0${file}`);
  }

  get run(): HookRun {
    const { id, rule, root, moment, edits } = this;
    if (moment !== undefined) return { id, rule, cause: moment };
    const [first = '', ...more] = this.files;
    const author = edits.at(-1)?.author;
    const agent = author?.kind === 'agent' ? author.task : undefined;
    return {
      id,
      rule,
      cause: { kind: 'edit', root, edits: edits.map((edit) => edit.id), files: [first, ...more], agent },
    };
  }
}

/** Whether a rule's edits are taken together instead of one by one. */
export const gathers = ({ debounce, batch }: HookRule): boolean => debounce !== undefined || batch > 1;
