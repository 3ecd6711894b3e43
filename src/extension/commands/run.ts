import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { commands, views } from '../../protocol/commands.ts';
import { isOver, isRunning, type Run, type TaskRecord } from '../../run/state.ts';
import type { Home } from '../home.ts';
import { showPreflight } from '../preflight/show.ts';
import { line, plural } from '../say/words.ts';
import { nextPhase, PlanWork, phaseName, runsOf } from '../work.ts';
import { choose, confirm, withProgress } from './ask.ts';
import type { Call } from './call.ts';
import { cancelled, type Handlers } from './command.ts';
import { planOf, savePlan } from './plan.ts';

type Scope = { readonly plan: string; readonly phase?: string; readonly task?: string };

export const runCommands = {
  [commands.runPlan]: async (home, call) => {
    const plan = await planOf(home, call);
    return plan.ok ? start(home, { plan: plan.value }) : plan;
  },

  [commands.runPhase]: async (home, call) => {
    const scope = await phaseOf(home, call);
    return scope.ok ? start(home, scope.value) : scope;
  },

  [commands.runTask]: async (home, call) => {
    const scope = await taskOf(home, call);
    return scope.ok ? start(home, scope.value) : scope;
  },

  [commands.preflight]: async (home, call) => {
    const scope = await phaseOf(home, call);
    return scope.ok ? start(home, scope.value) : scope;
  },

  [commands.stop]: async (home, { subject }) => {
    if (subject.kind === 'task' && subject.run !== undefined) {
      const { run, phase, task } = subject;
      const folder = home.model.value.work.runs[run]?.tasks[`${phase}/${task}`]?.folder;
      const stopped = await home.link.request('run.stop', { run, phase, task });
      const kept = folder === undefined ? ', which had not begun' : '; its work is kept in its worktree';
      return stopped.ok ? ok(`Stopped ${task}${kept}`) : stopped;
    }
    const run = await runningRun(home, subject.kind === 'phase' ? subject.run : undefined);
    if (!run.ok) return run;
    const working = Object.values(run.value.tasks).filter(({ life }) => !isOver(life)).length;
    const sure =
      working === 0 ||
      (await confirm(
        `Stop ${run.value.title}?`,
        `${plural(working, 'agent')} at work will be ended. What they did stays in their worktrees, and the run can be resumed.`,
        'Stop',
      ));
    if (!sure) return cancelled;
    const stopped = await withProgress('Stopping…', () => home.link.request('run.stop', { run: run.value.id }));
    return stopped.ok ? ok(`Stopped ${run.value.title}; "Resume" goes on with it`) : stopped;
  },

  [commands.resume]: async (home) => {
    const resumed = await home.link.request('run.resume', {});
    if (!resumed.ok) return resumed;
    home.started.add(resumed.value.run);
    return ok('Resumed: what had finished is not done again');
  },

  [commands.retryTask]: async (home, call) => {
    const chosen = await recordOf(
      home,
      call,
      'Retry which task?',
      'task that failed',
      ({ life }) => isOver(life) && life !== 'done',
    );
    if (!chosen.ok) return chosen;
    const { run, record } = chosen.value;
    const { phase, task, title } = record;
    const retried = await home.link.request('task.retry', { run: run.id, phase, task });
    if (!retried.ok) return retried;
    home.started.add(run.id);
    return ok(`${title} starts again in its worktree`);
  },
} satisfies Handlers;

/** Shows what would happen, and starts it when the person says so. */
async function start(home: Home, scope: Scope): Promise<Result<string | undefined>> {
  await savePlan(home, scope.plan);
  const preflight = await withProgress('Preflight…', () => home.link.request('preflight', scope));
  if (!preflight.ok) return preflight;
  const { phases, title } = preflight.value;
  const what = scope.phase === undefined ? title : (phases[0]?.title ?? title);
  if (!(await showPreflight(home, preflight.value, what))) return cancelled;
  const started = await home.link.request('run.start', scope);
  if (!started.ok) return started;
  home.started.add(started.value.run);
  if (scope.plan !== home.model.value.active?.path) await home.plans.activate(scope.plan);
  await vscode.commands.executeCommand(`${views.plan}.focus`);
  const tasks = phases.flatMap(({ waves }) => waves.flat()).length;
  return ok(`Started ${what}: ${plural(tasks, 'task')}`);
}

async function phaseOf(home: Home, call: Call): Promise<Result<Scope>> {
  const { subject } = call;
  if (subject.kind === 'phase') return ok({ plan: subject.plan, phase: subject.phase });
  const plan = await planOf(home, call);
  if (!plan.ok) return plan;
  const phases = await phasesOf(home, plan.value);
  if (!phases.ok) return phases;
  const [only, ...others] = phases.value;
  // Preflight asks anyway.
  if (only !== undefined && others.length === 0) return ok({ plan: plan.value, phase: only.id });
  const work = new PlanWork(home.model.value.work, plan.value);
  const next = nextPhase(phases.value, work);
  const phase = await choose(
    'Which phase?',
    [...phases.value]
      .sort((a, b) => Number(b.id === next) - Number(a.id === next))
      .map(({ id, title, tasks }) => ({
        label: title,
        description: line(
          phaseName(id, title) === title ? undefined : phaseName(id, title),
          id === next ? 'next' : undefined,
          work.phase(id)?.record.state === 'met' ? 'closed' : undefined,
          tasks.length === 0 ? 'steps only' : plural(tasks.length, 'task'),
        ),
        value: id,
      })),
  );
  return phase === undefined ? cancelled : ok({ plan: plan.value, phase });
}

async function taskOf(home: Home, call: Call): Promise<Result<Scope>> {
  const { subject } = call;
  if (subject.kind === 'task' && subject.plan !== '') {
    return ok({ plan: subject.plan, phase: subject.phase, task: subject.task });
  }
  const plan = await planOf(home, call);
  if (!plan.ok) return plan;
  const phases = await phasesOf(home, plan.value);
  if (!phases.ok) return phases;
  const scope = await choose(
    'Which task?',
    phases.value.flatMap((phase) =>
      phase.tasks.map(({ id, title }) => ({
        label: title,
        description: phase.title,
        value: { plan: plan.value, phase: phase.id, task: id },
      })),
    ),
  );
  return scope === undefined ? cancelled : ok(scope);
}

type PhaseChoice = {
  readonly id: string;
  readonly title: string;
  readonly tasks: readonly { readonly id: string; readonly title: string }[];
};

/** The phases of a plan: as the window has read them, else as the runner reads them, whose refusal says what is wrong with the plan. */
async function phasesOf(home: Home, plan: string): Promise<Result<readonly PhaseChoice[]>> {
  const { active } = home.model.value;
  if (active?.path === plan && active.plan !== undefined && active.errors === 0) return ok(active.plan.phases);
  await savePlan(home, plan);
  const preflight = await home.link.request('preflight', { plan });
  if (!preflight.ok) return preflight;
  return ok(preflight.value.phases.map(({ id, title, waves }) => ({ id, title, tasks: waves.flat() })));
}

async function runningRun(home: Home, wanted: string | undefined): Promise<Result<Run>> {
  const running = runsOf(home.model.value.work).filter(isRunning);
  const named = running.find(({ id }) => id === wanted);
  const [only, ...others] = running;
  if (named !== undefined) return ok(named);
  if (only === undefined) return fail({ kind: 'no-such', what: 'run that is going on', name: '', known: [] });
  if (others.length === 0) return ok(only);
  const run = await choose(
    'Stop which run?',
    running.map((value) => ({ label: value.title, description: value.plan, value })),
  );
  return run === undefined ? cancelled : ok(run);
}

export type ChosenTask = { readonly run: Run; readonly record: TaskRecord };

/** The task of a run that a command is about, chosen by the person where the call does not say. */
export async function recordOf(
  home: Home,
  { subject }: Call,
  question: string,
  what: string,
  fits: (record: TaskRecord, run: Run) => boolean,
): Promise<Result<ChosenTask>> {
  const runs = runsOf(home.model.value.work);
  const all = runs.flatMap((run) => Object.values(run.tasks).map((record) => ({ run, record })));
  const named = all.find(
    ({ run, record }) =>
      (subject.kind === 'task' || subject.kind === 'change') &&
      run.id === subject.run &&
      record.phase === subject.phase &&
      record.task === subject.task,
  );
  if (named !== undefined) return ok(named);
  const fitting = all.filter(({ run, record }) => fits(record, run));
  if (fitting.length === 0) return fail({ kind: 'no-such', what, name: '', known: [] });
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return ok(only);
  const chosen = await choose(
    question,
    fitting.map((value) => ({
      label: value.record.title,
      description: line(value.record.agentName ?? value.record.agent, value.record.life, value.run.title),
      value,
    })),
  );
  return chosen === undefined ? cancelled : ok(chosen);
}
