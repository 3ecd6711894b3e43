import type { Clock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { systemClock } from '../clock.ts';
import type { ToolAnswer } from './answer.ts';
import { type Connection, connect, type ToolArguments } from './connection.ts';
import { type ClaudeFlowPackage, locateClaudeFlow, measuredVersion } from './locate.ts';
import { ToldEdits } from './told-edits.ts';

export type CallOptions = { readonly timeoutMilliseconds?: number; readonly signal?: AbortSignal | undefined };

/** claude-flow of one workspace: started at the first call, kept, started again when it dies. */
export type ClaudeFlow = {
  /**
   * Calls an MCP tool. Fails with `claude-flow-missing`, `action-unavailable` (the installed version has no such tool, or wants other
   * arguments), `claude-flow-refused` (what it said), `timed-out`, `cancelled`, `program-failed` (it died; whether it had recorded the call is unknown).
   */
  call(tool: string, args: ToolArguments, options?: CallOptions): Promise<Result<ToolAnswer>>;
  /** Whether Claude Code's own hooks, as `claude-flow init` sets them up, have told of this edit of the workspace; each telling counts once. */
  wasTold(file: string): boolean;
  /** The installed version and which of these tools it lacks. */
  check(tools: readonly string[]): Promise<Result<{ readonly version: string; readonly lacking: readonly string[] }>>;
  /** Ends the server and its whole tree; a later call starts a new one. */
  end(): Promise<void>;
};

export type ClaudeFlowOptions = {
  /** Absolute. */
  readonly workspace: string;
  /** Exact version or folder, from `phaseline.claudeFlow`; asked at each start. */
  readonly setting?: () => string | undefined;
  readonly clock?: Clock;
  /** For tests. */
  readonly locate?: () => ClaudeFlowPackage | undefined;
};

const callMilliseconds = 30_000;
/** Tools that take longer than a hook may. */
const longCalls: Readonly<Record<string, number>> = { neural_train: 15 * 60_000, memory_export: 120_000 };
/** Pauses before starting again after the first, second, … death in a row; the last one holds from then on. */
const pauses = [0, 500, 1000, 2000, 4000, 8000, 16_000, 30_000];
/** After so long without an answer it is asked whether it is there before it gets work. */
const idleMilliseconds = 60_000;
const pingMilliseconds = 5000;

export function createClaudeFlow(options: ClaudeFlowOptions): ClaudeFlow {
  return new Session(options);
}

/** One server, from the moment that it is being started. */
type Life = { readonly opened: Promise<Result<Connection>> };

class Session implements ClaudeFlow {
  readonly #options: ClaudeFlowOptions;
  readonly #clock: Clock;
  #life: Life | undefined;
  /** Deaths since the last answer. */
  #deaths = 0;
  #notBefore = 0;
  #lastAnswer = 0;
  readonly #told: ToldEdits;

  constructor(options: ClaudeFlowOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#told = new ToldEdits(options.workspace, this.#clock);
  }

  async call(tool: string, args: ToolArguments, options: CallOptions = {}): Promise<Result<ToolAnswer>> {
    const { signal, timeoutMilliseconds = longCalls[tool] ?? callMilliseconds } = options;
    const connection = await this.#healthy(signal);
    if (!connection.ok) return connection;
    const lack = lackOf(connection.value, tool, args);
    if (lack !== undefined) return fail({ kind: 'action-unavailable', action: tool, why: lack });
    const answer = await connection.value.call(tool, args, { timeoutMilliseconds, signal });
    if (answer.ok || answer.error.kind === 'claude-flow-refused') {
      this.#deaths = 0;
      this.#lastAnswer = this.#clock.now();
    } else if (answer.error.kind === 'timed-out') await this.#endUnlessAlive(connection.value);
    return answer;
  }

  wasTold(file: string): boolean {
    return this.#told.take(file);
  }

  async check(tools: readonly string[]): Promise<Result<{ version: string; lacking: readonly string[] }>> {
    const connection = await this.#healthy(undefined);
    if (!connection.ok) return connection;
    const { version, tools: offered } = connection.value;
    return ok({ version, lacking: tools.filter((tool) => !offered.has(tool)) });
  }

  async end(): Promise<void> {
    const life = this.#life;
    this.#life = undefined;
    const open = await life?.opened;
    if (open?.ok) await open.value.close();
  }

  /** A connection that answered lately, or answers now; a dead one is replaced. */
  async #healthy(signal: AbortSignal | undefined): Promise<Result<Connection>> {
    const open = await this.#open(signal);
    if (!open.ok || this.#clock.now() - this.#lastAnswer < idleMilliseconds) return open;
    if (await open.value.ping(pingMilliseconds)) {
      this.#lastAnswer = this.#clock.now();
      return open;
    }
    await open.value.close();
    return this.#open(signal);
  }

  async #open(signal: AbortSignal | undefined): Promise<Result<Connection>> {
    if (this.#life === undefined && !(await this.#pause(signal))) {
      return fail({ kind: 'cancelled', what: 'starting claude-flow' });
    }
    // Another call may have begun a life during the pause.
    return (this.#life ?? this.#begin())?.opened ?? fail({ kind: 'claude-flow-missing', version: measuredVersion });
  }

  /** Undefined when there is nothing to start. */
  #begin(): Life | undefined {
    const { workspace, setting, locate } = this.#options;
    const found = locate === undefined ? locateClaudeFlow({ workspace, setting: setting?.() }) : locate();
    if (found === undefined) return undefined;
    const life: Life = {
      opened: connect(found, workspace, () => this.#died(life)).then((connection) => {
        if (connection.ok) this.#lastAnswer = this.#clock.now();
        else this.#died(life);
        return connection;
      }),
    };
    this.#life = life;
    return life;
  }

  /** Not for a life that was ended on purpose, or that is followed by another already. */
  #died(life: Life): void {
    if (this.#life !== life) return;
    this.#life = undefined;
    const pause = pauses[Math.min(this.#deaths, pauses.length - 1)] ?? 0;
    this.#deaths += 1;
    this.#notBefore = this.#clock.now() + pause;
  }

  /** Waits until it may be started again; false when that was cancelled. */
  async #pause(signal: AbortSignal | undefined): Promise<boolean> {
    const wait = this.#notBefore - this.#clock.now();
    if (wait > 0 && !signal?.aborted) {
      await new Promise<void>((resolve) => {
        const timer = this.#clock.after(wait, resolve);
        signal?.addEventListener('abort', () => {
          timer.dispose();
          resolve();
        });
      });
    }
    return !signal?.aborted;
  }

  async #endUnlessAlive(connection: Connection): Promise<void> {
    if (!(await connection.ping(pingMilliseconds))) await connection.close();
  }
}

/** Why the installed version cannot take this call, or undefined when it can. */
function lackOf({ tools, version }: Connection, tool: string, args: ToolArguments): string | undefined {
  const schema = tools.get(tool)?.inputSchema;
  if (schema === undefined) return `claude-flow ${version} has no tool ${tool}`;
  const missing = schema.required?.filter((name) => args[name] === undefined) ?? [];
  if (missing.length > 0) return `claude-flow ${version} also wants ${missing.join(', ')} for ${tool}`;
  const known = schema.properties;
  const unknown = known === undefined ? [] : Object.keys(args).filter((name) => !(name in known));
  return unknown.length > 0 ? `claude-flow ${version} takes no ${unknown.join(', ')} for ${tool}` : undefined;
}
