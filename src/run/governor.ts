import type { Budget, Phase, Plan } from '../plan/model/plan.ts';
import { spentByAll, usedUp } from './budget.ts';
import type { Hold, HoldKind } from './events.ts';
import type { Run, TaskRecord } from './state.ts';

/** The computer that agents run on, as it is now. */
export type Machine = {
  /** Processes that want to run, on average over the last minute, by core; undefined where the system does not say. */
  readonly load: number | undefined;
  /** Bytes that new processes can have; undefined where the system does not say. */
  readonly freeMemory: number | undefined;
};

export type GovernorLimits = {
  /** Agents at once, over all runs. */
  readonly agents: number;
  readonly load: number;
  /** Bytes. */
  readonly freeMemory: number;
};

/** Which agents may be started now. Those at work stay at work: they hold their places already. */
export type Allowance = {
  /** At work at once, in this run. */
  readonly agents: number;
  /** Phases in which none may start. */
  readonly phases: ReadonlySet<string>;
  /** Agent types of which none may start. */
  readonly types: ReadonlySet<string>;
  /** Agent types of which one may start in all: they work in the workspace itself. */
  readonly alone: ReadonlySet<string>;
};

/** `lookAgain`: the moment (milliseconds since 1970) at which something may be different though nothing has happened. */
export type Ruling = {
  readonly allowance: Allowance;
  readonly holds: readonly Hold[];
  readonly lookAgain: number | undefined;
};

export type Circumstances = {
  readonly limits: GovernorLimits;
  readonly machine: Machine;
  /** Agents at work in other runs. */
  readonly beside: number;
  /** An agent of this run or another is at work in the workspace itself. */
  readonly workspaceTaken: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** Nobody tells when a machine has more to give, so it is looked at again as long as it holds something up. */
const machinePause = 5000;

/**
 * The one place that says how many agents may start, and why no more: places, the machine, budgets, usage limits, and a person. What a person
 * released holds nothing up any more in this run.
 */
export function govern(plan: Plan, run: Run, circumstances: Circumstances): Ruling {
  const { limits, beside, now, workspaceTaken } = circumstances;
  const tasks = Object.values(run.tasks);
  const sharing = inWorkspace(plan);
  const holds = [
    ...(run.heldBy === undefined ? [] : [{ kind: 'person' as const, reason: `held by ${run.heldBy}` }]),
    ...budgetHold(plan.limits, tasks, now, undefined),
    ...plan.phases.flatMap((phase) => budgetHold(phase.limits, inPhase(tasks, phase), now, phase)),
    ...usageHolds(tasks, now),
    ...sharing.map((agent): Hold => ({ kind: 'workspace', agent, reason: oneAtATime })),
    ...machineHolds(circumstances, beside + tasks.filter(({ life }) => hasAgent.has(life)).length),
  ].filter(({ kind }) => !run.released.includes(kind));
  const alone = new Set(
    holds.flatMap(({ kind, agent }) => (kind === 'workspace' && agent !== undefined ? [agent] : [])),
  );
  const everything = holds.some(({ phase, agent }) => phase === undefined && agent === undefined);
  return {
    allowance: {
      agents: everything ? 0 : Math.max(0, Math.min(plan.limits.agents, limits.agents - beside)),
      phases: new Set(holds.flatMap(({ phase }) => phase ?? [])),
      types: new Set(
        holds.flatMap(({ kind, agent }) => (kind === 'workspace' && !workspaceTaken ? [] : (agent ?? []))),
      ),
      alone,
    },
    holds,
    lookAgain: lookAgain(holds, now),
  };
}

const oneAtATime = 'agents that work in the workspace itself do so one at a time';

/** Agent types of a plan that have no worktree of their own. */
const inWorkspace = (plan: Plan): readonly string[] =>
  [...plan.agents].flatMap(([name, { isolation }]) => (isolation === 'none' ? [name] : []));

const hasAgent: ReadonlySet<TaskRecord['life']> = new Set(['starting', 'working', 'waiting']);

const inPhase = (tasks: readonly TaskRecord[], { id }: Phase): readonly TaskRecord[] =>
  tasks.filter(({ phase }) => phase === id);

function budgetHold(
  budget: Budget,
  tasks: readonly TaskRecord[],
  now: number,
  phase: Phase | undefined,
): readonly Hold[] {
  const used = usedUp(budget, spentByAll(tasks, now));
  if (used === undefined) return [];
  const whose = phase === undefined ? 'the budget of the plan' : `the budget of ${phase.title}`;
  const hold: Hold = { kind: budgetKinds[used.kind], reason: `${whose} is used up: ${used.figures}` };
  return [phase === undefined ? hold : { ...hold, phase: phase.id }];
}

const budgetKinds = { cost: 'cost', tokens: 'tokens', minutes: 'time' } as const satisfies Record<
  keyof Budget,
  HoldKind
>;

/** One account stands behind all agents of a type: where one met its limit, the others would too. */
function usageHolds(tasks: readonly TaskRecord[], now: number): readonly Hold[] {
  const until = new Map<string, string>();
  for (const { life, agent, pausedUntil } of tasks) {
    if (life !== 'queued' || pausedUntil === undefined || Date.parse(pausedUntil) <= now) continue;
    if (pausedUntil > (until.get(agent) ?? '')) until.set(agent, pausedUntil);
  }
  return [...until].map(([agent, moment]) => ({
    kind: 'usage-limit',
    agent,
    until: moment,
    reason: `${agent} met its usage limit`,
  }));
}

/** One agent is always let through, so that a machine that is busy with something else for good holds nothing up for good. */
function machineHolds({ limits, machine }: Circumstances, atWork: number): readonly Hold[] {
  if (atWork === 0) return [];
  const { load, freeMemory } = machine;
  return [
    ...(load !== undefined && load > limits.load
      ? [
          {
            kind: 'load' as const,
            reason: `the machine is busy: load ${load.toFixed(1)} by core, more than ${limits.load}`,
          },
        ]
      : []),
    ...(freeMemory !== undefined && freeMemory < limits.freeMemory
      ? [
          {
            kind: 'memory' as const,
            reason: `memory is short: ${megabytes(freeMemory)} free, less than ${megabytes(limits.freeMemory)}`,
          },
        ]
      : []),
  ];
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`;

function lookAgain(holds: readonly Hold[], now: number): number | undefined {
  const moments = holds.flatMap(({ kind, until }) => {
    if (until !== undefined) return [Date.parse(until)];
    return kind === 'load' || kind === 'memory' ? [now + machinePause] : [];
  });
  return moments.length === 0 ? undefined : Math.min(...moments);
}

/** As if nothing held anything up but the plan's own limit. */
export const withoutHolds = (plan: Plan): Allowance => ({
  agents: plan.limits.agents,
  phases: new Set(),
  types: new Set(),
  alone: new Set(),
});

/** Whether the same things hold the same agents up; figures in the reasons may differ. */
export function sameHolds(some: readonly Hold[], others: readonly Hold[]): boolean {
  const key = ({ kind, phase, agent, until }: Hold): string => [kind, phase, agent, until].join(' ');
  return some.map(key).sort().join('\n') === others.map(key).sort().join('\n');
}
