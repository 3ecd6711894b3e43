import type { PermissionRequest, Usage } from '../agents/agent.ts';
import type { Author, Edit, GitChange } from '../hooks/edit.ts';
import type { HookProblem } from '../hooks/problems.ts';
import type { HookMoment } from '../hooks/rule.ts';

/**
 * What happened, one line of a journal each and one line of `run --json`. Stable: fields are added, never renamed.
 * Everything that any view shows is folded from these.
 */
export type RunEvent = Envelope & Payload;

export type Envelope = {
  /** Rises by one within a run's journal, from 1. */
  readonly seq: number;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  /** The run's id, or `workspace` for edits and hooks outside any run. */
  readonly run: string;
  readonly phase?: string;
  readonly task?: string;
};

export const workspaceRun = 'workspace';

export type EventKind = Payload['kind'];

export type Payload =
  | RunPayload
  | PhasePayload
  | TaskPayload
  | StepPayload
  | EditPayload
  | HookPayload
  | EvidencePayload
  | IssuePayload;

export type RunScope =
  | { readonly kind: 'plan'; readonly phase: string | undefined; readonly task: string | undefined }
  /** One agent launched by hand: a run of one phase `agents` with one task. */
  | { readonly kind: 'agent' };

export type RunPayload =
  | {
      readonly kind: 'run.started';
      /** Workspace-relative path of the plan; empty for an agent launched by hand. */
      readonly plan: string;
      readonly title: string;
      readonly scope: RunScope;
      /** Commit that the first worktrees start from. */
      readonly base: string;
      /** What is meant to happen, in plan order, so that views need no plan to draw a run. */
      readonly phases: readonly PlannedPhase[];
      /** Issues that the plan declares and the tracker does not have; they are created before any phase opens. Absent: none. */
      readonly missingIssues?: readonly string[];
    }
  /** A new runner found it unfinished: whoever carried it out is gone. It stays so until it is resumed or stopped. */
  | { readonly kind: 'run.interrupted' }
  | { readonly kind: 'run.resumed'; readonly pid: number }
  /** Agents that could be started are not, and why; none once nothing keeps them. */
  | { readonly kind: 'run.held'; readonly holds: readonly Hold[] }
  /** A person wants no more agents started; those at work go on. */
  | { readonly kind: 'run.paused'; readonly by: string }
  /** A person sets aside what holds the queue now, in this run and from now on. */
  | { readonly kind: 'run.released'; readonly by: string; readonly kinds: readonly HoldKind[] }
  | { readonly kind: 'run.finished'; readonly outcome: RunOutcome; readonly reason: string };

export type HoldKind = 'person' | 'cost' | 'tokens' | 'time' | 'usage-limit' | 'load' | 'memory' | 'workspace';

/** Without `phase` and `agent` it holds the whole run. */
export type Hold = {
  readonly kind: HoldKind;
  readonly phase?: string;
  /** A type of agent. */
  readonly agent?: string;
  readonly reason: string;
  /** When it ends by itself, RFC 3339. */
  readonly until?: string;
};

/** `met`: every gate in scope is met. `not-met`: it ended, a gate or task did not make it. */
export type RunOutcome = 'met' | 'not-met' | 'stopped';

export type PlannedPhase = {
  readonly id: string;
  readonly title: string;
  readonly tasks: readonly {
    readonly id: string;
    readonly title: string;
    readonly agent: string;
    readonly issue: string | undefined;
    readonly needs: readonly string[];
  }[];
  readonly criteria: readonly { readonly id: string; readonly title: string; readonly manual: boolean }[];
};

export type PhasePayload =
  | { readonly kind: 'phase.started'; readonly title: string; readonly branch: string; readonly worktree: string }
  /** `part`: the run was of a task or an agent alone, and no gate was asked for; `met` says whether that is done. */
  | { readonly kind: 'phase.finished'; readonly met: boolean; readonly reason: string; readonly part?: true }
  /** A person brought what it gathered into the branch that the workspace has checked out. */
  | { readonly kind: 'phase.merged'; readonly commit: string; readonly before: string; readonly into: string }
  | { readonly kind: 'phase.unmerged'; readonly commit: string; readonly into: string };

export type TaskEnd = 'done' | 'failed' | 'stopped' | 'lost';

export type TaskPayload =
  | {
      readonly kind: 'task.started';
      readonly title: string;
      readonly agent: string;
      readonly issue: string | undefined;
      readonly attempt: number;
    }
  | { readonly kind: 'task.worktree'; readonly folder: string; readonly branch: string; readonly base: string }
  /** Ports of the loopback that are its own, for servers that it starts. */
  | { readonly kind: 'task.ports'; readonly ports: readonly number[] }
  /** Its worktree is set up; `copied`: what Git ignores and was brought along, `missed`: globs that name nothing of the kind. */
  | { readonly kind: 'task.prepared'; readonly copied: readonly string[]; readonly missed?: readonly string[] }
  /** Its process is there; what it is and whether it answers is not known yet. */
  | { readonly kind: 'agent.spawned'; readonly pid: number }
  | {
      readonly kind: 'agent.started';
      readonly name: string;
      readonly version: string;
      readonly session: string;
      readonly pid: number | undefined;
      /** What takes its session up in a terminal, where its program has a command for that. */
      readonly takeUp?: string;
    }
  | {
      readonly kind: 'agent.progress';
      readonly said: string;
      readonly usage: Usage | undefined;
      readonly files: readonly string[];
    }
  | { readonly kind: 'agent.waiting'; readonly request: PermissionRequest }
  | {
      readonly kind: 'agent.answered';
      readonly request: string;
      readonly option: string;
      readonly by: 'policy' | 'person' | 'cancel';
    }
  /** It used one of our own tools; `input` as JSON, bounded. */
  | { readonly kind: 'agent.called'; readonly tool: string; readonly input: string; readonly ok: boolean }
  | {
      readonly kind: 'agent.finished';
      readonly stop: string;
      readonly detail: string;
      /** Of its process, where that has ended by itself and says one. */
      readonly exit?: number;
      /** Titles of what was refused to it. */
      readonly denied?: readonly string[];
      /** The limit for which it was cut off. */
      readonly limit?: LimitKind;
    }
  | { readonly kind: 'task.committed'; readonly commit: string; readonly files: readonly string[] }
  /** Its work is committed and every verify step passed; it waits for its turn to be merged. */
  | { readonly kind: 'task.verified' }
  | { readonly kind: 'task.merging'; readonly into: string }
  /** Its agent met a usage limit: it waits, and begins again by itself where it was. */
  | { readonly kind: 'task.paused'; readonly until: string; readonly reason: string }
  | { readonly kind: 'task.retried' }
  /** `before`: where the branch stood, so that the merge can be taken back; absent in journals of older versions. */
  | { readonly kind: 'task.merged'; readonly commit: string; readonly into: string; readonly before?: string }
  | { readonly kind: 'task.unmerged'; readonly commit: string; readonly into: string }
  /** Files in which merging it into a branch would conflict, as things stand; none: it would go through. */
  | { readonly kind: 'task.foreseen'; readonly into: string; readonly conflicts: readonly string[] }
  /** The conflict lies in its worktree, marked, for somebody to resolve. */
  | { readonly kind: 'task.resolving'; readonly into: string; readonly files: readonly string[] }
  /** A person says that the conflict is resolved: it is committed, verified and merged like any work. */
  | { readonly kind: 'task.resolved' }
  /** A person left parts of it out; what is left of it. */
  | { readonly kind: 'task.reviewed'; readonly commit: string; readonly files: readonly string[] }
  /** A person has more to say to its agent: it is said when the agent's turn is over, or begins the next one. */
  | { readonly kind: 'task.followed'; readonly text: string }
  /** Its worktree and branch are gone. */
  | { readonly kind: 'task.discarded' }
  | {
      readonly kind: 'task.finished';
      readonly state: TaskEnd /** On what ground, for people. */;
      readonly reason: string;
      readonly ground?: Ground;
    };

/** What an agent may run out of. */
export type LimitKind = 'time' | 'silence' | 'tokens' | 'cost';

/** What the end of a task rests on: never on the agent's word alone. */
export type Ground = {
  /** How its turn ended; absent where it never came to one. */
  readonly stop?: string;
  readonly exit?: number;
  readonly denied?: readonly string[];
  readonly limit?: LimitKind;
  /** Files that Git saw changed; absent where nobody looked. */
  readonly files?: number;
  readonly checks?: { readonly passed: number; readonly all: number };
};

/** Where a step belongs: `setup`, `before` and `after` of a phase, `verify` of a task; `issues` is our own, which creates what the tracker lacks. */
export type StepPlace = 'setup' | 'issues' | 'before' | 'after' | 'verify';

export type StepPayload =
  | {
      readonly kind: 'step.started';
      readonly step: string;
      readonly place: StepPlace;
      readonly index: number;
      readonly command: string;
    }
  | {
      readonly kind: 'step.finished';
      readonly step: string;
      readonly place: StepPlace;
      readonly index: number;
      readonly result: StepResult;
    };

/** What a command or action showed. `output` is bounded; `found` is what `expect` picked from it. */
export type StepResult = {
  readonly ok: boolean;
  readonly exit: number | undefined;
  readonly output: string;
  readonly found: string;
  /** Why it is not ok; empty when it is. */
  readonly reason: string;
  readonly milliseconds: number;
  /** It could not be tried at all, because something that it needs is not on this machine: not the same as having failed. */
  readonly unavailable?: true;
};

/** `hooks`: the rules that follow it, by id; each of them is owed an end. */
export type EditPayload =
  | ({ readonly kind: 'edit'; readonly hooks?: readonly string[] } & Edit)
  | ({ readonly kind: 'git.changed'; readonly hooks?: readonly string[] } & GitChange);

export type HookPayload =
  | {
      readonly kind: 'hook.started';
      /** `<cause>/<rule>`. */
      readonly hook: string;
      readonly rule: string;
      readonly title: string;
      readonly on: HookMoment;
      /** The first edit's id, absent for a moment. */
      readonly edit?: string;
      /** All edits and files that it takes along, where they are several. */
      readonly edits?: readonly string[];
      readonly files?: readonly string[];
      /** From 1; absent for the first. */
      readonly attempt?: number;
      /** The task does not pass while it fails. */
      readonly blocks?: true;
      /** The file, or what the moment is about. */
      readonly subject: string;
      readonly author: Author | undefined;
    }
  /** An attempt failed; another one follows. */
  | { readonly kind: 'hook.tried'; readonly hook: string; readonly attempt: number; readonly result: StepResult }
  /** A kill cut it off and it must not be repeated unasked: a person decides. */
  | { readonly kind: 'hook.doubted'; readonly hook: string }
  /** The runner ended while it was at work; it starts again, under the same id, when its rule is followed again. */
  | { readonly kind: 'hook.interrupted'; readonly hook: string }
  | {
      readonly kind: 'hook.finished';
      readonly hook: string;
      readonly state: 'ok' | 'failed' | 'unavailable' | 'cut';
      readonly result: StepResult;
      /** What its problem matchers read in its output, files relative to the root of the edit. */
      readonly problems?: readonly HookProblem[];
      /** Run of the agent that was started because it failed. */
      readonly agent?: string;
    }
  | { readonly kind: 'hooks.paused'; readonly paused: boolean }
  /** Ids of the hooks that follow the person's own edits from now on. */
  | { readonly kind: 'hooks.declared'; readonly rules: readonly string[] };

export type EvidencePayload = {
  readonly kind: 'evidence';
  readonly criterion: string;
  readonly title: string;
  readonly met: boolean;
  /** The command, `issues closed`, or `approved by <name>`. */
  readonly command: string;
  readonly exit: number | undefined;
  readonly found: string;
  readonly output: string;
  readonly reason: string;
  readonly milliseconds: number;
  /** The commit that was checked. */
  readonly commit: string;
};

export type IssuePayload = {
  readonly kind: 'issue.changed';
  readonly issue: string;
  readonly change: 'created' | 'claimed' | 'closed' | 'commented' | 'updated' | 'linked' | 'refused';
  readonly detail: string;
};
