import type { Criterion, Phase, Plan, Step, Task } from '../plan/model/plan.ts';
import type { Hold, RunOutcome, RunScope, StepPlace } from './events.ts';
import type { Allowance } from './governor.ts';
import { createIssues } from './planned-issues.ts';
import { isOver, type PhaseRecord, type Run, type StepRecord, type TaskRecord, taskKey } from './state.ts';

/** One thing to set going now. `key` names it: what is going already is not started twice, whoever asks. */
export type Decision = { readonly key: string } & (
  | {
      readonly kind: 'step';
      readonly phase: string | undefined;
      readonly place: StepPlace;
      readonly index: number;
      readonly step: Step;
    }
  | { readonly kind: 'open-phase'; readonly phase: Phase }
  | { readonly kind: 'task'; readonly phase: Phase; readonly task: Task }
  | { readonly kind: 'merge'; readonly phase: Phase; readonly task: Task }
  | { readonly kind: 'check'; readonly phase: Phase | undefined; readonly criterion: Criterion }
  | { readonly kind: 'close-phase'; readonly phase: Phase; readonly met: boolean; readonly reason: string }
  | { readonly kind: 'finish'; readonly outcome: RunOutcome; readonly reason: string }
);

/**
 * What to do next, from the plan and what has happened, and nothing else; so the same history always goes on in the same way, after a kill too.
 */
export function decide(plan: Plan, run: Run, allowance: Allowance): readonly Decision[] {
  if (run.finishedAt !== undefined) return [];
  const whole = isWhole(run.scope);
  if (whole) {
    const setup = nextStep(run, undefined, 'setup', plan.setup);
    if (setup.kind === 'do') return [setup.decision];
    if (setup.kind === 'broken') return [finish('not-met', `set-up failed at ${setup.step}`)];
  }
  const issues = nextStep(run, undefined, 'issues', run.missingIssues.length > 0 ? [createIssues] : []);
  if (issues.kind === 'do') return [issues.decision];
  if (issues.kind === 'broken') return [finish('not-met', `the plan's issues were not created: ${issues.reason}`)];
  const phases = phasesInScope(plan, run);
  const decisions = phases.flatMap((phase) => decidePhase(run, phase, phases));
  if (decisions.length > 0) return limitAgents(run, decisions, allowance);
  return phases.every((phase) => settled(run, phase, phases)) ? endOfRun(plan, run, phases, whole) : [];
}

/** Whether a run is of its whole plan: the set-up and the plan's own criteria are that of no part. */
export const isWhole = (scope: RunScope): boolean => scope.kind === 'plan' && scope.phase === undefined;

/** Tasks that a run means to carry out, of one phase. */
function tasksInScope(run: Run, phase: Phase): readonly Task[] {
  const only = run.scope.kind === 'plan' ? run.scope.task : undefined;
  return only === undefined ? phase.tasks : phase.tasks.filter(({ id }) => id === only);
}

function phasesInScope(plan: Plan, run: Run): readonly Phase[] {
  const only = run.scope.kind === 'plan' ? run.scope.phase : undefined;
  return only === undefined ? plan.phases : plan.phases.filter(({ id }) => id === only);
}

/** A single task, or an agent launched by hand, is not the phase: no steps around it and no gate after it. */
export const isPart = ({ scope }: Pick<Run, 'scope'>): boolean => scope.kind === 'agent' || scope.task !== undefined;

function decidePhase(run: Run, phase: Phase, phases: readonly Phase[]): readonly Decision[] {
  const record = run.phaseStates[phase.id];
  if (record === undefined)
    return phaseReady(run, phase, phases) ? [{ key: `open:${phase.id}`, kind: 'open-phase', phase }] : [];
  if (record.state !== 'running') return [];
  if (isPart(run)) return decideTasks(run, phase) ?? [closePhase(run, phase, undefined)];
  const before = nextStep(run, phase.id, 'before', phase.before);
  if (before.kind === 'do') return [before.decision];
  if (before.kind === 'broken') return [closePhase(run, phase, `the step "${before.step}" before it failed`)];
  return decideTasks(run, phase) ?? decideGate(run, phase);
}

function phaseReady(run: Run, phase: Phase, phases: readonly Phase[]): boolean {
  return phase.needs.every((need) => !phases.some(({ id }) => id === need) || run.phaseStates[need]?.state === 'met');
}

/** Closed, or never to be opened because a phase that it needs was closed without its gate being met. */
function settled(run: Run, phase: Phase, phases: readonly Phase[]): boolean {
  const record = run.phaseStates[phase.id];
  if (record !== undefined) return record.state !== 'running';
  return phase.needs.some((need) => {
    const needed = phases.find(({ id }) => id === need);
    return needed !== undefined && run.phaseStates[need]?.state !== 'met' && settled(run, needed, phases);
  });
}

/** Undefined once every task is over or can never start. */
function decideTasks(run: Run, phase: Phase): readonly Decision[] | undefined {
  const tasks = tasksInScope(run, phase);
  const decisions: Decision[] = [];
  let going = false;
  let earlierAtWork = false;
  for (const task of tasks) {
    const record = run.tasks[taskKey(phase.id, task.id)];
    const next = decideTask(run, phase, task, record, earlierAtWork);
    if (next !== undefined) decisions.push(next);
    going ||= isAtWork(record) || next !== undefined;
    earlierAtWork ||= isAtWork(record);
  }
  return going ? decisions : undefined;
}

/** Tasks of one wave are merged in plan order: whoever is ready first waits for those before it that are still at work. */
function decideTask(
  run: Run,
  phase: Phase,
  task: Task,
  record: TaskRecord | undefined,
  earlierAtWork: boolean,
): Decision | undefined {
  const name = taskKey(phase.id, task.id);
  if (record?.life === 'verified' || record?.life === 'merging') {
    return earlierAtWork ? undefined : { key: `merge:${name}`, kind: 'merge', phase, task };
  }
  const work: Decision = { key: `task:${name}`, kind: 'task', phase, task };
  if (record === undefined || record.life === 'queued') return needsDone(run, task) ? work : undefined;
  if (record.life === 'failed' && record.failures <= task.retries) return work;
  return isOver(record.life) ? undefined : work;
}

const needsDone = (run: Run, task: Task): boolean =>
  isPart(run) ? true : task.needs.every((need) => run.tasks[need]?.life === 'done');

type StepState =
  | { readonly kind: 'do'; readonly decision: Decision }
  | { readonly kind: 'broken'; readonly step: string; readonly reason: string }
  | { readonly kind: 'over' };

/** Steps of one place run one after another; one that failed and is not said to be harmless stops the rest. */
function nextStep(run: Run, phase: string | undefined, place: StepPlace, steps: readonly Step[]): StepState {
  for (const [index, step] of steps.entries()) {
    const record = run.steps.find((other) => isStep(other, phase, place, index));
    if (record?.result === undefined) {
      return {
        kind: 'do',
        decision: { key: `step:${phase ?? ''}:${place}:${index}`, kind: 'step', phase, place, index, step },
      };
    }
    const { ok, reason } = record.result;
    if (!ok && !step.continueOnError) return { kind: 'broken', step: step.name, reason };
  }
  return { kind: 'over' };
}

const isStep = (record: StepRecord, phase: string | undefined, place: StepPlace, index: number): boolean =>
  record.phase === phase && record.task === undefined && record.place === place && record.index === index;

/** After its tasks: what was asked for afterwards, then every criterion, so that the evidence is whole even where a task failed. */
function decideGate(run: Run, phase: Phase): readonly Decision[] {
  const after = nextStep(run, phase.id, 'after', phase.after);
  if (after.kind === 'do') return [after.decision];
  const check = nextCheck(run, phase, phase.criteria);
  if (check !== undefined) return [check];
  return [closePhase(run, phase, after.kind === 'broken' ? `the step "${after.step}" after it failed` : undefined)];
}

function nextCheck(run: Run, phase: Phase | undefined, criteria: readonly Criterion[]): Decision | undefined {
  const criterion = criteria.find(({ id }) => run.evidence[taskKey(phase?.id ?? '', id)] === undefined);
  return criterion && { key: `check:${taskKey(phase?.id ?? '', criterion.id)}`, kind: 'check', phase, criterion };
}

function closePhase(run: Run, phase: Phase, broken: string | undefined): Decision {
  const reasons = [
    ...(broken === undefined ? [] : [broken]),
    ...tasksNotDone(run, phase),
    ...(isPart(run) ? [] : criteriaNotMet(run, phase.id, phase.criteria)),
  ];
  return {
    key: `close:${phase.id}`,
    kind: 'close-phase',
    phase,
    met: reasons.length === 0,
    reason: reasons.join('; '),
  };
}

function tasksNotDone(run: Run, phase: Phase): readonly string[] {
  return tasksInScope(run, phase).flatMap((task) => {
    const record = run.tasks[taskKey(phase.id, task.id)];
    if (record?.life === 'done') return [];
    if (record === undefined) return [`${task.title} did not start: ${missingNeeds(run, task)}`];
    return [`${task.title} ${record.life}${record.reason === '' ? '' : `: ${record.reason}`}`];
  });
}

function missingNeeds(run: Run, task: Task): string {
  const missing = task.needs.filter((need) => run.tasks[need]?.life !== 'done');
  return missing.length === 0 ? 'its phase ended first' : `it needs ${missing.join(', ')}`;
}

function criteriaNotMet(run: Run, phase: string, criteria: readonly Criterion[]): readonly string[] {
  return criteria.flatMap((criterion) => {
    const evidence = run.evidence[taskKey(phase, criterion.id)];
    if (evidence?.met === true) return [];
    return [
      evidence === undefined
        ? `"${criterion.title}" was not checked`
        : `"${criterion.title}" is not met: ${evidence.reason}`,
    ];
  });
}

function endOfRun(plan: Plan, run: Run, phases: readonly Phase[], whole: boolean): readonly Decision[] {
  const open = phases.filter(({ id }) => run.phaseStates[id]?.state !== 'met');
  if (open.length > 0)
    return [finish('not-met', open.map((phase) => phaseReason(phase, run.phaseStates[phase.id])).join(' · '))];
  if (!whole) return [finish('met', '')];
  const check = nextCheck(run, undefined, plan.criteria);
  if (check !== undefined) return [check];
  const unmet = criteriaNotMet(run, '', plan.criteria);
  return [unmet.length === 0 ? finish('met', '') : finish('not-met', unmet.join('; '))];
}

const phaseReason = (phase: Phase, record: PhaseRecord | undefined): string =>
  record === undefined
    ? `${phase.title} did not start: it needs ${phase.needs.join(', ')}`
    : `${phase.title}: ${record.reason}`;

const finish = (outcome: RunOutcome, reason: string): Decision => ({ key: 'finish', kind: 'finish', outcome, reason });

/** Keeps every decision but the agents that may not start now; those at work hold their places already. */
function limitAgents(run: Run, decisions: readonly Decision[], allowance: Allowance): readonly Decision[] {
  let free = allowance.agents - decisions.filter((decision) => isTaskAtWork(run, decision)).length;
  let alone = 1;
  return decisions.filter((decision) => {
    if (decision.kind !== 'task' || isTaskAtWork(run, decision)) return true;
    if (allowance.phases.has(decision.phase.id) || allowance.types.has(decision.task.agent)) return false;
    if (free <= 0 || (allowance.alone.has(decision.task.agent) && alone-- <= 0)) return false;
    free -= 1;
    return true;
  });
}

/** Whether a decision would start an agent that is not at work yet. */
export const startsAgent = (run: Run, decision: Decision): boolean =>
  decision.kind === 'task' && !isTaskAtWork(run, decision);

/** Whether a hold is about what would be started. */
export const holdsUp = ({ phase, agent }: Hold, decision: Decision): boolean =>
  decision.kind === 'task' &&
  (phase === undefined || phase === decision.phase.id) &&
  (agent === undefined || agent === decision.task.agent);

const isTaskAtWork = (run: Run, decision: Decision): boolean =>
  decision.kind === 'task' && isAtWork(run.tasks[taskKey(decision.phase.id, decision.task.id)]);

const isAtWork = (record: TaskRecord | undefined): boolean =>
  record !== undefined && !isOver(record.life) && record.life !== 'queued';
