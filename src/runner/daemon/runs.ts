import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileFailure } from '../../adapters/files.ts';
import { endTree, isAlive } from '../../adapters/processes.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Plan } from '../../plan/model/plan.ts';
import { readPlan } from '../../plan/model/read.ts';
import type { PlannedPhase, RunScope } from '../../run/events.ts';
import { isOver, type Run } from '../../run/state.ts';
import type { RunContext } from './context.ts';
import { Execution } from './execution.ts';
import { type HandLaunch, handPlan, readHandLaunch } from './hand-launch.ts';
import { loadPlan } from './plans.ts';

const pinnedPlan = 'plan.phaseplan.yaml';
const pinnedLaunch = 'launch.json';

/** Starts, resumes and stops runs; knows which are going on in this process. */
export class Runs {
  readonly #context: RunContext;
  readonly #going = new Map<string, Execution>();
  readonly #changed = new Emitter<void>();
  /** Told when a run starts or ends here. */
  readonly onChange = this.#changed.listen;

  constructor(context: RunContext) {
    this.#context = context;
  }

  get going(): number {
    return this.#going.size;
  }

  /** Agents at work in all runs but one. */
  agentsBeside(run: string): number {
    return [...this.#going].reduce((sum, [id, execution]) => sum + (id === run ? 0 : execution.agents), 0);
  }

  /** Starts a plan or a part of it; the text is pinned, so that later edits of the file do not change a run under way. */
  async start(
    planFile: string,
    scope: { readonly phase?: string | undefined; readonly task?: string | undefined },
  ): Promise<Result<string>> {
    const loaded = loadPlan(this.#context.folders.workspace, planFile);
    if (!loaded.ok) return loaded;
    const { text, plan, file } = loaded.value;
    const unknown = unknownPart(plan, scope);
    if (unknown !== undefined) return fail(unknown);
    return this.#begin(pinnedPlan, text, plan, file, { kind: 'plan', phase: scope.phase, task: scope.task });
  }

  /** Starts one agent by hand: a run of one task. */
  async launch(launch: HandLaunch): Promise<Result<string>> {
    return this.#begin(pinnedLaunch, JSON.stringify(launch), handPlan(launch), '', { kind: 'agent' });
  }

  /** Goes on with a run that was cut off, or tries again what kept an ended one from its gates. The newest one that can be, where none is named. */
  async resume(run: string | undefined): Promise<Result<string>> {
    const chosen = this.#choose(run, (known) => known.outcome !== 'met' && !this.#going.has(known.id));
    if (!chosen.ok) return chosen;
    const { id } = chosen.value;
    if (this.#going.has(id)) return ok(id);
    const plan = this.#pinned(id);
    if (!plan.ok) return plan;
    await this.#endLeftovers(chosen.value);
    this.#context.log.record(id, {}, { kind: 'run.resumed', pid: process.pid });
    this.#execute(id, plan.value);
    return ok(id);
  }

  /** Stops a task, or a whole run; the one that is going on, where none is named. */
  async stop(run: string | undefined, phase: string | undefined, task: string | undefined): Promise<Result<string>> {
    const chosen = this.#choose(run, ({ id }) => this.#going.has(id));
    if (!chosen.ok) return chosen;
    const { id } = chosen.value;
    const execution = this.#going.get(id);
    if (execution === undefined)
      return fail({ kind: 'no-such', what: 'running run', name: id, known: [...this.#going.keys()] });
    if (phase !== undefined && task !== undefined) {
      return execution.stopTask(phase, task)
        ? ok(id)
        : fail({ kind: 'no-such', what: 'running task', name: `${phase}/${task}`, known: tasksAtWork(chosen.value) });
    }
    await execution.stop('stopped by a person');
    return ok(id);
  }

  answer(run: string, phase: string, task: string, request: string, option: string): Result<null> {
    const heard = this.#going.get(run)?.answer(phase, task, request, option) ?? false;
    return heard ? ok(null) : fail({ kind: 'no-such', what: 'waiting agent', name: `${phase}/${task}`, known: [] });
  }

  /** Puts an ended task in the queue again, resuming its run where that is over. */
  async retry(run: string, phase: string, task: string): Promise<Result<null>> {
    const known = this.#context.log.state.runs[run];
    const record = known?.tasks[`${phase}/${task}`];
    if (known === undefined || record === undefined)
      return fail({ kind: 'no-such', what: 'task', name: `${phase}/${task}`, known: Object.keys(known?.tasks ?? {}) });
    if (!isOver(record.life)) return fail({ kind: 'runner-busy', run });
    this.#context.log.record(run, { phase, task }, { kind: 'task.retried' });
    if (this.#going.has(run)) {
      this.#going.get(run)?.advance();
      return ok(null);
    }
    const resumed = await this.resume(run);
    return resumed.ok ? ok(null) : resumed;
  }

  /** Waits until nothing goes on any more. */
  async stopAll(reason: string): Promise<void> {
    await Promise.all([...this.#going.values()].map((execution) => execution.stop(reason)));
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
    if (this.#going.has(run) || known.finishedAt === undefined) return ok(null);
    const resumed = await this.resume(run);
    return resumed.ok ? ok(null) : resumed;
  }

  async #begin(file: string, pinned: string, plan: Plan, planFile: string, scope: RunScope): Promise<Result<string>> {
    const base = await this.#context.worktrees.head();
    if (!base.ok) return base;
    const id = this.#freshId(plan.name);
    const folder = this.#context.log.folderOf(id);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(path.join(folder, file), pinned, { mode: 0o600 });
    } catch (thrown) {
      return fail(fileFailure('write', folder, thrown));
    }
    this.#context.log.record(
      id,
      {},
      {
        kind: 'run.started',
        plan: planFile,
        title: plan.title,
        scope,
        base: base.value,
        phases: plan.phases.map(plannedPhase),
      },
    );
    this.#execute(id, plan);
    return ok(id);
  }

  #execute(id: string, plan: Plan): void {
    const execution = new Execution(id, plan, this.#context);
    this.#going.set(id, execution);
    this.#context.hooks.follow(id, plan);
    this.#changed.emit();
    void execution.finished.then(() => {
      this.#going.delete(id);
      this.#context.hooks.unfollow(id);
      this.#changed.emit();
      for (const other of this.#going.values()) other.advance();
    });
    execution.begin();
  }

  /** Sorts by time of start, reads as a date, and never meets another. */
  #freshId(name: string): string {
    const stamp = new Date(this.#context.clock.now()).toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
    const slug =
      name
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-+|-+$/g, '')
        .slice(0, 24) || 'run';
    const wanted = `${stamp}-${slug}`;
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? wanted : `${wanted}-${number}`;
      if (this.#context.log.state.runs[id] === undefined) return id;
    }
  }

  #choose(run: string | undefined, fits: (run: Run) => boolean): Result<Run> {
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
    return found === undefined ? fail({ kind: 'no-such', what: 'run to choose', name: '', known }) : ok(found);
  }

  #pinned(run: string): Result<Plan> {
    const folder = this.#context.log.folderOf(run);
    const launch = readHandLaunch(path.join(folder, pinnedLaunch));
    if (launch !== undefined) return ok(handPlan(launch));
    const file = path.join(folder, pinnedPlan);
    try {
      const { plan } = readPlan(readFileSync(file, 'utf8'));
      return plan === undefined
        ? fail({ kind: 'plan-unreadable', file, detail: 'the copy that the run was started with was changed' })
        : ok(plan);
    } catch (thrown) {
      return fail(fileFailure('read', file, thrown));
    }
  }

  /** Agents of a killed runner that did not notice its end would write beside the new ones. */
  async #endLeftovers(run: Run): Promise<void> {
    for (const task of Object.values(run.tasks)) {
      if (task.pid === undefined || task.pidSince === undefined) continue;
      if (await isAlive(task.pid, Date.parse(task.pidSince))) await endTree(task.pid);
    }
  }
}

function unknownPart(
  plan: Plan,
  { phase, task }: { readonly phase?: string | undefined; readonly task?: string | undefined },
): Failure | undefined {
  const found = plan.phases.find(({ id }) => id === phase);
  if (phase !== undefined && found === undefined)
    return { kind: 'no-such', what: 'phase', name: phase, known: plan.phases.map(({ id }) => id) };
  if (task !== undefined && !found?.tasks.some(({ id }) => id === task))
    return { kind: 'no-such', what: 'task', name: task, known: found?.tasks.map(({ id }) => id) ?? [] };
  return undefined;
}

const plannedPhase = ({ id, title, tasks, criteria }: Plan['phases'][number]): PlannedPhase => ({
  id,
  title,
  tasks: tasks.map((task) => ({
    id: task.id,
    title: task.title,
    agent: task.agent,
    issue: task.issue,
    needs: task.needs,
  })),
  criteria: criteria.map((criterion) => ({
    id: criterion.id,
    title: criterion.title,
    manual: criterion.check.kind === 'manual',
  })),
});

const tasksAtWork = (run: Run): readonly string[] =>
  Object.entries(run.tasks).flatMap(([key, { life }]) => (isOver(life) ? [] : [key]));
