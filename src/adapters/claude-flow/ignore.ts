/**
 * All that claude-flow 3.43 writes into a workspace while it serves hooks, memory, swarm, neural and performance tools, as lines of a
 * .gitignore. Edit detection leaves them out, or each hook's own traces would set off the next hook.
 */
export const claudeFlowIgnore: readonly string[] = [
  '.claude-flow/',
  '.swarm/',
  '.hive-mind/',
  '.ruvector/',
  '.agentic-flow/',
  'ruvector.db*',
  'agentdb.db*',
  'agentdb.rvf*',
];
