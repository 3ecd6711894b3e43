import type { AgentUpdate, FoundAgent, Permissions } from '../agents/agent.ts';
import type { Failure } from '../base/failure.ts';
import type { HookMoment } from '../hooks/rule.ts';
import type { IssueChanges } from '../issues/diff.ts';
import type { Issue } from '../issues/issue.ts';
import type { PackedIssues } from '../issues/packed.ts';
import type { IssueChange, NewIssue } from '../issues/store.ts';
import type { RunEvent } from '../run/events.ts';
import type { PlannedIssues } from '../run/planned-issues.ts';
import type { ChangedFile, Conflict, MergeWay, ReviewPart } from '../run/ports.ts';
import type { Preflight } from '../run/preflight.ts';
import type { WorktreeFacts } from '../run/worktree-state.ts';
import type { HookSetting } from './settings.ts';

/** Raised when two processes could misunderstand each other; a window with another number restarts an idle runner. */
export const protocolVersion = 2;

/** Who speaks to a runner. Settings are what the person set under `phaseline.*`, resolved by the client. */
export type Hello = {
  readonly token: string;
  readonly protocol: number;
  readonly client: 'window' | 'cli' | 'server';
  readonly settings: RunnerSettings;
};

/** What is left out stays as it was told before: a window tells all of it, a command line what it is about. */
export type RunnerSettings = {
  /** Runner for agent types that name none: a registry id; undefined or empty: the first found. */
  readonly agent?: string;
  /** Most agents at once on this machine, over all plans. */
  readonly maxAgents?: number;
  /** No agent beside others starts above this load by core. */
  readonly maxLoad?: number;
  /** Whether agents are offered our own tools; they are where nothing is said. */
  readonly agentTools?: boolean;
  /** Nor with less than so many megabytes of free memory. */
  readonly minFreeMemory?: number;
  /** Hooks beside those of plans. */
  readonly hooks?: readonly HookSetting[];
  /** Ids of hooks of plans that the person was shown and lets run after their own edits; a hook that was changed has another id. */
  readonly agreedHooks?: readonly string[];
  /** Exact version, or a folder that holds the package; undefined or empty: the one that is found. */
  readonly claudeFlow?: string;
  /** How finished work is brought together; absent: with merge commits. */
  readonly mergeWay?: MergeWay;
  /** What agents may do, by type and kind of tool; goes before what the plan says. */
  readonly permissions?: Readonly<Record<string, Permissions>>;
  /** Plan whose hooks follow a person's edits, workspace-relative; undefined or empty: the only one at the root. */
  readonly activePlan?: string;
};

/** Files of the workspace, and the moment at which hooks are to follow them. `plan`: workspace-relative; absent: the active one. */
export type HooksOf = { readonly on: HookMoment; readonly files: readonly string[]; readonly plan?: string };

/** A hook of a plan, as it is shown before it may run. `command`: what it would carry out. */
export type HeldHook = { readonly hook: string; readonly title: string; readonly command: string };

/** The rule trace of one file. */
export type HookTrace = {
  /** Workspace-relative; empty for a moment that is about no file. */
  readonly file: string;
  /** Why its edits are none, where they are: what ignores it. */
  readonly ignored: string | undefined;
  readonly paused: boolean;
  readonly hooks: readonly {
    readonly hook: string;
    readonly title: string;
    readonly runs: boolean;
    readonly why: string;
    /** Nobody has agreed to it yet. */
    readonly held: boolean;
    /** Its latest run for the file, and how that ended; `detail` is the reason for people. */
    readonly last: { readonly at: string; readonly state: string; readonly detail: string } | undefined;
  }[];
};

export type TaskRef = { readonly run: string; readonly phase: string; readonly task: string };

/** A part of a transcript, and where it lies in the whole, in bytes; `from` is 0 where nothing is before it. */
export type TranscriptPage = { readonly updates: readonly AgentUpdate[]; readonly from: number; readonly to: number };

/** One agent launched by hand. */
export type Launch = {
  readonly agent: string;
  /** A plan that says more of the type: its role, model, mode, permissions and limits. */
  readonly plan?: string;
  readonly runner?: string;
  readonly prompt: string;
  readonly issue?: string;
  readonly isolation: 'worktree' | 'none';
  /** What people know it by; absent: the first line of its prompt. */
  readonly title?: string;
  /** The prompt is sent as it is, with nothing put around it. */
  readonly exact?: boolean;
};

/** The work of a task, or without one what a whole phase gathered. */
export type WorkRef = { readonly run: string; readonly phase: string; readonly task?: string };

export type ListedWorktree = WorktreeFacts & { readonly kept: string };

export type EditReport = {
  readonly path: string;
  readonly change: 'created' | 'changed' | 'deleted';
  /** Of the bytes that the reporter saw; absent: the runner reads them, and looks into a folder. */
  readonly hash?: string;
};

/** One typed table of what a client may ask of a runner: parameters and result. A refusal is `{ failure }`, never a thrown string. */
export type Requests = {
  hello: { params: Hello; result: { readonly version: string; readonly pid: number; readonly workspace: string } };
  /** Every event of every run that this workspace remembers, then `event` notifications for those after. `after` skips what a client has, by run. */
  subscribe: {
    params: {
      readonly after: Readonly<Record<string, number>> /** Only this run, and no issues. */;
      readonly run?: string;
    };
    result: { readonly events: readonly RunEvent[] };
  };
  configure: { params: { readonly settings: RunnerSettings }; result: null };
  preflight: { params: { readonly plan: string; readonly phase?: string; readonly task?: string }; result: Preflight };
  'run.start': {
    params: { readonly plan: string; readonly phase?: string; readonly task?: string };
    result: { readonly run: string };
  };
  'run.stop': {
    params: { readonly run?: string; readonly phase?: string; readonly task?: string };
    result: { readonly run: string };
  };
  /** Starts no more agents of a run; those at work go on. */
  'run.hold': { params: { readonly run?: string; readonly by: string }; result: { readonly run: string } };
  /** Starts agents again, also over what the governor held the run for. */
  'run.release': { params: { readonly run?: string; readonly by: string }; result: { readonly run: string } };
  'run.resume': { params: { readonly run?: string }; result: { readonly run: string } };
  'run.report': {
    params: { readonly run?: string; readonly format: 'html' | 'md' | 'json' };
    result: { readonly run: string; readonly text: string };
  };
  'task.retry': { params: TaskRef; result: null };
  /**
   * Into the branch that the workspace has checked out: what a phase gathered, or the work of one ended task alone. A task whose conflict with
   * its phase was resolved goes on in its run instead, where it is verified and merged; then `commit` is empty.
   */
  'task.merge': {
    params: WorkRef & { readonly way?: MergeWay };
    result: { readonly commit: string; readonly into: string };
  };
  /** Takes such a merge back, or that of a task into its phase. `commit`: where the branch stands then. */
  'task.unmerge': { params: WorkRef; result: { readonly commit: string; readonly into: string } };
  /** What merging would meet, without touching anything. `conflicts` is undefined where Git cannot tell beforehand. */
  'task.foresee': {
    params: WorkRef;
    result: { readonly into: string; readonly conflicts: readonly string[] | undefined };
  };
  /** Lays the conflict of a task, or of what a phase gathered, out in its worktree, for somebody to resolve by editing. */
  'task.resolve': { params: WorkRef; result: Conflict & { readonly folder: string; readonly into: string } };
  /** What a task changed since it parted from the branch that it is for. `commit` names what was looked at. */
  'task.changes': {
    params: TaskRef;
    result: { readonly base: string; readonly commit: string; readonly files: readonly ChangedFile[] };
  };
  /** Takes parts of that back, in a commit of its own. Refused where the work is not what was looked at any more. */
  'task.leaveOut': {
    params: TaskRef & { readonly commit: string; readonly parts: readonly ReviewPart[] };
    result: { readonly commit: string };
  };
  'task.discard': { params: TaskRef; result: null };
  /** Worktrees that were made here, by run or left over; `kept` says why one stays and is empty where it can go. */
  'worktrees.list': { params: Record<string, never>; result: { readonly worktrees: readonly ListedWorktree[] } };
  /** Removes those with which nothing is lost; `kept` is empty for what was removed. */
  'worktrees.clean': { params: Record<string, never>; result: { readonly worktrees: readonly ListedWorktree[] } };
  'agent.found': {
    params: Record<string, never>;
    result: {
      readonly agents: readonly FoundAgent[];
      readonly types: readonly { readonly name: string; readonly description: string; readonly source: string }[];
    };
  };
  'agent.launch': { params: Launch; result: { readonly run: string } };
  /** The text that such a launch would send. */
  'agent.prompt': { params: Launch; result: { readonly text: string } };
  /** Which of these tools the installed claude-flow has; null where none is installed or it cannot be started. */
  'tools.found': {
    params: { readonly tools: readonly string[] };
    result: { readonly tools: Readonly<Record<string, boolean>> | null };
  };
  /** One of our own tools, used by an agent (or, without a task, by whoever started the server of them). */
  'agent.call': {
    params: {
      readonly task?: TaskRef;
      readonly tool: string;
      readonly input: Readonly<Record<string, unknown>>;
    };
    result: { readonly text: string };
  };
  /** `remember`: the same request is answered so from now on, for every agent of the type. */
  'agent.answer': {
    params: TaskRef & { readonly request: string; readonly option: string; readonly remember?: boolean };
    result: null;
  };
  /** Says more to a task's agent, which goes on in its worktree: after its turn, or in a new one. */
  'agent.followUp': { params: TaskRef & { readonly text: string }; result: null };
  /** The last part of the transcript, about so many bytes of it; then `transcript` notifications for this task until `agent.unwatch`. */
  'agent.watch': { params: TaskRef & { readonly bytes: number }; result: TranscriptPage };
  /** The part of the transcript before an offset. */
  'agent.page': { params: TaskRef & { readonly before: number; readonly bytes: number }; result: TranscriptPage };
  'agent.unwatch': { params: TaskRef; result: null };
  'criterion.approve': {
    params: { readonly run: string; readonly phase?: string; readonly criterion: string; readonly by: string };
    result: null;
  };
  /** `held`: hooks of the plan that would have followed, and to which nobody has agreed yet. */
  'edits.report': {
    params: { readonly edits: readonly EditReport[] };
    result: { readonly held: readonly HeldHook[] };
  };
  /**
   * `agreed`: also those that nobody has agreed to, because the person asks for them now. `plan`: those of this plan instead of the active one, this
   * once. Ends when they and all that they set off are over.
   */
  'hooks.run': {
    params: HooksOf & { readonly agreed: boolean };
    result: { readonly matched: readonly { readonly file: string; readonly hook: string; readonly title: string }[] };
  };
  /** Why each hook would or would not run for a file; runs nothing. */
  'hooks.explain': {
    params: HooksOf;
    result: { readonly traces: readonly HookTrace[] };
  };
  /** A person says what becomes of a hook that a kill left in doubt. */
  'hooks.decide': { params: { readonly hook: string; readonly again: boolean }; result: null };
  'hooks.pause': { params: { readonly paused: boolean }; result: null };
  /** What is known of the issues is told before the answer; with `again` they are read anew first. */
  'issues.load': { params: { readonly again?: boolean }; result: null };
  /** The new tracker is told before the answer. */
  'issues.createTracker': { params: { readonly prefix: string }; result: null };
  'issues.create': { params: { readonly issue: NewIssue }; result: Issue };
  /** What a plan says of its issues, held against the tracker; changes nothing. */
  'issues.planned': { params: { readonly plan: string }; result: PlannedIssues };
  /** Creates those of them that the tracker lacks. */
  'issues.createPlanned': { params: { readonly plan: string }; result: { readonly created: readonly string[] } };
  'issues.update': { params: { readonly id: string; readonly change: IssueChange }; result: Issue };
  'issues.claim': { params: { readonly id: string; readonly assignee: string }; result: Issue };
  'issues.close': { params: { readonly id: string; readonly reason: string }; result: Issue };
  'issues.reopen': { params: { readonly id: string; readonly reason: string }; result: Issue };
  'issues.comment': { params: { readonly id: string; readonly text: string }; result: Issue };
  'issues.depend': {
    params: { readonly id: string; readonly on: string; readonly type: string; readonly remove: boolean };
    result: Issue;
  };
  /** Ends the runner once nothing runs, at once with `force`. */
  shutdown: { params: { readonly force: boolean }; result: null };
};

export type RequestName = keyof Requests;
export type Params<N extends RequestName> = Requests[N]['params'];
export type Answer<N extends RequestName> = { readonly value: Requests[N]['result'] } | { readonly failure: Failure };

/** What a runner tells its subscribers. */
export type Notifications = {
  event: RunEvent;
  /** A run stands still because its journal cannot be written, which no event of it can say. It can be resumed once that is mended. */
  halted: { readonly run: string; readonly failure: Failure };
  /** Some of the issues that the next `issues` is about. */
  issuesPart: PackedIssues;
  issues: IssuesTold;
  issuesChanged: IssuesChange;
  transcript: TaskRef & { readonly updates: readonly AgentUpdate[] };
};

/** The tracker as clients see it. */
export type IssuesState =
  | { readonly state: 'none' }
  | { readonly state: 'failed'; readonly failure: Failure; readonly issues: readonly Issue[] }
  | {
      readonly state: 'known';
      readonly title: string;
      readonly readOnly: string | undefined;
      readonly token: string;
      readonly issues: readonly Issue[];
      readonly broken: readonly { readonly file: string; readonly line: number; readonly detail: string }[];
      /** Counts up with everything that is told of the issues. */
      readonly version: number;
      /** These are the issues of the last time; those of now are being read. */
      readonly stale?: boolean;
      /** What led here from the issues of the version before, where only that was told. */
      readonly since?: IssueChanges & { readonly from: readonly Issue[] };
    };

/** The tracker as it is told: its issues went before, in parts, and only their number is here. */
export type IssuesTold =
  | { readonly state: 'none' }
  | (Omit<Extract<IssuesState, { state: 'failed' }>, 'issues'> & { readonly count: number })
  | (Omit<Extract<IssuesState, { state: 'known' }>, 'issues' | 'since'> & { readonly count: number });

/** What became of the issues since `version - 1`; everything but the issues as it is now. */
export type IssuesChange = Omit<Extract<IssuesState, { state: 'known' }>, 'issues' | 'since'> & IssueChanges;
