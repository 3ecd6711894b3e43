import { Chains, chainText } from './chain.ts';
import type { Edit } from './edit.ts';
import type { RuleSet } from './match.ts';
import type { HookCause, HookRun } from './rule.ts';

export type Moment = Extract<HookCause, { kind: 'moment' }>;

/** What the engine is told. */
export type HookInput =
  | { readonly kind: 'edit'; readonly edit: Edit; readonly rules: RuleSet }
  | { readonly kind: 'moment'; readonly moment: Moment; readonly rules: RuleSet }
  /** A started hook is over, however it ended. */
  | { readonly kind: 'finished'; readonly hook: string }
  | { readonly kind: 'pause'; readonly paused: boolean }
  /** A folder is gone: what waits for it is cut. */
  | { readonly kind: 'gone'; readonly root: string };

/** What the engine asks for, in this order. */
export type HookOrder =
  /** Run it, and tell `finished` when it is over. */
  | { readonly kind: 'start'; readonly run: HookRun; readonly edit: Edit | undefined }
  /** It will not run; the reason is for people. Nothing is to be told about it. */
  | { readonly kind: 'cut'; readonly run: HookRun; readonly edit: Edit | undefined; readonly reason: string };

type Open = { readonly run: HookRun; readonly edit: Edit | undefined; readonly lane: string };

/** Ids of causes kept to recognise one that is told twice; older ones are forgotten. */
const mostCauses = 100_000;

/**
 * Decides which hook runs when; does nothing itself, and the same inputs always give the same orders.
 * Hooks of one file run one after the other, in the order of its edits and, for one edit, of the rules; so do the hooks of one moment.
 * Different files run beside each other up to a limit, first come first served. Nothing starts while paused, and nothing that waits is lost.
 */
export class HookEngine {
  readonly #limit: number;
  /** Open hooks of one file or moment, the head runs or is next. */
  readonly #lanes = new Map<string, Open[]>();
  /** Lanes whose head may start, in order. */
  readonly #ready = new Set<string>();
  readonly #running = new Map<string, Open>();
  /** Open hooks by cause. */
  readonly #open = new Map<string, number>();
  readonly #causes = new Set<string>();
  /** Hooks that ended in an earlier life and may be asked for again. */
  readonly #ended: ReadonlySet<string>;
  readonly #chains = new Chains();
  #paused = false;

  /** `limit`: most hooks at once. `ended`: ids that must never run again although their cause may come again. */
  constructor(limit: number, ended: ReadonlySet<string> = new Set()) {
    this.#limit = limit;
    this.#ended = ended;
  }

  accept(input: HookInput): readonly HookOrder[] {
    switch (input.kind) {
      case 'edit':
        return [...this.#edit(input.edit, input.rules), ...this.#starts()];
      case 'moment':
        this.#moment(input.moment, input.rules);
        return this.#starts();
      case 'finished':
        this.#finished(input.hook);
        return this.#starts();
      case 'pause':
        this.#paused = input.paused;
        return this.#starts();
      case 'gone':
        return this.#gone(input.root);
    }
  }

  /** Hooks of this edit or moment that wait or run; 0 once all are over. */
  openOf(cause: string): number {
    return this.#open.get(cause) ?? 0;
  }

  /** Whether nothing waits or runs for this folder. */
  idle(root: string): boolean {
    return ![...this.#lanes.values()].some((lane) => lane.some(({ run }) => run.cause.root === root));
  }

  /** For people: what runs and what waits, in order of arrival within each file. */
  view(): { readonly paused: boolean; readonly running: readonly HookRun[]; readonly waiting: readonly HookRun[] } {
    const all = [...this.#lanes.values()].flat().map(({ run }) => run);
    const running = [...this.#running.values()].map(({ run }) => run);
    return { paused: this.#paused, running, waiting: all.filter(({ id }) => !this.#running.has(id)) };
  }

  #edit(edit: Edit, rules: RuleSet): readonly HookOrder[] {
    if (!this.#isNew(edit.id)) return [];
    const cuts: HookOrder[] = [];
    const chain = this.#chains.before(edit);
    const agent = edit.author.kind === 'agent' ? edit.author.task : undefined;
    const cause: HookCause = { kind: 'edit', edit: edit.id, root: edit.root, path: edit.path, agent };
    for (const { rule, runs } of rules.judge({ on: 'post-edit', path: edit.path })) {
      if (!runs) continue;
      const run: HookRun = { id: `${edit.id}/${rule.id}`, rule, cause };
      const loops = this.#chains.add(run, chain);
      if (this.#ended.has(run.id)) this.#chains.over(run.id);
      else if (loops) cuts.push({ kind: 'cut', run, edit, reason: chainText(chain, edit.path) });
      else this.#enqueue({ run, edit, lane: `edit\0${edit.root}\0${edit.path}` }, edit.id);
    }
    return cuts;
  }

  #moment(moment: Moment, rules: RuleSet): void {
    if (!this.#isNew(moment.id)) return;
    for (const { rule, runs } of rules.judge({ on: moment.on, path: undefined })) {
      const run: HookRun = { id: `${moment.id}/${rule.id}`, rule, cause: moment };
      if (!runs || this.#ended.has(run.id)) continue;
      this.#chains.add(run, []);
      this.#enqueue({ run, edit: undefined, lane: `moment\0${moment.id}` }, moment.id);
    }
  }

  #isNew(cause: string): boolean {
    if (this.#causes.has(cause)) return false;
    this.#causes.add(cause);
    const [oldest] = this.#causes;
    if (this.#causes.size > mostCauses && oldest !== undefined) this.#causes.delete(oldest);
    return true;
  }

  #enqueue(open: Open, cause: string): void {
    this.#open.set(cause, this.openOf(cause) + 1);
    const lane = this.#lanes.get(open.lane);
    if (lane !== undefined) lane.push(open);
    else {
      this.#lanes.set(open.lane, [open]);
      this.#ready.add(open.lane);
    }
  }

  #starts(): readonly HookOrder[] {
    const orders: HookOrder[] = [];
    for (const key of this.#ready) {
      if (this.#paused || this.#running.size >= this.#limit) break;
      this.#ready.delete(key);
      const head = this.#lanes.get(key)?.[0];
      if (head === undefined) continue;
      this.#running.set(head.run.id, head);
      orders.push({ kind: 'start', run: head.run, edit: head.edit });
    }
    return orders;
  }

  #finished(hook: string): void {
    const open = this.#running.get(hook);
    if (open === undefined) return;
    this.#running.delete(hook);
    const lane = this.#lanes.get(open.lane) ?? [];
    lane.shift();
    if (lane.length > 0) this.#ready.add(open.lane);
    else this.#lanes.delete(open.lane);
    this.#close(open);
  }

  #close({ run }: Open): void {
    this.#chains.over(run.id);
    const cause = causeId(run.cause);
    const left = this.openOf(cause) - 1;
    if (left > 0) this.#open.set(cause, left);
    else this.#open.delete(cause);
  }

  /** What runs there goes on to its own end; what waits is cut. */
  #gone(root: string): readonly HookOrder[] {
    const cut: Open[] = [];
    for (const [key, lane] of this.#lanes) {
      if (lane[0]?.run.cause.root !== root) continue;
      const running = lane.filter(({ run }) => this.#running.has(run.id));
      cut.push(...lane.filter(({ run }) => !this.#running.has(run.id)));
      if (running.length > 0) this.#lanes.set(key, running);
      else {
        this.#lanes.delete(key);
        this.#ready.delete(key);
      }
    }
    for (const open of cut) this.#close(open);
    return cut.map(({ run, edit }) => ({ kind: 'cut', run, edit, reason: `${root} is gone` }));
  }
}

const causeId = (cause: HookCause): string => (cause.kind === 'edit' ? cause.edit : cause.id);
