import type { AgentUpdate } from '../../agents/agent.ts';

export const transcriptText = (updates: readonly AgentUpdate[]): string =>
  updates.map((update) => JSON.stringify(update)).join('\n');
