import type { PermissionRequest } from '../../agents/agent.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Failure } from '../../base/failure.ts';
import type { Phase, Plan, Task } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import type { RunOutcome } from '../../run/events.ts';
import { sameHolds, withoutHolds } from '../../run/governor.ts';
import { type Decision, decide, holdsUp, startsAgent } from '../../run/schedule.ts';
import { type Run, taskKey } from '../../run/state.ts';
import type { RunContext } from './context.ts';
import { JournalBroken } from './event-log.ts';
import type { Executing, GivenAnswer } from './executing.ts';
import { checkCriterion } from './gate.ts';
import { recordStop, stopQueued } from './leftovers.ts';
import { mergeTask } from './merge.ts';
import { closePhase, openPhase } from './phases.ts';
import { runPlacedStep } from './placed-steps.ts';
import { runTask } from './task.ts';

/**
 * Carries out one run: asks `decide` what comes next, does it, and asks again, until it says finish. It holds no state of its own but what is
 * going on right now; everything else is in the journal, which is why a new one can go on where a killed one was.
 */
export class Execution {
  readonly #onFree: () => void;
  readonly #executing: Executing;
  /** By the key of its decision; none of these promises rejects. */
  readonly #going = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  readonly #finished: Promise<void>;
  #finish: () => void = () => undefined;
  #halted: Failure | undefined;
  #left = false;
  #lookAgain: Disposable | undefined;

  /** `onFree`: an agent of this run has ended, and another run may have its place. */
  constructor(run: string, plan: Plan, context: RunContext, onFree: () => void) {
    this.#onFree = onFree;
    this.#finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    const state = (): Run => {
      const known = context.log.state.runs[run];
      if (known === undefined) throw new Error(`run ${run} was never started`);
      return known;
    };
    const left = (): boolean => this.#left;
    this.#executing = {
      run,
      plan,
      context,
      stopped: this.#stop.signal,
      left,
      state,
      tasks: new Map(),
      gathered: new Map(),
      claims: new Map(),
    };
  }

  /** Resolves when the run is over here, and nothing of it goes on: it ended, was left, or halted by a journal that cannot be written. */
  get finished(): Promise<void> {
    return this.#finished;
  }

  get halted(): Failure | undefined {
    return this.#halted;
  }

  get agents(): number {
    return this.#executing.tasks.size;
  }

  /** Whether an agent of this run is at work in the workspace itself. */
  get inWorkspace(): boolean {
    const { plan, tasks } = this.#executing;
    return plan.phases.some((phase) =>
      phase.tasks.some(
        ({ id, agent }) => tasks.has(taskKey(phase.id, id)) && plan.agents.get(agent)?.isolation === 'none',
      ),
    );
  }

  /** Tells the session's hooks that it begins, then starts what can start. */
  begin(): void {
    const { context, run } = this.#executing;
    const moment = { run, on: 'session-start', root: context.folders.workspace, subject: run } as const;
    this.#keep('begin', () => context.hooks.moment(moment));
  }

  /** Starts whatever can start now; called at the start and whenever something changed. */
  advance(): void {
    if (this.#halted !== undefined || this.#stop.signal.aborted) return;
    for (const decision of this.#govern()) {
      if (!this.#going.has(decision.key)) this.#keep(decision.key, () => this.#act(decision));
    }
  }

  /** What comes next as far as the governor lets it; what it holds up is told, and looked at again when that may have changed by itself. */
  #govern(): readonly Decision[] {
    const { plan, context, state, run } = this.#executing;
    const { allowance, holds, lookAgain } = context.govern(plan, state());
    const decisions = decide(plan, state(), allowance);
    const kept = new Set(decisions.map(({ key }) => key));
    const heldUp = decide(plan, state(), withoutHolds(plan)).filter(
      (decision) => startsAgent(state(), decision) && !kept.has(decision.key) && !this.#going.has(decision.key),
    );
    const told = holds.filter((hold) => heldUp.some((decision) => holdsUp(hold, decision)));
    if (!sameHolds(told, state().holds)) context.log.record(run, {}, { kind: 'run.held', holds: told });
    this.#lookAgain?.dispose();
    this.#lookAgain =
      lookAgain === undefined || told.length === 0
        ? undefined
        : context.clock.after(
            lookAgain - context.clock.now(),
            () => void this.#attempt('look', async () => this.advance()),
          );
    return decisions;
  }

  /** Ends one task: its agent politely, then surely; or its waiting for its turn. Its work is kept. */
  async stopTask(phase: string, task: string): Promise<boolean> {
    const { context, state, tasks } = this.#executing;
    const running = tasks.get(taskKey(phase, task));
    if (running !== undefined) {
      running.stop();
      return true;
    }
    let stopped = false;
    await this.#attempt('stop', async () => {
      stopped = stopQueued(context.log, state(), phase, task);
      this.advance();
    });
    return stopped;
  }

  answer(phase: string, task: string, given: GivenAnswer): boolean {
    return this.#executing.tasks.get(taskKey(phase, task))?.answer(given) ?? false;
  }

  /** Holds every agent at work to what a person has said meanwhile. */
  permit(): void {
    for (const task of this.#executing.tasks.values()) task.permit();
  }

  ask(phase: string, task: string, question: Omit<PermissionRequest, 'id'>): Promise<string | undefined> {
    return this.#executing.tasks.get(taskKey(phase, task))?.ask(question) ?? Promise.resolve(undefined);
  }

  /** Ends everything that goes on and the run with it. */
  async stop(reason: string): Promise<void> {
    this.#cancel();
    await Promise.all(this.#going.values());
    this.#end('stopped', reason);
  }

  /** Ends everything that goes on because the runner ends: the run itself is not over, and can be resumed. */
  async leave(): Promise<void> {
    this.#left = true;
    this.#cancel();
    await Promise.all(this.#going.values());
    this.#finish();
  }

  #cancel(): void {
    const { context, run, tasks } = this.#executing;
    this.#stop.abort();
    this.#lookAgain?.dispose();
    if (!this.#left) context.hooks.stop(run);
    for (const task of tasks.values()) task.stop();
  }

  /** Does it, then whatever it has made possible. */
  #keep(key: string, act: () => Promise<void>): void {
    const done = this.#attempt(key, act).then(async () => {
      this.#going.delete(key);
      await this.#attempt(key, async () => this.advance());
      if (this.#halted !== undefined && this.#going.size === 0) this.#finish();
    });
    this.#going.set(key, done);
  }

  async #attempt(key: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      if (thrown instanceof JournalBroken) return this.#halt(thrown.failure);
      this.#executing.context.report(thrown);
      const detail = `an error of its own at ${key}`;
      this.#halt({ kind: 'program-failed', program: 'phaseline', exit: undefined, detail });
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
      this.#onFree();
    }
  }

  /** The last hooks belong to the run: it is over when they are. */
  async #settle(outcome: RunOutcome, reason: string): Promise<void> {
    const { context, run } = this.#executing;
    await context.hooks.moment({ run, on: 'session-end', root: context.folders.workspace, subject: run });
    await context.hooks.idle(run);
    if (!this.#stop.signal.aborted) this.#end(outcome, reason);
  }

  #end(outcome: RunOutcome, reason: string): void {
    const { context, run, state } = this.#executing;
    try {
      if (outcome === 'stopped') recordStop(context.log, state(), reason);
      else context.log.record(run, {}, { kind: 'run.finished', outcome, reason });
    } catch (thrown) {
      if (!(thrown instanceof JournalBroken)) throw thrown;
      this.#halted = thrown.failure;
    }
    this.#finish();
  }

  /** Nothing can be recorded, so nothing more may be done: agents are ended, their work stays where it is. */
  #halt(failure: Failure): void {
    if (this.#halted !== undefined) return;
    this.#halted = failure;
    this.#executing.context.report(`run ${this.#executing.run} halted: ${sentence(failure)}`);
    this.#cancel();
  }
}
