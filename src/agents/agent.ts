import type { Disposable } from '../base/disposable.ts';
import type { Result } from '../base/result.ts';

/** Kinds of tool calls as the Agent Client Protocol (v1) names them. */
export type ToolKind =
  | 'read'
  | 'edit'
  | 'delete'
  | 'move'
  | 'search'
  | 'execute'
  | 'think'
  | 'fetch'
  | 'switch_mode'
  | 'other';

export type Rule = 'allow' | 'ask' | 'deny';

/** What holds for one kind of tool: always the same, or by what it touches. Patterns that deny go before those that ask, and those before what allows. */
export type ToolRule =
  | Rule
  | {
      readonly allow: readonly string[];
      readonly ask: readonly string[];
      readonly deny: readonly string[];
      /** Where no pattern fits; undefined: as if nothing was said about this kind. */
      readonly otherwise: Rule | undefined;
    };

export type Permissions = Readonly<Partial<Record<ToolKind, ToolRule>>>;

export type Usage = {
  /** All tokens so far, in and out. */
  readonly tokens: number;
  /** US dollars so far, where the agent says. */
  readonly cost: number | undefined;
  /** Tokens in the context window now, and its size. */
  readonly context: { readonly used: number; readonly size: number } | undefined;
};

/** What an agent does, as a stream; adapters translate each protocol into this, and transcripts are folded from it. */
export type AgentUpdate =
  /** Its process is there, and is known before it has said a word: whatever happens now, it can be ended. */
  | { readonly kind: 'spawned'; readonly pid: number }
  | {
      readonly kind: 'started';
      readonly name: string;
      readonly version: string;
      readonly session: string;
      readonly pid: number | undefined;
    }
  | { readonly kind: 'prompt'; readonly text: string }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'thought'; readonly text: string }
  | {
      readonly kind: 'tool';
      readonly id: string;
      readonly title: string;
      readonly tool: ToolKind;
      readonly status: 'pending' | 'in_progress' | 'completed' | 'failed';
      /** Absolute paths that the call names. */
      readonly files: readonly string[];
      /** Text shown by the tool, bounded. */
      readonly output: string;
    }
  | {
      readonly kind: 'plan';
      readonly entries: readonly { readonly text: string; readonly status: 'pending' | 'in_progress' | 'completed' }[];
    }
  | { readonly kind: 'usage'; readonly usage: Usage }
  /** `waits`: a person has to answer; else the policy does, in the update that follows. */
  | { readonly kind: 'permission'; readonly request: PermissionRequest; readonly waits: boolean }
  | {
      readonly kind: 'answered';
      readonly request: string;
      readonly option: string;
      readonly by: 'policy' | 'person' | 'cancel';
    }
  /** A kind that this version does not know: kept for the transcript, never dropped. */
  | { readonly kind: 'other'; readonly name: string; readonly detail: string };

export type PermissionRequest = {
  readonly id: string;
  readonly title: string;
  readonly tool: ToolKind;
  readonly files: readonly string[];
  /** What would be run or written, for the person to see; bounded. */
  readonly detail: string;
  /** A question that no policy may answer. */
  readonly forPerson?: true;
  /** The command line that would be run or the address that would be fetched, whole, where the agent says. */
  readonly subject?: string;
  readonly options: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: 'allow_once' | 'allow_always' | 'reject_once' | 'reject_always';
  }[];
};

/**
 * How a turn ended, as the agent and its process tell it. `stop` is ACP's stopReason, or `failed` for an error that the agent answered with,
 * or `died` for a process that is gone; success is decided later, from evidence.
 */
export type AgentEnd = {
  readonly stop: 'end_turn' | 'max_tokens' | 'max_turn_requests' | 'refusal' | 'cancelled' | 'failed' | 'died';
  /** What it said about itself when it failed, died or refused; bounded. */
  readonly detail: string;
  /** Titles of tool calls that somebody or some policy denied. */
  readonly denied: readonly string[];
  /** Exit code of its process, where that has ended by itself. */
  readonly exit?: number;
};

export type AgentLaunch = {
  /** `<run>/<phase>/<task>#<attempt>`. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** Program and words, no shell. */
  readonly command: readonly string[];
  /** How the program is spoken to. */
  readonly speaks: 'acp' | 'command';
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute folder that the agent works in. */
  readonly cwd: string;
  readonly prompt: string;
  readonly model: string | undefined;
  /** By tool kind; what is absent follows the defaults. */
  readonly permissions: Permissions;
  /** Mode to ask for, in the agent's own words; undefined: the one that fits the permissions. */
  readonly mode?: string;
  /** Session of an earlier attempt to go on with, where the agent can. */
  readonly resume: string | undefined;
  /** Our own tools, offered to it as a server of the Model Context Protocol. */
  readonly tools?: ToolServer;
  /** Aborted when it is not wanted any more before it could be started. */
  readonly cancelled?: AbortSignal;
};

/** A program that offers tools on its standard streams: started by the agent, with these variables. */
export type ToolServer = {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** A running agent. Disposing ends its whole process tree. */
export type AgentHandle = Disposable & {
  readonly pid: number | undefined;
  /** Resolves once, when the turn is over or the process is gone; never rejects. */
  readonly ended: Promise<AgentEnd>;
  answer(request: string, option: string): void;
  /** From now on its requests are decided by these. */
  permit(permissions: Permissions): void;
  /** Politely first, then surely after a grace time. */
  cancel(): Promise<void>;
  /** Like disposing; resolves when nothing of its process tree lives any more. */
  end(): Promise<void>;
};

/** Starts agents. Resolves when the process runs and the prompt was sent, or says why it could not. */
export type AgentLauncher = (
  launch: AgentLaunch,
  onUpdate: (update: AgentUpdate) => void,
) => Promise<Result<AgentHandle>>;

/** An agent program that this machine can start. */
export type FoundAgent = {
  /** Registry id: claude-code, codex, gemini, opencode, copilot, qwen, demo. */
  readonly id: string;
  readonly title: string;
  readonly command: readonly string[];
  readonly speaks: 'acp' | 'command';
  readonly version: string | undefined;
  /** Words that take a session of it up in a terminal when its id follows; none where there is no such command here. */
  readonly takesUp: readonly string[];
};
