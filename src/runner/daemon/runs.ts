import type { PermissionRequest } from '../../agents/agent.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Plan } from '../../plan/model/plan.ts';
import type { Notifications, TaskRef } from '../../protocol/requests.ts';
import type { RunScope } from '../../run/events.ts';
import { isWhole } from '../../run/schedule.ts';
import { isOver, type Run } from '../../run/state.ts';
import type { RunContext } from './context.ts';
import type { GivenAnswer } from './executing.ts';
import { Execution } from './execution.ts';
import { type HandLaunch, handPlan } from './hand-launch.ts';
import { missingIssues } from './issues-ahead.ts';
import { endLeftovers, recordStop, stopQueued } from './leftovers.ts';
import { type Pinned, pin, pinnedPlan } from './pinned.ts';
import { loadPlanToRun } from './plans.ts';
import { freshId, plannedPhase, unknownPart } from './run-start.ts';

/** Starts, resumes and stops runs; knows which are going on in this process. */
export class Runs {
  readonly #context: RunContext;
  readonly #going = new Map<string, Execution>();
  /** Runs that somebody resumes just now. */
  readonly #resuming = new Map<string, Promise<Result<string>>>();
  /** Runs that stand still, and why: their journals cannot say it. */
  readonly #halted = new Map<string, Failure>();
  readonly #halting = new Emitter<Notifications['halted']>();
  readonly onHalt = this.#halting.listen;
  #ending = false;
  readonly #changed = new Emitter<void>();
  /** Told when a run starts or ends here. */
  readonly onChange = this.#changed.listen;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Why a run stands still, where it does. */
  halted(run: string): Failure | undefined {
    return this.#halted.get(run);
  }

  get going(): number {
    return this.#going.size;
  }

  /** Agents at work in all runs but one. */
  agentsBeside(run: string): number {
    return [...this.#going].reduce((sum, [id, execution]) => sum + (id === run ? 0 : execution.agents), 0);
  }

  /** Whether an agent is at work in the workspace itself, of whichever run. */
  get workspaceTaken(): boolean {
    return [...this.#going.values()].some(({ inWorkspace }) => inWorkspace);
  }

  /** Starts a plan or a part of it; the text is pinned, so that later edits of the file do not change a run under way. */
  async start(
    planFile: string,
    scope: { readonly phase?: string | undefined; readonly task?: string | undefined },
  ): Promise<Result<string>> {
    const { folders, tracker } = this.#context;
    const loaded = await loadPlanToRun(folders.workspace, planFile, tracker);
    if (!loaded.ok) return loaded;
    const { text, plan, file } = loaded.value;
    const unknown = unknownPart(plan, scope);
    if (unknown !== undefined) return fail(unknown);
    const pinned: Pinned = { file: 'plan.phaseplan.yaml', text };
    return this.#begin(pinned, plan, file, { kind: 'plan', phase: scope.phase, task: scope.task });
  }

  /** Starts one agent by hand: a run of one task. */
  async launch(launch: HandLaunch): Promise<Result<string>> {
    return this.#begin({ file: 'launch.json', text: JSON.stringify(launch) }, handPlan(launch), '', { kind: 'agent' });
  }

  /** Goes on with a run that was cut off, or tries again what kept an ended one from its gates. The newest one that can be, where none is named. */
  async resume(run: string | undefined): Promise<Result<string>> {
    const chosen = this.#choose(
      run,
      'run to go on with',
      (known) => known.outcome !== 'met' && !this.#going.has(known.id),
    );
    if (!chosen.ok) return chosen;
    const { id } = chosen.value;
    if (this.#going.has(id)) return ok(id);
    const resuming = this.#resuming.get(id) ?? this.#resume(chosen.value).finally(() => this.#resuming.delete(id));
    this.#resuming.set(id, resuming);
    return resuming;
  }

  async #resume(run: Run): Promise<Result<string>> {
    const { id } = run;
    const plan = pinnedPlan(this.#context.log.folderOf(id));
    if (!plan.ok) return plan;
    await this.#context.swept;
    await endLeftovers(run);
    if (this.#ending) return this.#refuse();
    this.#context.log.record(id, {}, { kind: 'run.resumed', pid: process.pid });
    this.#execute(id, plan.value);
    return ok(id);
  }

  /** Stops a task, or a whole run; where none is named the one that is going on, else the newest that was cut off. */
  async stop(run: string | undefined, phase: string | undefined, task: string | undefined): Promise<Result<string>> {
    const going = this.#choose(run, 'run that is going on', ({ id }) => this.#going.has(id));
    const chosen = going.ok
      ? going
      : this.#choose(run, 'run that is going on', ({ finishedAt }) => finishedAt === undefined);
    if (!chosen.ok) return chosen;
    const { id } = chosen.value;
    await this.#resuming.get(id);
    const execution = this.#going.get(id);
    if (phase !== undefined && task !== undefined) {
      const { log } = this.#context;
      const stopped = await (execution?.stopTask(phase, task) ??
        stopQueued(log, log.state.runs[id] ?? chosen.value, phase, task));
      if (stopped) return ok(id);
      const known = execution === undefined ? [] : tasksAtWork(chosen.value);
      return fail({ kind: 'no-such', what: 'running task', name: `${phase}/${task}`, known });
    }
    if (execution === undefined) return this.#stopCutOff(id);
    await execution.stop('stopped by a person');
    return ok(id);
  }

  /** Nothing of it goes on here but what a killed runner may have left behind. */
  async #stopCutOff(id: string): Promise<Result<string>> {
    const { log } = this.#context;
    const run = log.state.runs[id];
    if (run === undefined || run.finishedAt !== undefined)
      return fail({ kind: 'no-such', what: 'running run', name: id, known: [...this.#going.keys()] });
    await endLeftovers(run);
    recordStop(log, log.state.runs[id] ?? run, 'stopped by a person');
    return ok(id);
  }

  /** Keeps further agents of a run that goes on from being started. */
  hold(run: string | undefined, by: string): Result<string> {
    const chosen = this.#choose(run, 'run that is going on', ({ id }) => this.#going.has(id));
    if (!chosen.ok) return chosen;
    const { id } = chosen.value;
    this.#context.log.record(id, {}, { kind: 'run.paused', by });
    this.#going.get(id)?.advance();
    return ok(id);
  }

  /** Lets them start again, and sets aside whatever else holds them up now. */
  release(run: string | undefined, by: string): Result<string> {
    const chosen = this.#choose(
      run,
      'run that is held back',
      ({ holds, heldBy }) => holds.length > 0 || heldBy !== undefined,
    );
    if (!chosen.ok) return chosen;
    const { id, holds } = chosen.value;
    const kinds = holds.flatMap(({ kind }) => (kind === 'person' ? [] : [kind]));
    this.#context.log.record(id, {}, { kind: 'run.released', by, kinds });
    this.#going.get(id)?.advance();
    return ok(id);
  }

  answer({ run, phase, task }: TaskRef, given: GivenAnswer): Result<null> {
    const heard = this.#going.get(run)?.answer(phase, task, given) ?? false;
    // Others of its type may wait with the very same question.
    if (given.remember) this.permit();
    return heard ? ok(null) : fail({ kind: 'no-such', what: 'waiting agent', name: `${phase}/${task}`, known: [] });
  }

  /** What a person has said for good holds for agents at work, too: for what they ask, and for what they wait with already. */
  permit(): void {
    for (const execution of this.#going.values()) execution.permit();
  }

  /** A question that an agent at work puts to the person; the id of the answer, undefined where there will be none. */
  ask({ run, phase, task }: TaskRef, question: Omit<PermissionRequest, 'id'>): Promise<string | undefined> {
    return this.#going.get(run)?.ask(phase, task, question) ?? Promise.resolve(undefined);
  }

  /** Puts an ended task in the queue again, resuming its run where that is over. */
  async retry(run: string, phase: string, task: string): Promise<Result<null>> {
    const known = this.#context.log.state.runs[run];
    const record = known?.tasks[`${phase}/${task}`];
    if (known === undefined || record === undefined)
      return fail({ kind: 'no-such', what: 'task', name: `${phase}/${task}`, known: Object.keys(known?.tasks ?? {}) });
    if (!isOver(record.life)) return fail({ kind: 'runner-busy', run });
    if (record.life === 'done') {
      const failed = Object.entries(known.tasks).flatMap(([key, { life }]) =>
        isOver(life) && life !== 'done' ? [key] : [],
      );
      return fail({ kind: 'no-such', what: 'failed task', name: `${phase}/${task}`, known: failed });
    }
    this.#context.log.record(run, { phase, task }, { kind: 'task.retried' });
    return this.goOn(run);
  }

  /** Says more to a task's agent: once its turn is over, or in another turn, resuming its run where that is over. */
  async followUp({ run, phase, task }: TaskRef, text: string): Promise<Result<null>> {
    const known = this.#context.log.state.runs[run];
    const record = known?.tasks[`${phase}/${task}`];
    if (record === undefined)
      return fail({ kind: 'no-such', what: 'task', name: `${phase}/${task}`, known: Object.keys(known?.tasks ?? {}) });
    if (record.discarded) return fail({ kind: 'no-such', what: 'worktree of', name: `${phase}/${task}`, known: [] });
    this.#context.log.record(run, { phase, task }, { kind: 'task.followed', text });
    return this.goOn(run);
  }

  /** The runner ends: agents are ended, their runs are left so that they can be resumed, and none begins any more. */
  async leaveAll(): Promise<void> {
    this.#ending = true;
    const hooks = this.#context.hooks.end();
    await Promise.all([hooks, ...[...this.#going.values()].map((execution) => execution.leave())]);
  }

  /** A person's word on a manual criterion is evidence like any other; a run that waited for it goes on. */
  async approve(run: string, phase: string | undefined, criterion: string, by: string): Promise<Result<null>> {
    const known = this.#context.log.state.runs[run];
    const title =
      known?.phases.find(({ id }) => id === phase)?.criteria.find(({ id }) => id === criterion)?.title ??
      known?.evidence[`${phase ?? ''}/${criterion}`]?.title;
    if (known === undefined || title === undefined)
      return fail({ kind: 'no-such', what: 'criterion', name: criterion, known: Object.keys(known?.evidence ?? {}) });
    const head = await this.#context.worktrees.head(
      phase === undefined ? undefined : known.phaseStates[phase]?.worktree,
    );
    this.#context.log.record(
      run,
      { phase },
      {
        kind: 'evidence',
        criterion,
        title,
        met: true,
        command: `approved by ${by}`,
        exit: undefined,
        found: '',
        output: '',
        reason: '',
        milliseconds: 0,
        commit: head.ok ? head.value : '',
      },
    );
    // It may have ended while the commit was looked up.
    return this.#context.log.state.runs[run]?.finishedAt === undefined ? ok(null) : this.goOn(run);
  }

  /** A run that goes on here looks at what is new; one that is over is resumed. */
  async goOn(run: string): Promise<Result<null>> {
    const going = this.#going.get(run);
    if (going === undefined) {
      const resumed = await this.resume(run);
      return resumed.ok ? ok(null) : resumed;
    }
    going.advance();
    return ok(null);
  }

  #refuse(): Result<string> {
    const folder = this.#context.folders.workspace;
    return fail({ kind: 'runner-unreachable', folder, detail: 'it is about to end' });
  }

  async #begin(pinned: Pinned, plan: Plan, planFile: string, scope: RunScope): Promise<Result<string>> {
    const { worktrees, log, clock } = this.#context;
    const base = await worktrees.head();
    if (!base.ok) return base;
    const missing = await missingIssues(this.#context.tracker, plan, isWhole(scope));
    if (this.#ending) return this.#refuse();
    const id = freshId(plan.name, clock.now(), (taken) => log.state.runs[taken] !== undefined);
    const written = pin(log.folderOf(id), pinned);
    if (!written.ok) return written;
    log.record(
      id,
      {},
      {
        kind: 'run.started',
        plan: planFile,
        title: plan.title,
        scope,
        base: base.value,
        phases: plan.phases.map(plannedPhase),
        ...(missing.length === 0 ? {} : { missingIssues: missing }),
      },
    );
    this.#execute(id, plan);
    return ok(id);
  }

  #execute(id: string, plan: Plan): void {
    const execution = new Execution(id, plan, this.#context, () => this.#advanceOthers(id));
    this.#going.set(id, execution);
    this.#halted.delete(id);
    this.#context.runHooks.begin(id, plan, this.#context.log.state.runs[id]?.scope.kind === 'agent');
    this.#changed.emit();
    void execution.finished.then(() => {
      this.#going.delete(id);
      this.#context.runHooks.end(id);
      if (execution.halted !== undefined) this.#halt(id, execution.halted);
      this.#changed.emit();
      this.#advanceOthers(id);
    });
    execution.begin();
  }

  /** Runs share the places for agents: where one gives a place back, another may take it. */
  #advanceOthers(run: string): void {
    for (const [id, other] of this.#going) if (id !== run) other.advance();
  }

  #halt(run: string, failure: Failure): void {
    this.#halted.set(run, failure);
    this.#halting.emit({ run, failure });
  }

  /** The run of this name, else the newest that fits; `what`: how those that fit are called. */
  #choose(run: string | undefined, what: string, fits: (run: Run) => boolean): Result<Run> {
    const runs = this.#context.log.state.runs;
    const known = Object.keys(runs).sort();
    if (run !== undefined) {
      const named = runs[run];
      return named === undefined ? fail({ kind: 'no-such', what: 'run', name: run, known }) : ok(named);
    }
    const newest = known.toReversed().find((id) => {
      const each = runs[id];
      return each !== undefined && fits(each);
    });
    const found = newest === undefined ? undefined : runs[newest];
    return found === undefined ? fail({ kind: 'no-such', what, name: '', known: [] }) : ok(found);
  }
}

const tasksAtWork = (run: Run): readonly string[] =>
  Object.entries(run.tasks).flatMap(([key, { life }]) => (isOver(life) ? [] : [key]));
