import type { PermissionRequest } from '../../agents/agent.ts';
import type { Result } from '../../base/result.ts';
import type { Plan } from '../../plan/model/plan.ts';
import type { Run } from '../../run/state.ts';
import type { RunContext } from './context.ts';

/** A person's answer to a request of an agent; `remember` decides the same request for its type from now on. */
export type GivenAnswer = { readonly request: string; readonly option: string; readonly remember: boolean };

/** A task at work, as its execution holds it. */
export type RunningTask = {
  readonly over: Promise<void>;
  stop(): void;
  /** Whether there was somebody to hear it. */
  answer(given: GivenAnswer): boolean;
  /** Holds its agent to what a person has said meanwhile. */
  permit(): void;
  /** Puts a question of its agent to the person; undefined where nobody will answer it. */
  ask(question: Omit<PermissionRequest, 'id'>): Promise<string | undefined>;
};

/** What the parts of one execution share. */
export type Executing = {
  readonly run: string;
  readonly plan: Plan;
  readonly context: RunContext;
  /** Aborted when the run is stopped, and when the runner leaves it. */
  readonly stopped: AbortSignal;
  /** The runner ends in the middle of it: what is cut short now is not recorded, so that a resumed run does it again. */
  left(): boolean;
  state(): Run;
  readonly tasks: Map<string, RunningTask>;
  /** Looks at where a phase stands that are under way, by phase. */
  readonly gathered: Map<string, Promise<Result<string>>>;
  /** Claims under way, by issue: tasks that start together and work on one issue take it once. */
  readonly claims: Map<string, Promise<string | undefined>>;
};
