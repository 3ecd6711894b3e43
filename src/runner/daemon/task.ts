import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PermissionRequest } from '../../agents/agent.ts';
import { usageLimitOf } from '../../agents/usage-limit.ts';
import { judge } from '../../agents/verdict.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Phase, Task } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import type { Ground, TaskEnd } from '../../run/events.ts';
import { groundOf } from '../../run/ground.ts';
import { isOver, type TaskRecord, taskKey } from '../../run/state.ts';
import { AgentTurn, type TurnEnd } from './agent-turn.ts';
import type { AgentStart } from './context.ts';
import type { Executing, GivenAnswer, RunningTask } from './executing.ts';
import { branchName, gatheredCommit } from './phases.ts';
import { recordStep } from './placed-steps.ts';
import { claimIssue } from './task-issue.ts';
import { setUpWorktree } from './worktree-setup.ts';

/** Ends a task early, as data: how, and why; or puts it off. */
type Ending =
  | { readonly state: TaskEnd; readonly reason: string }
  | { readonly state: 'paused'; readonly until: string; readonly reason: string };

/** Carries one task from where the journal says it is to `task.verified`, or to its end. */
export function runTask(executing: Executing, phase: Phase, task: Task): RunningTask {
  const work = new TaskWork(executing, phase, task);
  return {
    over: work.run(),
    stop: () => work.stop(),
    answer: (given) => work.answer(given),
    permit: () => work.permit(),
    ask: (question) => work.ask(question),
  };
}

class TaskWork {
  readonly #executing: Executing;
  readonly #phase: Phase;
  readonly #task: Task;
  readonly #at: { readonly phase: string; readonly task: string };
  readonly #stopped = new AbortController();
  #turn: AgentTurn | undefined;
  /** Its worktree was not there before this attempt. */
  #isNew = false;

  constructor(executing: Executing, phase: Phase, task: Task) {
    this.#executing = executing;
    this.#phase = phase;
    this.#task = task;
    this.#at = { phase: phase.id, task: task.id };
  }

  stop(): void {
    this.#stopped.abort();
  }

  answer(given: GivenAnswer): boolean {
    return this.#turn?.answer(given) ?? false;
  }

  permit(): void {
    this.#turn?.permit();
  }

  ask(question: Omit<PermissionRequest, 'id'>): Promise<string | undefined> {
    return this.#turn?.ask(question) ?? Promise.resolve(undefined);
  }

  async run(): Promise<void> {
    const ending = await this.#carryOut();
    if (this.#executing.left()) return;
    if (ending === undefined) this.#record({ kind: 'task.verified' });
    else if (ending.state === 'paused')
      this.#record({ kind: 'task.paused', until: ending.until, reason: ending.reason });
    else this.#record({ kind: 'task.finished', ...ending, ground: this.#ground() });
  }

  async #carryOut(): Promise<Ending | undefined> {
    const before = this.#known();
    if (before === undefined || before.life !== 'verifying') {
      const ending = await this.#work(before);
      if (ending !== undefined) return ending;
    }
    const uncommitted = await this.#commit();
    if (uncommitted !== undefined) return uncommitted;
    if (this.#stopped.signal.aborted)
      return { state: 'stopped', reason: 'stopped before it was verified; its work is kept' };
    const blocked = this.#executing.context.hooks.blocked(this.#executing.run, this.#at);
    return blocked === undefined ? this.#verify() : { state: 'failed', reason: blocked };
  }

  /** From nothing to the end of the agent's turn. A task that was cut off begins again in the worktree that it had. */
  async #work(before: TaskRecord | undefined): Promise<Ending | undefined> {
    const { context, run, plan } = this.#executing;
    const start = await context.agents.start(plan, this.#task.agent);
    const { title, agent, issue } = this.#task;
    this.#record({ kind: 'task.started', title, agent, issue, attempt: (before?.attempt ?? 0) + 1 });
    if (!start.ok) return { state: 'failed', reason: sentence(start.error) };
    const folder = await this.#folder(start.value);
    if (!folder.ok) return { state: 'failed', reason: sentence(folder.error) };
    if (start.value.isolation === 'worktree') {
      const unfit = await setUpWorktree(
        this.#executing,
        this.#at,
        folder.value,
        this.#known(),
        this.#isNew,
        this.#stopped.signal,
      );
      if (unfit !== undefined) return { state: this.#stopped.signal.aborted ? 'stopped' : 'failed', reason: unfit };
    }
    const refused = await claimIssue(this.#executing, this.#phase, this.#task);
    if (refused !== undefined) return { state: 'failed', reason: refused };
    await context.hooks.moment({
      run,
      ...this.#at,
      on: 'pre-task',
      root: folder.value,
      subject: issue ?? this.#task.id,
    });
    if (this.#stopped.signal.aborted) return { state: 'stopped', reason: 'stopped before its agent started' };
    const blocked = context.hooks.blocked(run, this.#at);
    if (blocked !== undefined) return { state: 'failed', reason: blocked };
    return this.#converse(start.value, folder.value, before);
  }

  /** Where the agent works: its own worktree, journaled before it is made; or the workspace itself, where its type says so. */
  async #folder(start: AgentStart): Promise<Result<string>> {
    const { context, run, plan, state } = this.#executing;
    if (start.isolation === 'none') {
      await context.hooks.baseline(context.folders.workspace);
      this.#record({ kind: 'task.worktree', folder: context.folders.workspace, branch: '', base: state().base });
      return ok(context.folders.workspace);
    }
    const chosen = await this.#place(run, branchName(plan.name));
    if (!chosen.ok) return chosen;
    const { folder, branch, base } = chosen.value;
    this.#record({ kind: 'task.worktree', folder, branch, base });
    this.#isNew = !existsSync(folder);
    const made = await context.worktrees.ensure(folder, branch, base);
    return made.ok ? ok(folder) : made;
  }

  async #place(
    run: string,
    plan: string,
  ): Promise<Result<{ readonly folder: string; readonly branch: string; readonly base: string }>> {
    const { context } = this.#executing;
    const known = this.#known();
    if (known?.folder !== undefined && known.branch !== undefined && known.branch !== '' && known.base !== undefined) {
      return ok({ folder: known.folder, branch: known.branch, base: known.base });
    }
    const base = await gatheredCommit(this.#executing, this.#phase.id);
    if (!base.ok) return base;
    const branch = await context.worktrees.freeBranch(`phaseline/${plan}/${this.#phase.id}/${this.#task.id}`);
    if (!branch.ok) return branch;
    const folder = await context.worktrees.inside(
      path.join(context.folders.worktrees, run, this.#phase.id, this.#task.id),
    );
    return folder.ok ? ok({ folder: folder.value, branch: branch.value, base: base.value }) : folder;
  }

  async #converse(start: AgentStart, folder: string, before: TaskRecord | undefined): Promise<Ending | undefined> {
    this.#turn = new AgentTurn({
      executing: this.#executing,
      phase: this.#phase,
      task: this.#task,
      start,
      folder,
      attempt: this.#known()?.attempt ?? 1,
      resume: before?.session,
      stopped: this.#stopped.signal,
    });
    const turn = await this.#turn.run();
    this.#turn = undefined;
    // Whoever stopped it does not want it tried again, however it ended.
    if (this.#stopped.signal.aborted) return { state: 'stopped', reason: 'stopped; its work is kept' };
    return turn.ok ? this.#judge(turn.value) : { state: 'failed', reason: sentence(turn.error) };
  }

  #judge({ end, cut }: TurnEnd): Ending | undefined {
    if (cut !== undefined && cut.why !== 'stopped')
      return { state: 'failed', reason: `${cut.reason}; its work is kept` };
    const verdict = judge(end);
    if (verdict.ok) return undefined;
    const now = this.#executing.context.clock.now();
    const limited = usageLimitOf(end, now);
    if (limited === undefined) return { state: 'failed', reason: verdict.reason };
    return { state: 'paused', until: new Date(limited).toISOString(), reason: `usage limit: ${end.detail}` };
  }

  async #commit(): Promise<Ending | undefined> {
    const { context } = this.#executing;
    const record = this.#known();
    if (
      record?.folder === undefined ||
      record.branch === undefined ||
      record.branch === '' ||
      record.base === undefined
    )
      return undefined;
    if (record.commit !== undefined) return undefined;
    const committed = await context.worktrees.commit(
      record.folder,
      `${this.#task.title}\n\n${this.#trailer()}`,
      record.base,
      record.branch,
    );
    if (!committed.ok) return { state: 'failed', reason: sentence(committed.error) };
    this.#record({ kind: 'task.committed', ...committed.value });
    return undefined;
  }

  #trailer(): string {
    const { run } = this.#executing;
    const lines = [`Phaseline-Task: ${run} ${this.#phase.id}/${this.#task.id}`];
    if (this.#task.issue !== undefined) lines.push(`Issue: ${this.#task.issue}`);
    return lines.join('\n');
  }

  /** Every verify step in order; those that passed before a kill are not run again. */
  async #verify(): Promise<Ending | undefined> {
    const { context, state } = this.#executing;
    const folder = this.#known()?.folder ?? context.folders.workspace;
    const { phase, task } = this.#at;
    for (const [index, step] of this.#task.verify.entries()) {
      const known = state().steps.find(
        (other) => other.phase === phase && other.task === task && other.place === 'verify' && other.index === index,
      );
      if (known?.result?.ok === true) continue;
      const result = await recordStep(
        this.#executing,
        { phase, task, place: 'verify', index, step },
        folder,
        this.#stopped.signal,
      );
      if (this.#stopped.signal.aborted)
        return { state: 'stopped', reason: 'stopped while it was verified; its work is kept' };
      if (!result.ok && !step.continueOnError)
        return { state: 'failed', reason: `"${step.name}" did not pass: ${result.reason}` };
    }
    return undefined;
  }

  #ground(): Ground {
    const run = this.#executing.state();
    const record = run.tasks[taskKey(this.#at.phase, this.#at.task)];
    return record === undefined ? {} : groundOf(run, record);
  }

  #known(): TaskRecord | undefined {
    const record = this.#executing.state().tasks[taskKey(this.#at.phase, this.#at.task)];
    return record === undefined || (isOver(record.life) && record.life !== 'failed') ? undefined : record;
  }

  #record(payload: Parameters<Executing['context']['log']['record']>[2]): void {
    const { context, run } = this.#executing;
    context.log.record(run, this.#at, payload);
  }
}
