import type { Failure } from '../../base/failure.ts';
import type { Phase, Plan, Task } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import type { RunOutcome } from '../../run/events.ts';
import { type Decision, decide } from '../../run/schedule.ts';
import { isOver, type Run, taskKey } from '../../run/state.ts';
import type { RunContext } from './context.ts';
import { JournalBroken } from './event-log.ts';
import type { Executing } from './executing.ts';
import { checkCriterion } from './gate.ts';
import { mergeTask } from './merge.ts';
import { closePhase, openPhase } from './phases.ts';
import { runPlacedStep } from './placed-steps.ts';
import { runTask } from './task.ts';

/**
 * Carries out one run: asks `decide` what comes next, does it, and asks again, until it says finish. It holds no state of its own but what is
 * going on right now; everything else is in the journal, which is why a new one can go on where a killed one was.
 */
export class Execution {
  readonly #executing: Executing;
  readonly #going = new Set<string>();
  readonly #stop = new AbortController();
  readonly #finished: Promise<void>;
  #finish: () => void = () => undefined;
  #halted: Failure | undefined;

  constructor(run: string, plan: Plan, context: RunContext) {
    this.#finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    const state = (): Run => {
      const known = context.log.state.runs[run];
      if (known === undefined) throw new Error(`run ${run} was never started`);
      return known;
    };
    this.#executing = { run, plan, context, stopped: this.#stop.signal, state, tasks: new Map() };
  }

  /** Resolves when the run is over or has been halted by a journal that cannot be written. */
  get finished(): Promise<void> {
    return this.#finished;
  }

  get halted(): Failure | undefined {
    return this.#halted;
  }

  get agents(): number {
    return this.#executing.tasks.size;
  }

  /** Tells the session's hooks that it begins, then starts what can start. */
  begin(): void {
    const { context, run } = this.#executing;
    const moment = { run, on: 'session-start', root: context.folders.workspace, subject: run } as const;
    void context.hooks.moment(moment).then(() => this.advance());
  }

  /** Starts whatever can start now; called at the start and whenever something changed. */
  advance(): void {
    const { plan, context, state, run } = this.#executing;
    if (this.#halted !== undefined || this.#stop.signal.aborted) return;
    const capacity = Math.min(plan.limits.agents, context.capacity(run));
    for (const decision of decide(plan, state(), capacity)) {
      if (this.#going.has(decision.key)) continue;
      this.#going.add(decision.key);
      void this.#perform(decision).finally(() => {
        this.#going.delete(decision.key);
        this.advance();
      });
    }
  }

  /** Ends one task: its agent politely, then surely. Its work is kept. */
  stopTask(phase: string, task: string): boolean {
    const running = this.#executing.tasks.get(taskKey(phase, task));
    running?.stop();
    return running !== undefined;
  }

  answer(phase: string, task: string, request: string, option: string): boolean {
    return this.#executing.tasks.get(taskKey(phase, task))?.answer(request, option) ?? false;
  }

  /** Ends everything that goes on and the run with it. */
  async stop(reason: string): Promise<void> {
    this.#stop.abort();
    const running = [...this.#executing.tasks.values()];
    for (const task of running) task.stop();
    await Promise.all(running.map((task) => task.over));
    this.#end('stopped', reason);
  }

  async #perform(decision: Decision): Promise<void> {
    try {
      await this.#act(decision);
    } catch (thrown) {
      if (thrown instanceof JournalBroken) this.#halt(thrown.failure);
      else {
        this.#executing.context.report(thrown);
        this.#halt({
          kind: 'program-failed',
          program: 'phaseline',
          exit: undefined,
          detail: `an error of its own at ${decision.key}`,
        });
      }
    }
  }

  #act(decision: Decision): Promise<void> {
    const executing = this.#executing;
    switch (decision.kind) {
      case 'step':
        return runPlacedStep(executing, decision);
      case 'open-phase':
        return openPhase(executing, decision.phase);
      case 'task':
        return this.#task(decision.phase, decision.task);
      case 'merge':
        return mergeTask(executing, decision.phase, decision.task);
      case 'check':
        return checkCriterion(executing, decision.phase, decision.criterion);
      case 'close-phase':
        return closePhase(executing, decision.phase, decision.met, decision.reason);
      case 'finish':
        return this.#settle(decision.outcome, decision.reason);
    }
  }

  async #task(phase: Phase, task: Task): Promise<void> {
    const executing = this.#executing;
    const running = runTask(executing, phase, task);
    executing.tasks.set(taskKey(phase.id, task.id), running);
    try {
      await running.over;
    } finally {
      executing.tasks.delete(taskKey(phase.id, task.id));
    }
  }

  /** The last hooks belong to the run: it is over when they are. */
  async #settle(outcome: RunOutcome, reason: string): Promise<void> {
    const { context, run } = this.#executing;
    await context.hooks.moment({ run, on: 'session-end', root: context.folders.workspace, subject: run });
    await context.hooks.idle(run);
    this.#end(outcome, reason);
  }

  #end(outcome: RunOutcome, reason: string): void {
    const { context, run, state } = this.#executing;
    try {
      if (outcome === 'stopped') this.#stopUnfinished();
      if (state().finishedAt === undefined) context.log.record(run, {}, { kind: 'run.finished', outcome, reason });
    } catch (thrown) {
      if (!(thrown instanceof JournalBroken)) throw thrown;
      this.#halted = thrown.failure;
    }
    this.#finish();
  }

  #stopUnfinished(): void {
    const { context, run, state } = this.#executing;
    for (const task of Object.values(state().tasks)) {
      if (isOver(task.life)) continue;
      context.log.record(run, task, { kind: 'task.finished', state: 'stopped', reason: 'the run was stopped' });
    }
  }

  /** Nothing can be recorded, so nothing more may be done: agents are ended, their work stays where it is. */
  #halt(failure: Failure): void {
    if (this.#halted !== undefined) return;
    this.#halted = failure;
    this.#executing.context.report(`run ${this.#executing.run} halted: ${sentence(failure)}`);
    for (const task of this.#executing.tasks.values()) task.stop();
    this.#finish();
  }
}
