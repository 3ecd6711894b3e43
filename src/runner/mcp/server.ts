import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Result } from '../../base/result.ts';
import { sentence } from '../../protocol/explain.ts';
import { type AgentTool, agentTools } from './tools.ts';

/** Carries a call out, in the runner. */
export type CallTool = (tool: string, input: Readonly<Record<string, unknown>>) => Promise<Result<string>>;

/** Offers the tools over the Model Context Protocol; resolves when whoever uses them has gone. */
export async function serveAgentTools(transport: Transport, version: string, call: CallTool): Promise<void> {
  const server = new McpServer(
    { name: 'phaseline', title: 'Phaseline', version },
    { instructions: 'The plan and the issues that you work within. Look before you touch what others work on.' },
  );
  for (const [name, tool] of Object.entries<AgentTool>(agentTools)) {
    const annotations = { readOnlyHint: !tool.writes, destructiveHint: false, openWorldHint: false };
    const { title, description, input: inputSchema } = tool;
    server.registerTool(name, { title, description, inputSchema, annotations }, async (input) => {
      const done = await call(name, input);
      const text = done.ok ? done.value : sentence(done.error);
      return { content: [{ type: 'text' as const, text }], ...(done.ok ? {} : { isError: true }) };
    });
  }
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
  });
  await server.connect(transport);
  await closed;
}
