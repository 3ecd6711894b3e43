import type { WorkspaceFolders } from '../../adapters/workspace.ts';
import type { AgentLaunch, AgentLauncher, Permissions, ToolServer } from '../../agents/agent.ts';
import type { AgentLimits } from '../../agents/attendance.ts';
import type { Clock } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import type { Plan, Task } from '../../plan/model/plan.ts';
import type { Ruling } from '../../run/governor.ts';
import type { MergeWay, StepRunner, Worktrees } from '../../run/ports.ts';
import type { Run } from '../../run/state.ts';
import type { EventLog } from './event-log.ts';
import type { HookDriver } from './hook-driver.ts';
import type { RunHooks } from './run-hooks.ts';
import type { Tracker } from './tracker.ts';
import type { Transcripts } from './transcripts.ts';

/** How an agent of a type would be started here. */
export type AgentStart = Pick<AgentLaunch, 'command' | 'speaks' | 'env' | 'model' | 'mode' | 'permissions'> & {
  /** For people: "Demo agent", "Claude Code 2.1". */
  readonly title: string;
  /** Words that take a session of it up in a terminal; none where it has no such command. */
  readonly takesUp: readonly string[];
  /** What the type says before any task. */
  readonly prompt: string;
  readonly isolation: 'worktree' | 'none';
  /** What one turn may use. */
  readonly limits: AgentLimits;
};

export type AgentDirectory = {
  start(plan: Plan, agent: string): Promise<Result<AgentStart>>;
  /** What agents of a type may do now, as the plan and the person say. */
  permissions(plan: Plan, agent: string): Permissions;
};

/** What runs are carried out with; made once by the runner, replaced piece by piece in tests. */
export type RunContext = {
  readonly folders: WorkspaceFolders;
  readonly clock: Clock;
  readonly log: EventLog;
  /** Resolves once everything is gone that earlier runners left. */
  readonly swept: Promise<void>;
  readonly transcripts: Transcripts;
  readonly tracker: Tracker;
  readonly hooks: HookDriver;
  /** Which hooks a run has. */
  readonly runHooks: RunHooks;
  readonly worktrees: Worktrees;
  readonly agents: AgentDirectory;
  readonly launch: AgentLauncher;
  /** How an agent starts the server of our own tools; undefined where a person does not want it. */
  toolServer(): ToolServer | undefined;
  /** Steps of a plan; `uses:` may need the plan's own issues. */
  stepRunner(plan: Plan): StepRunner;
  /** The text that is really sent to an agent. */
  prompt(plan: Plan, task: Task, start: AgentStart): string;
  /** Which agents of a run may start now. */
  govern(plan: Plan, run: Run): Ruling;
  /** Agents at once, over all runs. */
  readonly mostAgents: () => number;
  /** How finished work is brought together, as the person has set it. */
  mergeWay(): MergeWay;
  report(problem: unknown): void;
};
