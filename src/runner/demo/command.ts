import { Readable, Writable } from 'node:stream';
import { ndJsonStream } from '@agentclientprotocol/sdk';
import { type Command, exitCode } from '../cli/command.ts';
import { serveDemoAgent } from './agent.ts';

/** `phaseline demo-agent`: what the registry starts as the agent "demo". */
export const demoAgentCommand = (version: string): Command => ({
  name: 'demo-agent',
  usage: 'demo-agent',
  summary: 'speak the Agent Client Protocol on standard input and output, as the built-in demo agent',
  async run() {
    await runDemoAgent(version);
    return exitCode.ok;
  },
});

/** Serves this process's standard streams until its input ends. */
export async function runDemoAgent(version: string): Promise<void> {
  const stream = ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin));
  await serveDemoAgent(stream, version, process.env['PHASELINE_TASK']);
}
