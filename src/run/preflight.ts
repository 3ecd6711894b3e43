import type { Failure } from '../base/failure.ts';

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
  /** What would be started, for people: "demo agent", "Claude Code 2.1". */
  readonly runner: string;
  readonly issue: string | undefined;
};

export type PreflightProblem = {
  readonly severity: 'error' | 'warning';
  readonly phase?: string;
  readonly task?: string;
  /** What is wrong: a failure, worded at the edge; or an overlap of files between tasks of one wave. */
  readonly what:
    | Failure
    | { readonly kind: 'overlap'; readonly tasks: readonly string[]; readonly files: readonly string[] }
    | { readonly kind: 'phase-not-closed'; readonly phase: string };
};
