import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { TaskRef } from '../../protocol/requests.ts';
import { serveAgentTools } from '../mcp/server.ts';
import { packageVersion } from '../version.ts';
import { readOptions } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { connect, refuse } from './runner-link.ts';

export const mcpCommand: Command = {
  name: 'mcp',
  usage: 'mcp',
  summary:
    'offers agents the plan and the issues, as a server of the Model Context Protocol on standard input and output',
  run: async (words, io) => {
    const read = readOptions('mcp', words, {});
    if (!read.ok) return refuse(io, read.error);
    const task = ownTask(process.env);
    // An agent whose runner is gone is about to be ended by the next one, which must not be its own child.
    const runner = await connect(io, task === undefined);
    if (!runner.ok) return refuse(io, runner.error);
    const transport = new StdioServerTransport();
    process.stdin.once('end', () => void transport.close());
    runner.value.onClose(() => void transport.close());
    await serveAgentTools(transport, packageVersion, async (tool, input) => {
      const done = await runner.value.request('agent.call', { tool, input, ...(task === undefined ? {} : { task }) });
      return done.ok ? { ok: true, value: done.value.text } : done;
    });
    runner.value.dispose();
    return exitCode.ok;
  },
};

/** The task of the agent that started this, from what its launch left in the environment; undefined for anybody else. */
function ownTask(env: NodeJS.ProcessEnv): TaskRef | undefined {
  const run = env['PHASELINE_RUN'];
  const [phase, task] = env['PHASELINE_TASK']?.split('/') ?? [];
  return run === undefined || phase === undefined || task === undefined ? undefined : { run, phase, task };
}
