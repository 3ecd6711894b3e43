import type { PlannedPhase } from '../events.ts';
import { isPart } from '../schedule.ts';
import {
  type Evidence,
  type HookEntry,
  isOver,
  type Run,
  type StepRecord,
  type TaskRecord,
  taskKey,
} from '../state.ts';
import { bottlenecks } from './bottlenecks.ts';
import { hooksOf } from './hooks.ts';
import type {
  ReportCriterion,
  ReportData,
  ReportPhase,
  ReportStep,
  ReportTask,
  ReportTimeline,
  ReportTotals,
} from './report-data.ts';
import { between, many } from './words.ts';

/** Computes everything that a report shows. A run that still goes on is reported up to the last thing that is known of it. */
export function gather(run: Run, hooks: readonly HookEntry[]): ReportData {
  const until = run.finishedAt ?? lastTime(run, hooks);
  const phases = inScope(run).map((phase) => phaseOf(run, phase, until));
  const criteria = Object.values(run.evidence)
    .filter(({ phase }) => phase === undefined)
    .map((evidence) => criterionOf(evidence.criterion, evidence.title, false, evidence));
  const totals = totalsOf(run, phases, criteria);
  return {
    version: 1,
    run: run.id,
    title: run.title,
    plan: run.plan,
    outcome: run.outcome ?? 'running',
    sentence: sentenceOf(run, totals),
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    milliseconds: between(run.startedAt, until),
    base: run.base,
    totals,
    phases,
    criteria,
    setup: run.steps.filter(({ place }) => place === 'setup' || place === 'issues').map(stepOf),
    timeline: timelineOf(run, until),
    bottlenecks: bottlenecks(phases),
    hooks: hooksOf(hooks),
  };
}

/** What was asked for: a run of one phase or task says nothing of the others, unless it did touch them. */
function inScope({ scope, phases, phaseStates, tasks, evidence }: Run): readonly PlannedPhase[] {
  if (scope.kind === 'agent' || (scope.phase === undefined && scope.task === undefined)) return phases;
  const wanted = scope.task?.split('/').at(-1);
  return phases
    .filter(({ id }) => id === scope.phase || phaseStates[id] !== undefined)
    .map((phase) =>
      wanted === undefined
        ? phase
        : {
            ...phase,
            tasks: phase.tasks.filter(({ id }) => id === wanted || tasks[taskKey(phase.id, id)] !== undefined),
            criteria: phase.criteria.filter(({ id }) => evidence[taskKey(phase.id, id)] !== undefined),
          },
    );
}

function sentenceOf(run: Run, totals: ReportTotals): string {
  const tasks = `${totals.done} of ${many(totals.tasks, 'task')} done`;
  const gates = totals.criteria === 0 ? '' : `, ${totals.met} of ${many(totals.criteria, 'criterion', 'criteria')} met`;
  const why =
    run.reason === '' ? '' : ` ${run.reason.charAt(0).toUpperCase()}${run.reason.slice(1).replace(/\.$/, '')}.`;
  switch (run.outcome) {
    case undefined:
      return `It is still running: ${tasks}${gates}.`;
    case 'met':
      return `${isPart(run) ? 'It is done' : 'Every gate is met'}: ${tasks}${gates}.${why}`;
    case 'stopped':
      return `It was stopped: ${tasks}${gates}.${why}`;
    case 'not-met':
      return `${isPart(run) ? 'It is not done' : 'It ended short of its gates'}: ${tasks}${gates}.${why}`;
  }
}

function lastTime(run: Run, hooks: readonly HookEntry[]): string {
  const times = [
    run.startedAt,
    ...Object.values(run.tasks).flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt ?? '']),
    ...Object.values(run.evidence).map(({ time }) => time),
    ...run.steps.map(({ startedAt }) => startedAt),
    ...hooks.map(({ startedAt }) => startedAt),
  ];
  return times.sort().at(-1) ?? run.startedAt;
}

function phaseOf(run: Run, planned: PlannedPhase, until: string): ReportPhase {
  const { id, title } = planned;
  const record = run.phaseStates[id];
  const own = run.steps.filter(({ phase }) => phase === id);
  return {
    id,
    title,
    state: record?.state ?? 'waiting',
    reason: record?.reason ?? '',
    branch: record?.branch ?? '',
    startedAt: record?.startedAt,
    milliseconds: record === undefined ? 0 : between(record.startedAt, record.finishedAt ?? until),
    tasks: planned.tasks.map((task) => taskOf(task, run, run.tasks[taskKey(id, task.id)], own, until)),
    criteria: planned.criteria.map((criterion) =>
      criterionOf(criterion.id, criterion.title, criterion.manual, run.evidence[taskKey(id, criterion.id)]),
    ),
    steps: own.filter(({ task }) => task === undefined).map(stepOf),
  };
}

function taskOf(
  planned: PlannedPhase['tasks'][number],
  { finishedAt }: Run,
  record: TaskRecord | undefined,
  steps: readonly StepRecord[],
  until: string,
): ReportTask {
  return {
    id: planned.id,
    title: planned.title,
    agent: planned.agent,
    program: record?.agentName,
    issue: planned.issue,
    state: record?.life ?? (finishedAt === undefined ? 'waiting to start' : 'not started'),
    reason: record?.reason ?? '',
    attempt: record?.attempt ?? 0,
    startedAt: record?.startedAt,
    milliseconds: record === undefined ? 0 : between(record.startedAt, record.finishedAt ?? until),
    tokens: record?.usage?.tokens ?? 0,
    cost: record?.usage?.cost,
    files: record?.files ?? [],
    branch: record?.branch,
    commit: record?.commit,
    merged: record?.merged ?? false,
    steps: steps.filter(({ task }) => task === planned.id).map(stepOf),
  };
}

function criterionOf(id: string, title: string, manual: boolean, evidence: Evidence | undefined): ReportCriterion {
  const nothing = { command: '', exit: undefined, found: '', output: '', milliseconds: 0, commit: '' };
  if (evidence === undefined) {
    const reason = manual ? 'Nobody has approved it yet.' : 'It was not checked.';
    return { id, title, state: 'open', manual, ...nothing, reason, time: undefined };
  }
  const { met, command, exit, found, output, reason, milliseconds, commit, time } = evidence;
  const state = met ? 'met' : 'not-met';
  return { id, title, state, manual, command, exit, found, output, reason, milliseconds, commit, time };
}

function stepOf({ step, place, command, result }: StepRecord): ReportStep {
  const state =
    result === undefined ? 'running' : result.ok ? 'ok' : result.unavailable === true ? 'unavailable' : 'failed';
  const { exit, output = '', reason = '', milliseconds = 0 } = result ?? {};
  return { step, place, command, state, exit, output, reason, milliseconds };
}

function totalsOf(run: Run, phases: readonly ReportPhase[], planCriteria: readonly ReportCriterion[]): ReportTotals {
  const tasks = phases.flatMap((phase) => phase.tasks);
  const criteria = [...phases.flatMap((phase) => phase.criteria), ...planCriteria];
  const costs = tasks.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
  return {
    tasks: tasks.length,
    done: tasks.filter(({ state }) => state === 'done').length,
    failed: tasks.filter(({ state }) => state === 'failed' || state === 'lost').length,
    criteria: criteria.length,
    met: criteria.filter(({ state }) => state === 'met').length,
    tokens: tasks.reduce((sum, { tokens }) => sum + tokens, 0),
    cost: costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0),
    files: new Set(tasks.flatMap(({ files }) => files)).size,
    edits: run.edits,
  };
}

function timelineOf(run: Run, until: string): ReportTimeline {
  const whole = Math.max(1, between(run.startedAt, until));
  const share = (time: string): number => Math.min(1, between(run.startedAt, time) / whole);
  const bars = Object.values(run.tasks).map((task) => ({
    phase: task.phase,
    title: task.title,
    agent: task.agent,
    state: isOver(task.life) ? task.life : 'running',
    start: share(task.startedAt),
    end: share(task.finishedAt ?? until),
  }));
  return { from: run.startedAt, to: until, bars: bars.sort((one, other) => one.start - other.start) };
}
