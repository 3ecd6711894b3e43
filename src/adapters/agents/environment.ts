/** Variables that would make an agent believe that it runs inside another one. */
const nesting = ['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_SSE_PORT', 'GEMINI_CLI', 'QWEN_CODE', 'OPENCODE'];

/**
 * What an agent's environment differs in from this process's own: nothing of ours but what the launch names, nothing that marks a nested
 * agent. Undefined takes a variable away.
 */
export function agentEnvironment(
  command: readonly string[],
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  const without = [...Object.keys(process.env).filter((name) => name.startsWith('PHASELINE_')), ...nesting];
  const removed = Object.fromEntries(without.map((name) => [name, undefined]));
  // In VS Code our own executable is Electron, which must be told to be Node.
  const electron = command[0] === process.execPath && process.versions['electron'] !== undefined;
  return { ...removed, ...(electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}), ...given };
}
