import { findAgentTypes } from '../../adapters/agents/types.ts';
import { unheldBy } from '../../adapters/headless/dialects.ts';
import { findProgram } from '../../adapters/programs.ts';
import type { Failure } from '../../base/failure.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Phase, Plan, Step } from '../../plan/model/plan.ts';
import { type Preflight, type PreflightKnowledge, type PreflightScope, preflight } from '../../run/preflight.ts';
import type { AgentStart, RunContext } from './context.ts';
import { missingIssues, whyReadOnly } from './issues-ahead.ts';
import { loadPlanToRun } from './plans.ts';

/** Looks at everything that a run would need before it starts. */
export async function lookAhead(
  context: RunContext,
  file: string,
  wanted: { readonly phase?: string | undefined; readonly task?: string | undefined },
): Promise<Result<Preflight>> {
  const loaded = await loadPlanToRun(context.folders.workspace, file, context.tracker);
  if (!loaded.ok) return loaded;
  const { plan } = loaded.value;
  const scope: PreflightScope = { phase: wanted.phase, task: wanted.task };
  const knowledge = await gather(context, plan, loaded.value.file, scope);
  return ok(preflight(plan, loaded.value.file, scope, knowledge));
}

async function gather(
  context: RunContext,
  plan: Plan,
  file: string,
  scope: PreflightScope,
): Promise<PreflightKnowledge> {
  const phases = plan.phases.filter(({ id }) => scope.phase === undefined || id === scope.phase);
  const head = await context.worktrees.head();
  const runners = await runnersOf(context, plan, phases);
  const types = await findAgentTypes(context.folders.workspace);
  return {
    runnerOf: (agent) =>
      runners.get(agent) ?? { failure: { kind: 'no-such', what: 'agent', name: agent, known: [...runners.keys()] } },
    types: types.map(({ name }) => name),
    closed: (phase) =>
      Object.values(context.log.state.runs).some((run) => run.plan === file && run.phaseStates[phase]?.state === 'met'),
    obstacles: head.ok ? [] : [head.error],
    cautions: [...(head.ok ? await uncommitted(context) : []), ...missingPrograms(context, phases)],
    agents: Math.min(plan.limits.agents, context.mostAgents()),
    missingIssues: await missingIssues(context.tracker, plan, scope.phase === undefined),
    readOnly: await whyReadOnly(context),
  };
}

type Known = { readonly title: string; readonly unheld?: readonly string[] } | { readonly failure: Failure };

async function runnersOf(
  context: RunContext,
  plan: Plan,
  phases: readonly Phase[],
): Promise<ReadonlyMap<string, Known>> {
  const names = new Set(phases.flatMap(({ tasks }) => tasks.map(({ agent }) => agent)));
  const known = new Map<string, Known>();
  for (const name of names) {
    const start = await context.agents.start(plan, name);
    known.set(name, start.ok ? described(start.value) : { failure: start.error });
  }
  return known;
}

function described({ title, speaks, command, permissions }: AgentStart): Known {
  return speaks === 'command' ? { title, unheld: unheldBy(command, permissions) } : { title };
}

/** Agents start from the last commit; the tracker changes all the time and is not theirs to see. */
async function uncommitted(context: RunContext): Promise<readonly Failure[]> {
  const changed = await context.worktrees.changed(context.folders.workspace);
  if (!changed.ok) return [changed.error];
  const files = changed.value.filter((name) => !name.startsWith('.beads/'));
  return files.length === 0 ? [] : [{ kind: 'dirty-tree', folder: context.folders.workspace, files }];
}

function missingPrograms(context: RunContext, phases: readonly Phase[]): readonly Failure[] {
  const steps = phases.flatMap((phase) => [
    ...phase.before,
    ...phase.after,
    ...phase.tasks.flatMap(({ verify }) => verify),
    ...phase.criteria.flatMap(({ check }) => (check.kind === 'step' ? [check.step] : [])),
  ]);
  const neededFor = new Map<string, string>();
  for (const step of steps) {
    const program = programOf(step);
    if (program !== undefined && !neededFor.has(program)) neededFor.set(program, `the step "${step.name}"`);
  }
  return [...neededFor]
    .filter(([program]) => findProgram(program, { cwd: context.folders.workspace }) === undefined)
    .map(([program, needed]) => ({ kind: 'program-missing', program, neededFor: needed }));
}

/** A path is looked for in a worktree that is not there yet, a template is filled in later: neither can be known now. */
function programOf(step: Step): string | undefined {
  if (step.do.kind !== 'run') return undefined;
  const [program] = step.do.words;
  return program === undefined || program.includes('/') || program.includes('${{') ? undefined : program;
}
