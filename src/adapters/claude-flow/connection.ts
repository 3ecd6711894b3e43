import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ErrorCode, McpError, type Tool } from '@modelcontextprotocol/sdk/types.js';
import type { Failure } from '../../base/failure.ts';
import type { Json } from '../../base/json.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { spawnProgram } from '../processes.ts';
import { ownNode } from '../programs.ts';
import { readAnswer, type ToolAnswer } from './answer.ts';
import { type ClaudeFlowPackage, claudeFlowEntry } from './locate.ts';
import { ProgramTransport } from './transport.ts';

/** One running MCP server of claude-flow. */
export type Connection = {
  readonly version: string;
  /** What the server offers, by name. */
  readonly tools: ReadonlyMap<string, Tool>;
  call(tool: string, args: ToolArguments, limits: CallLimits): Promise<Result<ToolAnswer>>;
  /** Whether it still answers. */
  ping(milliseconds: number): Promise<boolean>;
  /** Ends the server and its whole tree. */
  close(): Promise<void>;
};

export type ToolArguments = Readonly<Record<string, Json>>;
export type CallLimits = { readonly timeoutMilliseconds: number; readonly signal?: AbortSignal | undefined };

/** Time that starting and the first two answers may take; 0.2 to 0.4 s measured, more on a loaded machine. */
const connectMilliseconds = 30_000;

/** Without the list it offers 353 tools; without the rest it starts daemons, updates itself and edits settings. */
const environment = {
  CLAUDE_FLOW_MCP_TOOLS: 'hooks,memory,swarm,neural,performance,github',
  RUFLO_DAEMON_AUTOSTART: '0',
  CLAUDE_FLOW_AUTO_UPDATE: 'false',
  RUFLO_NO_AUTO_ENABLE_SPINNER: '1',
};

/** Starts the server of an installed claude-flow for a workspace. `onEnd` is told once, when it ends by itself or is closed. */
export async function connect(
  found: ClaudeFlowPackage,
  workspace: string,
  onEnd: () => void,
): Promise<Result<Connection>> {
  const node = ownNode();
  const started = await spawnProgram({
    program: node.program,
    args: [claudeFlowEntry(found), 'mcp', 'start'],
    cwd: workspace,
    env: { ...environment, ...node.env },
    neededFor: 'claude-flow',
  });
  if (!started.ok) return started;
  const transport = new ProgramTransport(started.value);
  const client = new Client({ name: 'phaseline', version: '1' });
  client.onclose = onEnd;
  const close = async (): Promise<void> => {
    await client.close();
    await started.value.end();
  };
  try {
    await client.connect(transport, { timeout: connectMilliseconds });
    const { tools } = await client.listTools(undefined, { timeout: connectMilliseconds });
    return ok({
      version: found.version,
      tools: new Map(tools.map((tool) => [tool.name, tool])),
      call: (tool, args, limits) => callTool(client, transport, tool, args, limits),
      ping: (timeout) => client.ping({ timeout }).then(answered, unanswered),
      close,
    });
  } catch (error) {
    await close();
    return fail(startFailure(error, transport.said));
  }
}

const answered = (): boolean => true;
const unanswered = (): boolean => false;

async function callTool(
  client: Client,
  transport: ProgramTransport,
  tool: string,
  args: ToolArguments,
  { timeoutMilliseconds, signal }: CallLimits,
): Promise<Result<ToolAnswer>> {
  try {
    const options = { timeout: timeoutMilliseconds, ...(signal === undefined ? {} : { signal }) };
    return readAnswer(tool, await client.callTool({ name: tool, arguments: args }, undefined, options));
  } catch (error) {
    return fail(callFailure(error, tool, timeoutMilliseconds, signal, transport.said));
  }
}

function callFailure(
  error: unknown,
  tool: string,
  milliseconds: number,
  signal: AbortSignal | undefined,
  said: string,
): Failure {
  if (signal?.aborted) return { kind: 'cancelled', what: `claude-flow ${tool}` };
  if (!(error instanceof McpError)) return ended(error, said);
  if (error.code === ErrorCode.RequestTimeout) return { kind: 'timed-out', what: `claude-flow ${tool}`, milliseconds };
  if (error.code === ErrorCode.ConnectionClosed) return ended(error, said);
  const detail = error.message.replace(/^MCP error -?\d+: (?:Failed to execute MCP tool '[^']*': )?/, '');
  return { kind: 'claude-flow-refused', tool, detail };
}

const startFailure = (error: unknown, said: string): Failure =>
  error instanceof McpError && error.code === ErrorCode.RequestTimeout
    ? { kind: 'timed-out', what: 'starting claude-flow', milliseconds: connectMilliseconds }
    : ended(error, said);

const ended = (error: unknown, said: string): Failure => ({
  kind: 'program-failed',
  program: 'claude-flow',
  exit: undefined,
  detail: said.trim().split('\n').at(-1) || (error instanceof Error ? error.message : String(error)),
});
