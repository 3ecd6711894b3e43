import type { Step } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import type { StepPlace, StepResult } from '../../run/events.ts';
import { taskKey } from '../../run/state.ts';
import type { Executing } from './executing.ts';
import { phaseWorktree } from './phases.ts';
import { portVariables } from './port-variables.ts';
import { commandOf, stepContext } from './step-context.ts';

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
  const ports = executing.state().tasks[taskKey(phase ?? '', task ?? '')]?.ports ?? [];
  context.log.record(run, at, { kind: 'step.started', step: step.name, place, index, command: commandOf(step) });
  const result = await context.stepRunner(plan)(
    step,
    stepContext(executing.context, executing.plan, { run, phase, task }, worktree, { env: portVariables(ports) }),
    cancelled,
  );
  if (!executing.left()) context.log.record(run, at, { kind: 'step.finished', step: step.name, place, index, result });
  return result;
}

function recordRefusal(executing: Executing, { phase, task, place, index, step }: PlacedStep, reason: string): void {
  const { context, run } = executing;
  const at = { phase, task };
  context.log.record(run, at, { kind: 'step.started', step: step.name, place, index, command: commandOf(step) });
  const result: StepResult = { ok: false, exit: undefined, output: '', found: '', reason, milliseconds: 0 };
  context.log.record(run, at, { kind: 'step.finished', step: step.name, place, index, result });
}
