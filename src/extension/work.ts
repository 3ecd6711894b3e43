import type { PermissionRequest } from '../agents/agent.ts';
import type { Hold } from '../run/events.ts';
import { notBegun, type PlannedTask } from '../run/queue.ts';
import {
  type Evidence,
  isOver,
  isRunning,
  type PhaseRecord,
  type Run,
  type StepRecord,
  type TaskRecord,
  taskKey,
  type WorkspaceState,
} from '../run/state.ts';

/** Questions that several views ask of the folded state. Pure. */

/** Newest first. */
export const runsOf = (work: WorkspaceState, plan?: string): readonly Run[] =>
  Object.values(work.runs)
    .filter((run) => plan === undefined || run.plan === plan)
    .sort((a, b) => (a.id < b.id ? 1 : -1));

/** What is known of a plan's parts, each from the newest run that touched it: a plan is worked through in several runs. */
export class PlanWork {
  readonly #runs: readonly Run[];
  /** Asked of every task of a plan, so they are looked up once. */
  #queued: ReadonlySet<string> | undefined;

  constructor(work: WorkspaceState, plan: string) {
    this.#runs = runsOf(work, plan);
  }

  get newest(): Run | undefined {
    return this.#runs[0];
  }

  phase(phase: string): { readonly run: Run; readonly record: PhaseRecord } | undefined {
    return this.#find((run) => run.phaseStates[phase]);
  }

  task(phase: string, task: string): { readonly run: Run; readonly record: TaskRecord } | undefined {
    return this.#find((run) => run.tasks[taskKey(phase, task)]);
  }

  evidence(phase: string | undefined, criterion: string): { readonly run: Run; readonly record: Evidence } | undefined {
    return this.#find((run) => run.evidence[taskKey(phase ?? '', criterion)]);
  }

  step(phase: string | undefined, task: string | undefined, place: string, index: number): StepRecord | undefined {
    return this.#find((run) =>
      run.steps.find(
        (step) => step.phase === phase && step.task === task && step.place === place && step.index === index,
      ),
    )?.record;
  }

  /** The task waits for its turn in a run that is going on. */
  queued(phase: string, task: string): boolean {
    const run = this.newest;
    if (run === undefined) return false;
    this.#queued ??= new Set(queuedTasks(run).map((one) => taskKey(one.phase, one.task.id)));
    return this.#queued.has(taskKey(phase, task));
  }

  #find<T>(of: (run: Run) => T | undefined): { readonly run: Run; readonly record: T } | undefined {
    for (const run of this.#runs) {
      const record = of(run);
      if (record !== undefined) return { run, record };
    }
    return undefined;
  }
}

/** The phase to do next: the first that is not closed and has tasks, else the first that is not closed. */
export function nextPhase(
  phases: readonly { readonly id: string; readonly tasks: readonly unknown[] }[],
  work: PlanWork,
): string | undefined {
  const open = phases.filter(({ id }) => work.phase(id)?.record.state !== 'met');
  return (open.find(({ tasks }) => tasks.length > 0) ?? open[0])?.id;
}

/** What people call a phase: `Phase 1` where its id numbers it, else the head of its title. */
export function phaseName(id: string, title: string): string {
  const number = /^phase-(\w+)$/.exec(id)?.[1];
  return number === undefined ? (title.split(/[:–—]/)[0]?.trim() ?? title) : `Phase ${number}`;
}

export type QueuedTask = PlannedTask & { readonly run: string };

/** Tasks in a run's scope that have not begun while the run goes on. */
export const queuedTasks = (run: Run): readonly QueuedTask[] =>
  isRunning(run) ? notBegun(run).map((planned) => ({ run: run.id, ...planned })) : [];

/** What keeps agents of a run from starting that could; of one phase (and one type of agent), what holds that back. */
export const holdsOn = (run: Run, phase?: string, agent?: string): readonly Hold[] =>
  isRunning(run)
    ? run.holds.filter(
        (hold) =>
          (phase === undefined || hold.phase === undefined || hold.phase === phase) &&
          (agent === undefined || hold.agent === undefined || hold.agent === agent),
      )
    : [];

/** There is something that a person could set aside. */
export const isHeld = (run: Run): boolean => isRunning(run) && (run.heldBy !== undefined || run.holds.length > 0);

/** It has ended, and its work is on a branch of its own. */
export const isMergeable = ({ life, branch, discarded }: TaskRecord): boolean =>
  isOver(life) && branch !== undefined && branch !== '' && !discarded;

/** What only a person can move on. */
export type Waiting =
  | {
      readonly kind: 'request';
      readonly run: string;
      readonly phase: string;
      readonly task: string;
      readonly title: string;
      readonly request: PermissionRequest;
    }
  | {
      readonly kind: 'approval';
      readonly run: string;
      readonly phase: string;
      readonly criterion: string;
      readonly title: string;
    };

/** Requests of agents first, oldest first; then approvals of phases whose tasks are over, each in the newest run of its phase. */
export function waitingFor(work: WorkspaceState): readonly Waiting[] {
  const runs = runsOf(work);
  const requests = [...runs]
    .reverse()
    .flatMap((run) =>
      Object.values(run.tasks).flatMap(({ phase, task, title, waiting }) =>
        waiting.map((request): Waiting => ({ kind: 'request', run: run.id, phase, task, title, request })),
      ),
    );
  const seen = new Set<string>();
  const approvals = runs.flatMap((run) =>
    run.phases.flatMap((phase) => {
      const key = `${run.plan}\n${phase.id}`;
      if (run.phaseStates[phase.id] === undefined || seen.has(key)) return [];
      seen.add(key);
      return approvalsOf(run, phase);
    }),
  );
  return [...requests, ...approvals];
}

function approvalsOf(run: Run, phase: Run['phases'][number]): readonly Waiting[] {
  if (run.phaseStates[phase.id]?.state === 'met' || run.outcome === 'stopped') return [];
  const over = phase.tasks.every(({ id }) => {
    const record = run.tasks[taskKey(phase.id, id)];
    return record !== undefined && isOver(record.life);
  });
  if (!over) return [];
  return phase.criteria
    .filter(({ id, manual }) => manual && run.evidence[taskKey(phase.id, id)]?.met !== true)
    .map(({ id, title }) => ({ kind: 'approval', run: run.id, phase: phase.id, criterion: id, title }));
}
