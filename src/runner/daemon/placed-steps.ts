import type { Step } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import type { StepPlace, StepResult } from '../../run/events.ts';
import type { StepContext } from '../../run/ports.ts';
import type { Executing } from './execution.ts';
import { phaseWorktree } from './phases.ts';

export type PlacedStep = {
  readonly phase: string | undefined;
  readonly task?: string;
  readonly place: StepPlace;
  readonly index: number;
  readonly step: Step;
};

/** Runs a step of a plan or phase where it belongs: in the phase's worktree, or in the workspace before there is any. */
export async function runPlacedStep(executing: Executing, placed: PlacedStep): Promise<void> {
  const { context } = executing;
  if (placed.phase === undefined) {
    await recordStep(executing, placed, context.folders.workspace, executing.stopped);
    return;
  }
  const worktree = await phaseWorktree(executing, placed.phase);
  if (worktree.ok) await recordStep(executing, placed, worktree.value, executing.stopped);
  else recordRefusal(executing, placed, sentence(worktree.error));
}

/** Journals that the step starts, runs it, journals how it ended. */
export async function recordStep(
  executing: Executing,
  placed: PlacedStep,
  worktree: string,
  cancelled: AbortSignal,
): Promise<StepResult> {
  const { context, run, plan } = executing;
  const { phase, task, place, index, step } = placed;
  const at = { phase, task };
  context.log.record(run, at, { kind: 'step.started', step: step.name, place, index, command: commandOf(step) });
  const result = await context.stepRunner(plan)(step, stepContext(executing, phase, task, worktree), cancelled);
  context.log.record(run, at, { kind: 'step.finished', step: step.name, place, index, result });
  return result;
}

function recordRefusal(executing: Executing, { phase, task, place, index, step }: PlacedStep, reason: string): void {
  const { context, run } = executing;
  const at = { phase, task };
  context.log.record(run, at, { kind: 'step.started', step: step.name, place, index, command: commandOf(step) });
  const result: StepResult = { ok: false, exit: undefined, output: '', found: '', reason, milliseconds: 0 };
  context.log.record(run, at, { kind: 'step.finished', step: step.name, place, index, result });
}

/** What a step would carry out, as a person would write it. */
export function commandOf(step: Step): string {
  switch (step.do.kind) {
    case 'run':
      return step.do.words.join(' ');
    case 'shell':
      return step.do.script;
    case 'uses':
      return step.do.action;
  }
}

/** What a step may name in its templates, from the plan and where it stands. */
export function stepContext(
  executing: Executing,
  phaseId: string | undefined,
  taskId: string | undefined,
  worktree: string,
): StepContext {
  const { plan, run, context } = executing;
  const phase = plan.phases.find(({ id }) => id === phaseId);
  const task = phase?.tasks.find(({ id }) => id === taskId);
  const issue = task?.issue === undefined ? undefined : plan.issues.get(task.issue);
  return {
    workspace: context.folders.workspace,
    worktree,
    env: { PHASELINE_RUN: run },
    values: {
      'plan.name': plan.name,
      'plan.title': plan.title,
      'plan.epic': plan.epic ?? '',
      'phase.id': phase?.id ?? '',
      'phase.title': phase?.title ?? '',
      'task.id': task?.id ?? '',
      'task.title': task?.title ?? '',
      'task.agent': task?.agent ?? '',
      'issue.id': task?.issue ?? '',
      'issue.title': issue?.title ?? '',
      workspace: context.folders.workspace,
      worktree,
    },
  };
}
