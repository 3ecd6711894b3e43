import path from 'node:path';
import type { Disposable } from '../../base/disposable.ts';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Step } from '../../plan/model/plan.ts';
import { actionOf, isActionName } from '../../plan/schema/actions.ts';
import { sentence } from '../../protocol/explain.ts';
import type { StepResult } from '../../run/events.ts';
import { judge } from '../../run/expect.ts';
import type { StepContext, StepRunner } from '../../run/ports.ts';
import { expandStep } from '../../run/template.ts';
import { BoundedOutput } from '../bounded-output.ts';
import { relativeTo } from '../edits.ts';
import { executeProgram } from '../processes.ts';
import { type ActionPorts, Given } from './action.ts';
import { carryOuts } from './actions.ts';

/** Most bytes of output that a result keeps; `expect` looks at up to a megabyte. */
const mostOutput = 32 * 1024;

/**
 * Runs steps: programs without a shell, scripts in the shell that the step names, typed actions. Never throws; what a step cannot do is a
 * result that is not ok, with the reason, and `unavailable` where something that it needs is not on this machine.
 */
export function createStepRunner(ports: ActionPorts): StepRunner {
  return async (step, context, cancelled) => {
    const begin = performance.now();
    const environment = environmentOf(context);
    const expanded = expandStep(step, valuesOf(context, environment), context.lists);
    let result = expanded.ok ? undefined : refusal(expanded.error);
    for (let tries = 0; expanded.ok && tries <= step.retries; tries += 1) {
      result = await once({ ports, step: expanded.value, context, environment, cancelled });
      if (result.ok || result.unavailable === true || cancelled.aborted) break;
    }
    return {
      ...(result ?? refusal({ kind: 'cancelled', what: step.name })),
      milliseconds: Math.round(performance.now() - begin),
    };
  };
}

type Environment = Readonly<Record<string, string>>;

/** Variables that a step gets besides what its caller and its author give it, and the values that they hold. */
const variables: Readonly<Record<string, string>> = {
  PHASELINE_FILE: 'file',
  PHASELINE_PLAN: 'plan.name',
  PHASELINE_PHASE: 'phase.id',
  PHASELINE_TASK: 'task.id',
  PHASELINE_ISSUE: 'issue.id',
  PHASELINE_AGENT: 'task.agent',
};

function environmentOf({ workspace, worktree, values, env }: StepContext): Environment {
  const given = Object.entries(variables).flatMap(([variable, name]) =>
    values[name] ? [[variable, values[name]]] : [],
  );
  return { PHASELINE_WORKSPACE: workspace, PHASELINE_WORKTREE: worktree, ...Object.fromEntries(given), ...env };
}

/** What templates may name: the caller's values, the two folders, and the environment that the step will have. */
function valuesOf(
  { workspace, worktree, values }: StepContext,
  environment: Environment,
): Readonly<Record<string, string>> {
  const all: [string, string][] = Object.entries({ ...process.env, ...environment }).flatMap(([name, value]) =>
    value === undefined ? [] : [[`env.${name}`, value]],
  );
  return { ...Object.fromEntries(all), workspace, worktree, ...values };
}

/** One try of a step. */
type Attempt = {
  readonly ports: ActionPorts;
  readonly step: Step;
  readonly context: StepContext;
  readonly environment: Environment;
  readonly cancelled: AbortSignal;
};

async function once(attempt: Attempt): Promise<StepResult> {
  const what = attempt.step.do;
  switch (what.kind) {
    case 'run': {
      const [program = '', ...args] = what.words;
      return runWords(attempt, program, args);
    }
    case 'shell': {
      const { program, args } = shellWords(what.shell, what.script);
      return runWords(attempt, program, args);
    }
    case 'uses':
      return runAction(attempt, what);
  }
}

/** How each shell is handed a script; one that is not known takes `-c`, as shells do. */
function shellWords(shell: string, script: string): { readonly program: string; readonly args: readonly string[] } {
  if (shell === 'pwsh' || shell === 'powershell')
    return { program: shell, args: ['-NoProfile', '-NonInteractive', '-Command', script] };
  return { program: shell, args: shell === 'cmd' ? ['/d', '/s', '/c', script] : ['-c', script] };
}

async function runWords(
  { ports, step, context, environment, cancelled }: Attempt,
  program: string,
  args: readonly string[],
): Promise<StepResult> {
  const cwd = folderOf(step, context);
  if (!cwd.ok) return refusal(cwd.error);
  const env = { ...environment, ...step.env };
  const timeoutMilliseconds = step.timeoutSeconds * 1000;
  const start = { program, args, cwd: cwd.value, env, neededFor: `the step "${step.name}"` };
  // What a killed runner left may be this very step, at the same files.
  await ports.programs.swept;
  const started = (pid: number): Disposable => ports.programs.atWork(pid);
  const done = await executeProgram({ ...start, timeoutMilliseconds, started }, cancelled);
  if (!done.ok) return refusal(done.error);
  const { exit, stdout, output, cut, milliseconds } = done.value;
  const shown = { exit, output: bounded(output), milliseconds };
  if (cut === 'timed-out') {
    return { ...shown, ok: false, found: '', reason: `it took longer than ${step.timeoutSeconds} s and was ended` };
  }
  if (cut === 'cancelled') return { ...shown, ok: false, found: '', reason: 'it was cancelled' };
  return { ...shown, ...judge(step.expect, { exit, stdout, output }) };
}

/** Only inside the folder that the step belongs to: a plan is not to run things elsewhere. */
function folderOf({ cwd }: Step, { worktree }: StepContext): Result<string> {
  if (cwd === undefined || path.resolve(worktree, cwd) === path.resolve(worktree)) return ok(worktree);
  if (relativeTo(worktree, cwd, path) !== undefined) return ok(path.resolve(worktree, cwd));
  return fail({ kind: 'usage', detail: `cwd: ${cwd} lies outside ${worktree}` });
}

async function runAction(
  { ports, step, context, cancelled }: Attempt,
  { action, with: given }: Extract<Step['do'], { kind: 'uses' }>,
): Promise<StepResult> {
  if (!isActionName(action)) return refusal({ kind: 'no-such', what: 'action', name: action, known: [] });
  const bare = actionOf(action)?.bare === true && Object.keys(given).length === 0;
  const required = bare ? [] : requiredOf(action);
  const missing = required.filter((name) => given[name] === undefined || given[name] === '');
  if (missing.length > 0) {
    return refusal({ kind: 'action-unavailable', action, why: `it needs ${missing.join(' and ')}` });
  }
  const timeoutMilliseconds = step.timeoutSeconds * 1000;
  const timer = timeoutSignal(cancelled, timeoutMilliseconds);
  const acting = { action, given: new Given(given), context, ports, signal: timer.signal, timeoutMilliseconds };
  const done = await carryOuts[action](acting).finally(timer.dispose);
  if (!done.ok) {
    const late = done.error.kind === 'cancelled' && !cancelled.aborted;
    return refusal(late ? { kind: 'timed-out', what: action, milliseconds: timeoutMilliseconds } : done.error);
  }
  const output = done.value;
  return {
    exit: 0,
    output: bounded(output),
    milliseconds: 0,
    ...judge(step.expect, { exit: 0, stdout: output, output }),
  };
}

const requiredOf = (action: string): readonly string[] =>
  Object.entries(actionOf(action)?.arguments ?? {}).flatMap(([name, { required }]) => (required ? [name] : []));

/** Aborts when the caller does, or after so long. (AbortSignal.any is not in every Node 20.) */
function timeoutSignal(
  cancelled: AbortSignal,
  milliseconds: number,
): { readonly signal: AbortSignal; dispose(): void } {
  const own = new AbortController();
  const abort = (): void => own.abort();
  const timer = setTimeout(abort, milliseconds);
  cancelled.addEventListener('abort', abort);
  if (cancelled.aborted) abort();
  return {
    signal: own.signal,
    dispose: () => {
      clearTimeout(timer);
      cancelled.removeEventListener('abort', abort);
    },
  };
}

const notHere: ReadonlySet<Failure['kind']> = new Set(['program-missing', 'claude-flow-missing', 'action-unavailable']);

const refusal = (failure: Failure): StepResult => ({
  ok: false,
  exit: undefined,
  output: '',
  found: '',
  reason: sentence(failure),
  milliseconds: 0,
  ...(notHere.has(failure.kind) ? { unavailable: true } : {}),
});

function bounded(text: string): string {
  if (text.length <= mostOutput / 4) return text;
  const kept = new BoundedOutput(mostOutput);
  kept.add(Buffer.from(text));
  return kept.text();
}
