import type { Failure } from '../base/failure.ts';
import { nearest } from '../base/nearest.ts';
import type { Phase, Plan, Task } from '../plan/model/plan.ts';
import { agentTypes } from '../plan/schema/agent-types.ts';
import { taskKey } from './state.ts';

/** What would happen if a plan, or a part of it, were started now; computed before anything starts. */
export type Preflight = {
  /** False when a problem of severity error is among `problems`. */
  readonly go: boolean;
  readonly plan: string;
  readonly title: string;
  readonly phases: readonly PreflightPhase[];
  readonly problems: readonly PreflightProblem[];
  /** Agents at once that the limits allow. */
  readonly agents: number;
  /** Issues that the plan declares and the tracker lacks: the run creates them first. */
  readonly creates: readonly string[];
};

export type PreflightPhase = {
  readonly id: string;
  readonly title: string;
  /** Tasks that can run side by side, wave after wave, as `needs` say. */
  readonly waves: readonly (readonly PreflightTask[])[];
  readonly criteria: number;
};

export type PreflightTask = {
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  /** What would be started, for people: "Demo agent", "Claude Code 2.1". */
  readonly runner: string;
  readonly issue: string | undefined;
};

export type PreflightProblem = {
  readonly severity: 'error' | 'warning';
  readonly phase?: string;
  readonly task?: string;
  /** What is wrong: a failure, worded at the edge; or what only a plan can have. */
  readonly what: Failure | PlanConcern;
};

export type PlanConcern =
  /** Tasks of one wave mean to touch the same files. */
  | { readonly kind: 'overlap'; readonly tasks: readonly string[]; readonly files: readonly string[] }
  /** A phase that the chosen one needs has not been closed by any run. */
  | { readonly kind: 'phase-not-closed'; readonly phase: string }
  /** Nobody describes this type of agent: it starts as nothing but its name. `meant`: types that are nearly so written, the likeliest first. */
  | { readonly kind: 'type-unknown'; readonly agent: string; readonly meant: readonly string[] }
  /** The program of this type asks nobody, and cannot be told what its permissions say of these kinds of tools. */
  | {
      readonly kind: 'policy-unheld';
      readonly agent: string;
      readonly runner: string;
      readonly tools: readonly string[];
    };

export type PreflightScope = { readonly phase: string | undefined; readonly task: string | undefined };

/** What the machine says about a plan. */
export type PreflightKnowledge = {
  /** What would start an agent of this type: its title, and the kinds of tools whose permissions it cannot be held to; or why nothing can. */
  runnerOf(
    agent: string,
  ): { readonly title: string; readonly unheld?: readonly string[] } | { readonly failure: Failure };
  /** Types of agents that this machine describes, beside those of the plan. */
  readonly types: readonly string[];
  /** Whether a phase was closed with its gate met by an earlier run. */
  closed(phase: string): boolean;
  /** What stands in the way of any run here: no repository, no commit, … */
  readonly obstacles: readonly Failure[];
  /** What a person should know first: uncommitted changes, missing programs, … */
  readonly cautions: readonly Failure[];
  readonly agents: number;
  /** Issues that the plan declares and the tracker lacks, where it can be written. */
  readonly missingIssues: readonly string[];
  /** Why the tracker that is there cannot be written. */
  readonly readOnly: Failure | undefined;
};

/** Looks at a plan before anything starts; pure, so that a window can show it again as knowledge changes. */
export function preflight(plan: Plan, file: string, scope: PreflightScope, knowledge: PreflightKnowledge): Preflight {
  const chosen = plan.phases.filter(({ id }) => scope.phase === undefined || id === scope.phase);
  const phases = chosen.map((phase) => ({ phase, waves: wavesOf(phase, scope.task) }));
  const problems = [
    ...knowledge.obstacles.map((what): PreflightProblem => ({ severity: 'error', what })),
    ...unknownScope(plan, scope, phases),
    ...phases.flatMap(({ phase, waves }) => agentProblems(phase, waves.flat(), knowledge)),
    ...phases.flatMap(({ phase, waves }) => unknownTypes(plan, phase, waves.flat(), knowledge)),
    ...phases.flatMap(({ phase, waves }) => waves.flatMap((wave) => overlaps(phase, wave))),
    ...phases.flatMap(({ phase, waves }) => issueProblems(phase, waves.flat(), knowledge)),
    ...notClosed(chosen, scope, knowledge),
    ...knowledge.cautions.map((what): PreflightProblem => ({ severity: 'warning', what })),
  ];
  return {
    go: problems.every(({ severity }) => severity !== 'error'),
    plan: file,
    title: plan.title,
    phases: phases.map(({ phase, waves }) => ({
      id: phase.id,
      title: phase.title,
      waves: waves.map((wave) => wave.map((task) => describeTask(task, knowledge))),
      criteria: phase.criteria.length,
    })),
    problems,
    agents: knowledge.agents,
    creates: knowledge.missingIssues,
  };
}

/** Agents could claim no issue, so that their tasks would fail before they began. */
function issueProblems(
  phase: Phase,
  tasks: readonly Task[],
  { readOnly }: PreflightKnowledge,
): readonly PreflightProblem[] {
  const claiming = tasks.find(({ issue }) => issue !== undefined);
  if (readOnly === undefined || claiming === undefined) return [];
  return [{ severity: 'error', phase: phase.id, task: claiming.id, what: readOnly }];
}

/** Tasks by the earliest moment at which each could start; a task in a circle of needs is in no wave. */
function wavesOf(phase: Phase, only: string | undefined): readonly (readonly Task[])[] {
  if (only !== undefined) return [phase.tasks.filter(({ id }) => id === only)];
  const own = new Set(phase.tasks.map(({ id }) => taskKey(phase.id, id)));
  const placed = new Set<string>();
  const waves: Task[][] = [];
  for (;;) {
    const wave = phase.tasks.filter(
      (task) =>
        !placed.has(taskKey(phase.id, task.id)) && task.needs.every((need) => !own.has(need) || placed.has(need)),
    );
    if (wave.length === 0) return waves;
    for (const task of wave) placed.add(taskKey(phase.id, task.id));
    waves.push(wave);
  }
}

function describeTask(task: Task, knowledge: PreflightKnowledge): PreflightTask {
  const runner = knowledge.runnerOf(task.agent);
  return {
    id: task.id,
    title: task.title,
    agent: task.agent,
    issue: task.issue,
    runner: 'title' in runner ? runner.title : 'none',
  };
}

function unknownScope(
  plan: Plan,
  scope: PreflightScope,
  phases: readonly { readonly phase: Phase; readonly waves: readonly (readonly Task[])[] }[],
): readonly PreflightProblem[] {
  const unknown = (what: string, name: string, known: readonly string[]): readonly PreflightProblem[] => [
    { severity: 'error', what: { kind: 'no-such', what, name, known } },
  ];
  if (scope.phase !== undefined && phases.length === 0)
    return unknown(
      'phase',
      scope.phase,
      plan.phases.map(({ id }) => id),
    );
  const [first] = phases;
  if (scope.task === undefined || first === undefined || first.waves.flat().length > 0) return [];
  return unknown(
    'task',
    scope.task,
    first.phase.tasks.map(({ id }) => id),
  );
}

/** One problem for each agent type that cannot be started or held to its permissions, not one for each of its tasks. */
function agentProblems(
  phase: Phase,
  tasks: readonly Task[],
  knowledge: PreflightKnowledge,
): readonly PreflightProblem[] {
  return firstOfTypes(tasks).flatMap((task): readonly PreflightProblem[] => {
    const runner = knowledge.runnerOf(task.agent);
    const at = { phase: phase.id, task: task.id };
    if ('failure' in runner) return [{ severity: 'error', ...at, what: runner.failure }];
    const { title, unheld: tools = [] } = runner;
    const what = { kind: 'policy-unheld', agent: task.agent, runner: title, tools } as const;
    return tools.length === 0 ? [] : [{ severity: 'warning', ...at, what }];
  });
}

/** A slip in the name of a type starts an agent without the role that was meant. */
function unknownTypes(
  plan: Plan,
  phase: Phase,
  tasks: readonly Task[],
  { types }: PreflightKnowledge,
): readonly PreflightProblem[] {
  const known = agentTypes(plan.agents.keys(), types);
  return firstOfTypes(tasks)
    .filter(({ agent }) => !known.has(agent))
    .map(({ id, agent }) => ({
      severity: 'warning',
      phase: phase.id,
      task: id,
      what: { kind: 'type-unknown', agent, meant: nearest(agent, known) },
    }));
}

/** The first task of each type of agent. */
function firstOfTypes(tasks: readonly Task[]): readonly Task[] {
  const firstOf = new Map<string, Task>();
  for (const task of tasks) if (!firstOf.has(task.agent)) firstOf.set(task.agent, task);
  return [...firstOf.values()];
}

/** The same glob in two tasks of a wave; which globs meet without being equal is for the plan language to find. */
function overlaps(phase: Phase, wave: readonly Task[]): readonly PreflightProblem[] {
  const tasksOf = new Map<string, string[]>();
  for (const task of wave) for (const file of task.files) tasksOf.set(file, [...(tasksOf.get(file) ?? []), task.id]);
  const byTasks = new Map<string, { tasks: readonly string[]; files: string[] }>();
  for (const [file, tasks] of tasksOf) {
    if (tasks.length < 2) continue;
    const key = tasks.join(' ');
    const entry = byTasks.get(key) ?? { tasks, files: [] };
    entry.files.push(file);
    byTasks.set(key, entry);
  }
  return [...byTasks.values()].map(({ tasks, files }) => ({
    severity: 'warning',
    phase: phase.id,
    what: { kind: 'overlap', tasks, files },
  }));
}

function notClosed(
  chosen: readonly Phase[],
  scope: PreflightScope,
  knowledge: PreflightKnowledge,
): readonly PreflightProblem[] {
  if (scope.phase === undefined) return [];
  return chosen.flatMap((phase) =>
    phase.needs
      .filter((need) => !knowledge.closed(need))
      .map(
        (need): PreflightProblem => ({
          severity: 'warning',
          phase: phase.id,
          what: { kind: 'phase-not-closed', phase: need },
        }),
      ),
  );
}
