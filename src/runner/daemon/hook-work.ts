import type { WorkspaceFolders } from '../../adapters/workspace.ts';
import type { Clock } from '../../base/clock.ts';
import type { HookEnd } from '../../hooks/orders.ts';
import { problemsIn } from '../../hooks/problems.ts';
import type { HookRun } from '../../hooks/rule.ts';
import type { HookDeclaration, Plan } from '../../plan/model/plan.ts';
import type { Payload, StepResult } from '../../run/events.ts';
import type { StepContext, StepRunner, Worktrees } from '../../run/ports.ts';
import type { EventLog } from './event-log.ts';
import type { HookPlace } from './hook-rules.ts';
import { stepContext } from './step-context.ts';

/** What a hook showed, as it is journaled. */
export type HookOutcome = Pick<Extract<Payload, { kind: 'hook.finished' }>, 'result' | 'problems'> & {
  readonly end: HookEnd;
};

/** What hooks are carried out with. */
export type HookDriverOptions = {
  readonly log: EventLog;
  readonly folders: WorkspaceFolders;
  readonly clock: Clock;
  readonly worktrees: Worktrees;
  stepRunner(plan: Plan | undefined): StepRunner;
  /** Starts an agent because a hook failed; gives its run, or undefined where none was started. */
  startAgent?(agent: string, hook: HookRun, outcome: HookOutcome): Promise<string | undefined>;
  report(problem: unknown): void;
};

type Surroundings = Pick<HookDriverOptions, 'folders' | 'clock' | 'stepRunner'>;

/** Carries out one attempt of a hook. Trying again is the engine's decision, so the step itself is tried once. */
export async function carryOut(
  surroundings: Surroundings,
  {
    hook,
    place,
    declared,
    plan,
  }: { hook: HookRun; place: HookPlace; declared: HookDeclaration; plan: Plan | undefined },
  cancelled: AbortSignal,
): Promise<HookOutcome> {
  const context = contextOf(surroundings, hook, place, plan);
  const result = await surroundings.stepRunner(plan)({ ...declared.step, retries: 0 }, context, cancelled);
  const problems = problemsIn(result.output, declared.matchers, context.values['file'] ?? '');
  return { end: endOf(result, declared), result, ...(problems.length === 0 ? {} : { problems }) };
}

function endOf(result: StepResult, { step }: HookDeclaration): HookEnd {
  if (result.ok || (step.continueOnError && result.unavailable !== true)) return 'ok';
  return result.unavailable === true ? 'unavailable' : 'failed';
}

function contextOf(surroundings: Surroundings, hook: HookRun, place: HookPlace, plan: Plan | undefined): StepContext {
  const { cause, rule } = hook;
  const files = cause.kind === 'edit' ? cause.files.map(asArgument) : [];
  const [file = ''] = files;
  const env = {
    PHASELINE_EVENT: hook.id,
    PHASELINE_FILE: file,
    PHASELINE_HOOK: rule.on,
    ...(files.length > 1 ? { PHASELINE_FILES: files.join('\n') } : {}),
  };
  const values = {
    file,
    files: files.join('\n'),
    subject: cause.kind === 'edit' ? cause.files[0] : cause.subject,
    'agent.id': cause.kind === 'edit' ? (cause.agent ?? '') : '',
  };
  return {
    ...stepContext(surroundings, plan, place, cause.root, { env, values }),
    ...(cause.kind === 'edit' ? { lists: { files } } : {}),
  };
}

/** A file called `-rf` is no option. */
const asArgument = (file: string): string => (file.startsWith('-') ? `./${file}` : file);
