import type { Json } from '../../base/json.ts';
import type { hookAuthors, hookChanges, hookMoments, isolations, permissions, sparc } from '../schema/words.ts';

/**
 * A phase plan as execution sees it: read from a valid tree, references resolved by name only, defaults applied.
 * Positions live in the tree; what a run needs lives here. A run pins this value when it starts.
 */
export type Plan = {
  readonly version: 1;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly epic: string | undefined;
  readonly methodology: 'sparc' | undefined;
  readonly limits: Limits;
  /** Handed to claude-flow's swarm initialisation as it stands. */
  readonly swarm: Readonly<Record<string, Json>>;
  readonly runners: ReadonlyMap<string, Runner>;
  readonly agents: ReadonlyMap<string, AgentType>;
  readonly issues: ReadonlyMap<string, PlannedIssue>;
  readonly hooks: readonly HookDeclaration[];
  readonly setup: readonly Step[];
  readonly worktrees: WorktreeSetup;
  /** In document order, which is also the order of merging and of showing. */
  readonly phases: readonly Phase[];
  readonly criteria: readonly Criterion[];
  readonly checklist: {
    readonly before: readonly ChecklistItem[];
    readonly during: readonly ChecklistItem[];
    readonly after: readonly ChecklistItem[];
  };
};

/** What makes a fresh worktree of a task fit to work in. */
export type WorktreeSetup = {
  /** Globs of what Git ignores and is copied from the workspace. */
  readonly copy: readonly string[];
  /** Ports of the loopback for each. */
  readonly ports: number;
  readonly setup: readonly Step[];
};

export type Limits = {
  /** Agents at once over the whole plan. */
  readonly agents: number;
  /** US dollars. */
  readonly cost?: number;
  readonly tokens?: number;
  /** Of all agents together. */
  readonly minutes?: number;
};

/** What one turn of an agent, or all agents of a phase together, may use. */
export type Budget = {
  /** US dollars. */
  readonly cost?: number;
  readonly tokens?: number;
  readonly minutes?: number;
};

/** How an agent of this runner is started. `acp` names an agent of the registry, or is a command that speaks ACP on stdio. */
export type Runner =
  | { readonly kind: 'acp'; readonly agent: string; readonly env: Readonly<Record<string, string>> }
  | {
      readonly kind: 'acp-command';
      readonly command: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'command'; readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> };

export type Isolation = keyof typeof isolations;

export type PermissionWord = keyof typeof permissions;

/** The same for all of a kind, or by patterns of paths, commands and addresses. */
export type Permission =
  | PermissionWord
  | {
      readonly allow: readonly string[];
      readonly ask: readonly string[];
      readonly deny: readonly string[];
      readonly otherwise: PermissionWord | undefined;
    };

export type AgentType = {
  readonly name: string;
  /** Undefined: the first agent found on this machine. */
  readonly runner: string | undefined;
  readonly prompt: string;
  readonly isolation: Isolation;
  readonly model: string | undefined;
  /** Mode to ask for, in the agent's own words. */
  readonly mode: string | undefined;
  /** What an agent of this type may do unasked, by tool kind; absent kinds are asked. */
  readonly permissions: Readonly<Record<string, Permission>>;
  /** For one turn; `silenceMinutes` without a sign of life end it. */
  readonly limits: Budget & { readonly silenceMinutes?: number };
};

export type PlannedIssue = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly type: string;
  /** 0 critical … 4 backlog. */
  readonly priority: number;
  /** Beads' spelling: open, in_progress, closed, … */
  readonly status: string;
  readonly parent: string | undefined;
  /** Issues that block this one. */
  readonly needs: readonly string[];
  readonly labels: readonly string[];
  readonly assignee: string | undefined;
  readonly estimateMinutes: number | undefined;
};

export type HookEvent = keyof typeof hookMoments;

export type HookAuthor = keyof typeof hookAuthors;
export type HookChange = keyof typeof hookChanges;

export type HookDeclaration = {
  readonly on: HookEvent;
  /** Workspace-relative globs with forward slashes; empty: every file. */
  readonly files: readonly string[];
  readonly ignore: readonly string[];
  /** Empty: everybody's edits but Git's. */
  readonly authors: readonly HookAuthor[];
  /** Empty: `created` and `changed`. */
  readonly changes: readonly HookChange[];
  /** Milliseconds of quiet before it runs; undefined: it runs for each edit. */
  readonly debounce: number | undefined;
  /** Most files in one run. */
  readonly batch: number;
  /** Most runs of it at once; undefined: as many as there is room for. */
  readonly concurrency: number | undefined;
  readonly repeatable: boolean;
  readonly onFailure: 'tell' | 'block' | { readonly agent: string };
  /** Names such as `$tsc`, or regular expressions with named groups. */
  readonly matchers: readonly string[];
  /** Its `retries` are the hook's. */
  readonly step: Step;
};

/** What a hook does that says no more than when, where and what. */
export const plainHook = {
  files: [],
  ignore: [],
  authors: [],
  changes: [],
  debounce: undefined,
  batch: 1,
  concurrency: undefined,
  repeatable: true,
  onFailure: 'tell',
  matchers: [],
} as const satisfies Omit<HookDeclaration, 'on' | 'step'>;

export type Phase = {
  readonly id: string;
  readonly title: string;
  readonly window: string | undefined;
  /** Phase ids; defaults to the phase before it. */
  readonly needs: readonly string[];
  readonly issues: readonly string[];
  readonly limits: Budget;
  readonly before: readonly Step[];
  readonly tasks: readonly Task[];
  readonly after: readonly Step[];
  readonly criteria: readonly Criterion[];
};

export type SparcMode = keyof typeof sparc;

export type Task = {
  /** Unique within its phase. */
  readonly id: string;
  readonly title: string;
  /** Name of an agent type; may be declared in the plan, found in `.claude/agents`, or a name that the default runner takes. */
  readonly agent: string;
  readonly issue: string | undefined;
  /** Task ids as `phase/task`, resolved. */
  readonly needs: readonly string[];
  readonly sparc: SparcMode | undefined;
  readonly files: readonly string[];
  readonly prompt: string;
  readonly verify: readonly Step[];
  readonly done: { readonly issue: 'close' | 'keep'; readonly comment: string | undefined };
  /** Minutes; undefined: no limit of its own. */
  readonly timeoutMinutes: number | undefined;
  readonly retries: number;
};

/** One thing to carry out: a program without a shell, a shell line where the author asked for one, or a typed action. */
export type Step = {
  readonly name: string;
  readonly do:
    | { readonly kind: 'run'; readonly words: readonly string[] }
    | { readonly kind: 'shell'; readonly shell: string; readonly script: string }
    | { readonly kind: 'uses'; readonly action: string; readonly with: Readonly<Record<string, Json>> };
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | undefined;
  /** Seconds. */
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly continueOnError: boolean;
  readonly expect: Expectation;
};

/** What a finished command must show; all that is given must hold. */
export type Expectation = {
  readonly exit: number;
  /** A regular expression on the output. */
  readonly match: string | undefined;
  /** Compared with the last number printed, or with the first group of `pattern`. */
  readonly number: { readonly comparison: Comparison; readonly pattern: string | undefined } | undefined;
  /** A dotted path into the output read as JSON. */
  readonly json: { readonly path: string; readonly comparison: Comparison } | undefined;
};

export type Comparison = {
  readonly operator: '>=' | '<=' | '>' | '<' | '==' | '!=';
  readonly value: number | string | boolean;
};

export type Criterion = {
  readonly id: string;
  readonly title: string;
  readonly check: /** Every issue of the phase (or of the plan) is closed. */
    | { readonly kind: 'issues' }
    | { readonly kind: 'step'; readonly step: Step }
    /** A person says so. */
    | { readonly kind: 'manual' };
};

export type ChecklistItem = { readonly title: string; readonly check: Criterion['check'] };
