import type { ToolServer } from '../../agents/agent.ts';
import type { ToldFile } from './dialect.ts';

/** A question that an agent puts through our tools waits for a person, who may be away for a day. In milliseconds. */
export const patience = 24 * 60 * 60 * 1000;

/** Our server as Claude and Qwen write it in JSON; `more`: what Qwen takes besides. */
export function serverFile(
  { name, command: [command, ...args], env }: ToolServer,
  option: string,
  more: Readonly<Record<string, unknown>> = {},
): ToldFile {
  return {
    option,
    name: 'tools.json',
    text: JSON.stringify({ mcpServers: { [name]: { command, args, env, ...more } } }),
  };
}
