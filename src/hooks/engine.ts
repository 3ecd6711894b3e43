import { type Chain, Chains, chainText } from './chain.ts';
import type { Edit } from './edit.ts';
import { Gathering } from './gathering.ts';
import { gathers, Job, type Moment } from './job.ts';
import { Lanes } from './lanes.ts';
import { type FollowedEdit, type HookEnd, type HookInput, type HookOrder, noPast, owed, type Past } from './orders.ts';
import type { HookRule, HookRun } from './rule.ts';

/** Kept to recognise what is told twice; older ones are forgotten. */
const mostTold = 200_000;
const firstRetry = 1000;
const longestRetry = 30_000;

/**
 * Decides which hook runs when; does nothing itself, and the same inputs at the same times always give the same orders.
 * Hooks of one file run one after the other, in the order of its edits and, for one edit, of the rules; so do the hooks of one moment.
 * A rule that gathers (`debounce`, `batch`) takes its place when it has been quiet long enough and there is room; until then it takes
 * edits along, so that what waits is bounded by files and not by edits. Different files run beside each other up to a limit, first come
 * first served. Nothing starts while paused, and nothing that waits is lost.
 */
export class HookEngine {
  readonly #limit: number;
  readonly #past: Past;
  /** Every job that is not over, by id. */
  readonly #jobs = new Map<string, Job>();
  readonly #gathering = new Gathering();
  readonly #lanes = new Lanes<Job>();
  /** What could start as far as time and order are concerned, first come first. */
  readonly #ready = new Set<Job>();
  /** What could start but for its rule's `concurrency`. */
  readonly #parked = new Map<HookRule, Set<Job>>();
  readonly #running = new Set<Job>();
  readonly #runningOf = new Map<HookRule, number>();
  /** Between two attempts; they keep their place. */
  readonly #resting = new Set<Job>();
  readonly #doubtful = new Set<Job>();
  /** `<cause>/<rule>` of what was told. */
  readonly #told = new Set<string>();
  readonly #chains = new Chains();
  #paused = false;

  /** `limit`: most hooks at once. */
  constructor(limit: number, past: Past = noPast) {
    this.#limit = limit;
    this.#past = past;
  }

  /** `now`: milliseconds, from any origin; never less than the time before. */
  accept(input: HookInput, now: number): readonly HookOrder[] {
    const orders = this.#take(input, now);
    return [...orders, ...this.#starts()];
  }

  /** Hooks that will come to an end by themselves: not those that a pause or a person's decision holds. */
  get pending(): number {
    return this.#paused ? this.#running.size : this.#jobs.size - this.#doubtful.size;
  }

  /** Whether any of the pending hooks is one of these. */
  isPending(concerns: (hook: HookRun) => boolean): boolean {
    for (const job of this.#running) if (concerns(job.run)) return true;
    if (this.#paused) return false;
    for (const job of this.#jobs.values()) if (!this.#doubtful.has(job) && concerns(job.run)) return true;
    return false;
  }

  /** For people: what runs, what waits, and what a person has to decide on; each in the order of arrival. */
  view(): {
    readonly paused: boolean;
    readonly running: readonly HookRun[];
    readonly waiting: readonly HookRun[];
    readonly doubtful: readonly HookRun[];
  } {
    const jobs = [...this.#jobs.values()];
    const runs = (some: readonly Job[]): readonly HookRun[] => some.map(({ run }) => run);
    return {
      paused: this.#paused,
      running: runs([...this.#running]),
      waiting: runs(jobs.filter((job) => !this.#running.has(job) && !this.#doubtful.has(job))),
      doubtful: runs([...this.#doubtful]),
    };
  }

  #take(input: HookInput, now: number): readonly HookOrder[] {
    switch (input.kind) {
      case 'edits':
        return input.edits.flatMap((edit) => this.#edit(edit, now));
      case 'moment':
        return this.#moment(input.moment, input.rules, now);
      case 'finished':
        return this.#finished(input.hook, input.end, now);
      case 'due':
        return this.#due(input.hook, now);
      case 'decided':
        return this.#decided(input.hook, input.again);
      case 'pause':
        this.#paused = input.paused;
        return [];
      case 'gone':
        return this.#gone(input.root);
    }
  }

  #edit({ edit, rules }: FollowedEdit, now: number): readonly HookOrder[] {
    const before = this.#chains.before(edit);
    return rules.flatMap((rule) => (this.#isNew(owed(edit.id, rule.id)) ? this.#follow(edit, rule, before, now) : []));
  }

  #follow(edit: Edit, rule: HookRule, before: Chain, now: number): readonly HookOrder[] {
    const id = owed(edit.id, rule.id);
    const link = { rule, path: edit.path, root: edit.root };
    if (this.#past.ended.has(id)) {
      this.#chains.add(id, link, before);
      this.#chains.over(id);
      return [];
    }
    if (this.#chains.loops(rule, before)) {
      const run = new Job(id, rule, edit, now).run;
      return [{ kind: 'cut', run, edits: [edit], reason: chainText(before, edit.path) }];
    }
    const job = this.#jobFor(id, rule, edit, now);
    this.#chains.add(job.id, link, before);
    return job.edits.length > 1 ? [] : this.#begin(job, now);
  }

  /** The job that takes this edit along, or a new one of its own. */
  #jobFor(id: string, rule: HookRule, edit: Edit, now: number): Job {
    const cutOff = rule.repeatable ? undefined : this.#past.cutOff.get(id);
    const known = cutOff === undefined ? this.#gathering.find(rule, edit) : this.#jobs.get(cutOff);
    if (known !== undefined) {
      known.add(edit, now);
      // It takes its place now: the next one of its rule must not overtake it.
      if (known.isFull && !this.#doubtful.has(known)) this.#queue(known);
      return known;
    }
    const job = this.#add(new Job(cutOff ?? id, rule, edit, now));
    if (gathers(rule) && cutOff === undefined) this.#gathering.open(job, edit);
    return job;
  }

  #moment(moment: Moment, rules: readonly HookRule[], now: number): readonly HookOrder[] {
    return rules.flatMap((rule) => {
      const id = owed(moment.id, rule.id);
      return !this.#isNew(id) || this.#past.ended.has(id)
        ? []
        : this.#begin(this.#add(new Job(id, rule, moment, now)), now);
    });
  }

  #add(job: Job): Job {
    job.tries = this.#past.tries.get(job.id) ?? 0;
    this.#jobs.set(job.id, job);
    return job;
  }

  /** A job that was just made: in doubt, waiting for quiet, or waiting for its turn. */
  #begin(job: Job, now: number): readonly HookOrder[] {
    const first = job.edits[0];
    const cutOff = this.#past.cutOff.has(first === undefined ? job.id : owed(first.id, job.rule.id));
    if (cutOff && !job.rule.repeatable) {
      this.#doubtful.add(job);
      return [{ kind: 'doubt', run: job.run, edits: job.edits }];
    }
    if (job.moment === undefined && gathers(job.rule)) return this.#due(job.id, now);
    this.#queue(job);
    return [];
  }

  #queue(job: Job): void {
    this.#gathering.close(job);
    this.#ready.delete(job);
    this.#parked.get(job.rule)?.delete(job);
    if (this.#lanes.enter(job, job.lanes)) this.#ready.add(job);
  }

  #due(hook: string, now: number): readonly HookOrder[] {
    const job = this.#jobs.get(hook);
    if (job === undefined || this.#running.has(job) || this.#doubtful.has(job)) return [];
    if (now < job.dueAt) return [{ kind: 'wait', hook, milliseconds: job.dueAt - now }];
    // One that is in its lanes and does not rest was full before its time, and waits for others now.
    if (this.#resting.delete(job) || !this.#lanes.has(job)) this.#ready.add(job);
    return [];
  }

  #starts(): readonly HookOrder[] {
    const orders: HookOrder[] = [];
    for (const job of this.#ready) {
      if (this.#paused || this.#running.size >= this.#limit) break;
      this.#ready.delete(job);
      const { rule } = job;
      const running = this.#runningOf.get(rule) ?? 0;
      if (running >= rule.concurrency) {
        this.#parked.set(rule, (this.#parked.get(rule) ?? new Set()).add(job));
        continue;
      }
      if (!this.#lanes.has(job)) {
        this.#gathering.close(job);
        if (!this.#lanes.enter(job, job.lanes)) {
          // The room that it did not take is for another one.
          this.#unpark(rule);
          continue;
        }
      }
      this.#parked.get(rule)?.delete(job);
      this.#running.add(job);
      this.#runningOf.set(rule, running + 1);
      orders.push({ kind: 'start', run: job.run, edits: [...job.edits], attempt: job.tries + 1 });
    }
    return orders;
  }

  #finished(hook: string, end: HookEnd, now: number): readonly HookOrder[] {
    const job = this.#jobs.get(hook);
    if (job === undefined || !this.#running.delete(job)) return [];
    this.#freeSlot(job.rule);
    const { run } = job;
    if (end === 'failed' && job.tries < job.rule.retries) {
      job.tries += 1;
      const milliseconds = Math.min(longestRetry, firstRetry * 2 ** (job.tries - 1));
      job.dueAt = now + milliseconds;
      this.#resting.add(job);
      return [{ kind: 'retry', run, attempt: job.tries, milliseconds }];
    }
    this.#over(job);
    return [{ kind: 'over', run, end }];
  }

  #freeSlot(rule: HookRule): void {
    const left = (this.#runningOf.get(rule) ?? 1) - 1;
    if (left > 0) this.#runningOf.set(rule, left);
    else this.#runningOf.delete(rule);
    this.#unpark(rule);
  }

  #unpark(rule: HookRule): void {
    const parked = this.#parked.get(rule);
    const [next] = parked ?? [];
    if (parked === undefined || next === undefined) return;
    parked.delete(next);
    if (parked.size === 0) this.#parked.delete(rule);
    this.#ready.add(next);
  }

  #decided(hook: string, again: boolean): readonly HookOrder[] {
    const job = this.#jobs.get(hook);
    if (job === undefined || !this.#doubtful.delete(job)) return [];
    if (again) {
      this.#queue(job);
      return [];
    }
    const { run, edits } = job;
    this.#over(job);
    return [{ kind: 'cut', run, edits, reason: 'a person took it as done' }];
  }

  /** What runs there goes on to its own end; what waits is cut. */
  #gone(root: string): readonly HookOrder[] {
    const lost = [...this.#jobs.values()].filter((job) => job.root === root && !this.#running.has(job));
    return lost.map((job): HookOrder => {
      const { run, edits } = job;
      this.#over(job);
      return { kind: 'cut', run, edits, reason: `${root} is gone` };
    });
  }

  #over(job: Job): void {
    this.#jobs.delete(job.id);
    this.#doubtful.delete(job);
    this.#resting.delete(job);
    this.#ready.delete(job);
    this.#parked.get(job.rule)?.delete(job);
    this.#gathering.close(job);
    this.#chains.over(job.id);
    for (const next of this.#lanes.leave(job)) this.#ready.add(next);
  }

  /** What is told twice is done once. */
  #isNew(key: string): boolean {
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    const [oldest] = this.#told;
    if (this.#told.size > mostTold && oldest !== undefined) this.#told.delete(oldest);
    return true;
  }
}
