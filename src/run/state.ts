import type { PermissionRequest, Usage } from '../agents/agent.ts';
import type { Author } from '../hooks/edit.ts';
import type { HookProblem } from '../hooks/problems.ts';
import type { HookMoment } from '../hooks/rule.ts';
import type {
  EvidencePayload,
  Ground,
  Hold,
  HoldKind,
  PlannedPhase,
  RunOutcome,
  RunScope,
  StepPlace,
  StepResult,
  TaskEnd,
} from './events.ts';

/** What all clients and the runner hold: every run that the workspace remembers, and the hooks that fired. Folded from events, never set. */
export type WorkspaceState = {
  /** By id; ids sort by time of start. */
  readonly runs: Readonly<Record<string, Run>>;
  /** Newest last, bounded; running ones are never dropped. */
  readonly hooks: readonly HookEntry[];
  readonly hooksPaused: boolean;
  /** Ids of the hooks that follow the person's own edits; undefined until a window has told. */
  readonly hookRules: readonly string[] | undefined;
};

export type Run = {
  readonly id: string;
  readonly plan: string;
  readonly title: string;
  readonly scope: RunScope;
  readonly base: string;
  readonly startedAt: string;
  readonly finishedAt: string | undefined;
  readonly outcome: RunOutcome | undefined;
  /** Unfinished, and nobody carries it out: its runner was killed. */
  readonly interrupted: boolean;
  readonly reason: string;
  readonly phases: readonly PlannedPhase[];
  /** Of the plan's issues, those that the tracker did not have when the run began. */
  readonly missingIssues: readonly string[];
  readonly phaseStates: Readonly<Record<string, PhaseRecord>>;
  /** By `phase/task`. */
  readonly tasks: Readonly<Record<string, TaskRecord>>;
  /** By `phase/criterion`; the plan's own criteria by `/criterion`. */
  readonly evidence: Readonly<Record<string, Evidence>>;
  readonly steps: readonly StepRecord[];
  readonly edits: number;
  /** Who said that no more agents are to be started. */
  readonly heldBy: string | undefined;
  /** What keeps agents from being started that could be, and why. */
  readonly holds: readonly Hold[];
  /** Holds that a person has set aside. */
  readonly released: readonly HoldKind[];
  /** Issues that this run has taken. */
  readonly claimed: readonly string[];
  /** Highest seq folded. */
  readonly seq: number;
};

export type PhaseRecord = {
  readonly state: 'running' | 'met' | 'not-met';
  readonly branch: string;
  readonly worktree: string;
  readonly startedAt: string;
  readonly finishedAt: string | undefined;
  readonly reason: string;
  /** Into the person's own branch, by the person. */
  readonly merge: MergeRecord | undefined;
};

/** Where somebody's work was brought: the branch went from `before` to `commit`. */
export type MergeRecord = { readonly commit: string; readonly before: string; readonly into: string };

/** A task without a record waits for its first attempt; `queued` waits for another. */
export type TaskLife = 'queued' | 'starting' | 'working' | 'waiting' | 'verifying' | 'verified' | 'merging' | TaskEnd;

export type TaskRecord = {
  readonly phase: string;
  readonly task: string;
  readonly title: string;
  readonly agent: string;
  readonly issue: string | undefined;
  readonly life: TaskLife;
  /** Why it is in this state, for people. */
  readonly reason: string;
  readonly attempt: number;
  /** Attempts that failed; those cut off by a kill do not count. */
  readonly failures: number;
  readonly folder: string | undefined;
  readonly branch: string | undefined;
  readonly base: string | undefined;
  /** Its worktree is set up as the plan says. */
  readonly prepared: boolean;
  readonly ports: readonly number[];
  readonly commit: string | undefined;
  readonly merged: boolean;
  /** How it was merged, so that it can be taken back. */
  readonly merge: MergeRecord | undefined;
  /** Where merging it would conflict, as far as is known. */
  readonly conflict: { readonly into: string; readonly files: readonly string[] } | undefined;
  /** That conflict lies in its worktree, to be resolved. */
  readonly resolving: boolean;
  readonly discarded: boolean;
  /** What a person has told its agent beside the task and no turn has taken in yet; the first `sent` of them are with the agent. */
  readonly followUps: { readonly texts: readonly string[]; readonly sent: number };
  readonly agentName: string | undefined;
  readonly session: string | undefined;
  /** What takes that session up in a terminal. */
  readonly takeUp: string | undefined;
  readonly pid: number | undefined;
  /** When its agent was seen to start, RFC 3339: with the pid it names one process, even after a reboot. */
  readonly pidSince: string | undefined;
  readonly said: string;
  /** Of this attempt. */
  readonly usage: Usage | undefined;
  /** Tokens and cost of the attempts before this one, and time at work up to `countedAt`. */
  readonly spent: Spent;
  /** The moment up to which its time is counted, RFC 3339, while its agent is at work: not before it is there, nor while it waits for a person. */
  readonly countedAt: string | undefined;
  /** Its agent may not be started again before then, RFC 3339: it met a usage limit. */
  readonly pausedUntil: string | undefined;
  readonly files: readonly string[];
  readonly waiting: readonly PermissionRequest[];
  /** What its end rests on, as far as it is known by now. */
  readonly ground: Ground;
  readonly startedAt: string;
  readonly finishedAt: string | undefined;
};

/** Tokens, US dollars where agents say, and time at work. */
export type Spent = { readonly tokens: number; readonly cost: number; readonly milliseconds: number };

/** What an `evidence` event said, and when and where. */
export type Evidence = Omit<EvidencePayload, 'kind'> & { readonly phase: string | undefined; readonly time: string };

export type StepRecord = {
  readonly phase: string | undefined;
  readonly task: string | undefined;
  readonly step: string;
  readonly place: StepPlace;
  readonly index: number;
  readonly command: string;
  readonly startedAt: string;
  readonly result: StepResult | undefined;
};

export type HookEntry = {
  readonly hook: string;
  readonly rule: string;
  readonly title: string;
  readonly on: HookMoment;
  readonly subject: string;
  readonly author: Author | undefined;
  readonly run: string;
  readonly startedAt: string;
  /** `doubtful`: a kill cut it off, and a person decides whether it runs again. `interrupted`: so too, and it does when its rule is followed again. */
  readonly state: 'running' | 'ok' | 'failed' | 'unavailable' | 'cut' | 'doubtful' | 'interrupted';
  readonly result: StepResult | undefined;
  /** Task that it belongs to, `phase/task`. */
  readonly task: string | undefined;
  /** Files that it takes along; one for most. */
  readonly files: readonly string[];
  readonly attempt: number;
  readonly problems: readonly HookProblem[];
  /** What it says holds no more: nobody declares the hook any more, or its files are gone. */
  readonly settled: boolean;
};

export const emptyState: WorkspaceState = { runs: {}, hooks: [], hooksPaused: false, hookRules: undefined };

/** Of a hook that still comes to an end. */
export const isPending = ({ state }: HookEntry): boolean =>
  state === 'running' || state === 'doubtful' || state === 'interrupted';

export const taskKey = (phase: string, task: string): string => `${phase}/${task}`;

export const isOver = (life: TaskLife): life is TaskEnd =>
  life === 'done' || life === 'failed' || life === 'stopped' || life === 'lost';

/** Somebody carries it out. */
export const isRunning = ({ finishedAt, interrupted }: Run): boolean => finishedAt === undefined && !interrupted;

/** Of a phase in its plan. `idle`: no run has touched it. `stopped`: it was begun by a run that goes on no more. */
export type PhaseState = PhaseRecord['state'] | 'idle' | 'stopped';

/** Where a phase stands, from the newest run that touched it. */
export function phaseState(found: { readonly run: Run; readonly record: PhaseRecord } | undefined): PhaseState {
  if (found === undefined) return 'idle';
  return found.record.state === 'running' && !isRunning(found.run) ? 'stopped' : found.record.state;
}

/** Of a task in its plan. `idle`: nothing was asked of it. `queued`: it will start when its turn comes. */
export type TaskState = TaskLife | 'idle';
