import type { Disposable } from '../../base/disposable.ts';
import type { Edit } from '../../hooks/edit.ts';
import type { HookInput, HookOrder } from '../../hooks/orders.ts';
import type { HookRule, HookRun } from '../../hooks/rule.ts';
import type { Payload } from '../../run/events.ts';
import { JournalBroken } from './event-log.ts';
import { type HookPlace, notRun, type Rules } from './hook-rules.ts';
import { carryOut, type HookDriverOptions, type HookOutcome } from './hook-work.ts';

export type PerformerOptions = HookDriverOptions & {
  /** The rules that a rule belongs to. */
  rulesOf(rule: HookRule): Rules | undefined;
  placeOf(hook: HookRun): HookPlace;
  /** Told before a hook is over: what it wrote is found now, while its chain is known. */
  wrote(hook: HookRun): Promise<void>;
  tell(input: HookInput): void;
};

/** Does what the engine orders: journals it, then carries it out, and tells the engine how it ended. */
export class HookPerformer implements Disposable {
  readonly #options: PerformerOptions;
  readonly #atWork = new Map<string, AbortController>();
  /** Of attempts whose end the engine is being told. */
  readonly #outcomes = new Map<string, HookOutcome>();
  readonly #timers = new Set<Disposable>();
  /** Runs of agents that were started for a hook and a file. */
  readonly #agents = new Map<string, string>();
  /** Runs that were stopped: no hook of theirs starts any more. */
  readonly #stopped = new Set<string>();
  #ending = false;

  constructor(options: PerformerOptions) {
    this.#options = options;
  }

  perform(order: HookOrder): void {
    switch (order.kind) {
      case 'start':
        void this.#start(order).catch((thrown: unknown) => this.#options.report(thrown));
        break;
      case 'wait':
        this.#wake(order.hook, order.milliseconds);
        break;
      case 'retry': {
        const { run, attempt, milliseconds } = order;
        const { result = notRun('') } = this.#outcomes.get(run.id) ?? {};
        this.#record(run, { kind: 'hook.tried', hook: run.id, attempt, result });
        this.#wake(run.id, milliseconds);
        break;
      }
      case 'over':
        void this.#over(order).catch((thrown: unknown) => this.#options.report(thrown));
        break;
      case 'cut':
        this.#record(order.run, started(order.run, order.edits, 1));
        this.#finish(order.run, { end: 'cut', result: notRun(order.reason) });
        break;
      case 'doubt':
        this.#record(order.run, { kind: 'hook.doubted', hook: order.run.id });
        break;
    }
  }

  /** The run may have hooks again. */
  take(run: string): void {
    this.#stopped.delete(run);
  }

  /** Ends what runs for this run; what waits ends as soon as it would start. */
  stop(run: string, running: readonly HookRun[]): void {
    this.#stopped.add(run);
    for (const hook of running) if (this.#options.placeOf(hook).run === run) this.#atWork.get(hook.id)?.abort();
  }

  /** Ends what runs, without a record, so that it is set off again. */
  end(): void {
    this.#ending = true;
    for (const cancel of this.#atWork.values()) cancel.abort();
  }

  dispose(): void {
    for (const timer of this.#timers) timer.dispose();
  }

  async #start({ run: hook, edits, attempt }: Extract<HookOrder, { kind: 'start' }>): Promise<void> {
    const cancel = new AbortController();
    this.#atWork.set(hook.id, cancel);
    let outcome: HookOutcome = { end: 'cut', result: notRun('its start could not be recorded') };
    try {
      if (this.#record(hook, started(hook, edits, attempt))) outcome = await this.#carryOut(hook, cancel.signal);
    } catch (thrown) {
      this.#options.report(thrown);
      outcome = { end: 'failed', result: notRun(String(thrown)) };
    }
    this.#atWork.delete(hook.id);
    this.#outcomes.set(hook.id, outcome);
    this.#options.tell({ kind: 'finished', hook: hook.id, end: outcome.end });
  }

  async #carryOut(hook: HookRun, cancelled: AbortSignal): Promise<HookOutcome> {
    const place = this.#options.placeOf(hook);
    const rules = this.#options.rulesOf(hook.rule);
    const declared = rules?.steps.get(hook.rule.id);
    const cut: HookOutcome = { end: 'cut', result: notRun('the run was stopped') };
    if (rules === undefined || declared === undefined || this.#stopped.has(place.run)) return cut;
    const outcome = await carryOut(this.#options, { hook, place, declared, plan: rules.plan }, cancelled);
    if (cancelled.aborted) return cut;
    if (declared.step.do.kind !== 'uses') await this.#options.wrote(hook);
    return outcome;
  }

  async #over({ run: hook, end }: Extract<HookOrder, { kind: 'over' }>): Promise<void> {
    const outcome = this.#outcomes.get(hook.id);
    this.#outcomes.delete(hook.id);
    if (outcome === undefined || this.#ending) return;
    this.#finish(hook, outcome);
    const { onFailure } = hook.rule;
    if (end === 'failed' && typeof onFailure === 'object') await this.#startAgent(onFailure.agent, hook, outcome);
  }

  /** One at a time for a hook and its first file; in the worktree of a task its own agent is the one to mend it. */
  async #startAgent(agent: string, hook: HookRun, outcome: HookOutcome): Promise<void> {
    const { log, startAgent, placeOf } = this.#options;
    if (hook.cause.kind !== 'edit' || placeOf(hook).task !== undefined) return;
    const about = `${hook.rule.id}\0${hook.cause.root}\0${hook.cause.files[0]}`;
    const before = this.#agents.get(about);
    if (before !== undefined && log.state.runs[before]?.finishedAt === undefined) return;
    // Until it has a run it counts as at work too.
    this.#agents.set(about, '');
    const run = await startAgent?.(agent, hook, outcome);
    if (run === undefined) this.#agents.delete(about);
    else this.#agents.set(about, run);
  }

  #finish(hook: HookRun, { end, result, problems }: HookOutcome): void {
    const found = problems === undefined ? {} : { problems };
    this.#record(hook, { kind: 'hook.finished', hook: hook.id, state: end, result, ...found });
  }

  #wake(hook: string, milliseconds: number): void {
    const timer = this.#options.clock.after(milliseconds, () => {
      this.#timers.delete(timer);
      this.#options.tell({ kind: 'due', hook });
    });
    this.#timers.add(timer);
  }

  /** False when it could not be written: others wait for the hooks behind this one, and its run meets the broken journal at its own next step. */
  #record(hook: HookRun, payload: Payload): boolean {
    const place = this.#options.placeOf(hook);
    try {
      this.#options.log.record(place.run, place, payload);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof JournalBroken)) throw thrown;
      this.#options.report(thrown);
      return false;
    }
  }
}

function started({ id, rule, cause }: HookRun, edits: readonly Edit[], attempt: number): Payload {
  const [edit] = edits;
  const several =
    cause.kind === 'edit' && cause.edits.length > 1 ? { edits: cause.edits, files: [...cause.files] } : {};
  return {
    kind: 'hook.started',
    hook: id,
    rule: rule.id,
    title: rule.title,
    on: rule.on,
    ...(edit === undefined ? {} : { edit: edit.id }),
    ...several,
    subject: cause.kind === 'edit' ? cause.files[0] : cause.subject,
    author: edits.at(-1)?.author,
    ...(attempt > 1 ? { attempt } : {}),
    ...(rule.onFailure === 'tell' ? {} : { blocks: true }),
  };
}
