import type { Permissions, ToolKind } from '../../agents/agent.ts';
import { ruleFor } from '../../agents/policy.ts';

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

/** OpenCode's names of what a policy decides by kind. */
const openCodeNames: readonly (readonly [ToolKind, readonly string[]])[] = [
  ['edit', ['edit']],
  ['execute', ['bash']],
  ['fetch', ['webfetch', 'websearch']],
];

/**
 * What makes OpenCode ask for whatever the policy does not simply allow: by itself it asks for nothing, and its modes leave it free to do all or
 * nothing. For every agent, because a command may be a wrapper around it, and nobody else reads the variable. A person's own one is left as it is.
 */
export function askingEnvironment(permissions: Permissions): Readonly<Record<string, string>> {
  const asked = openCodeNames.flatMap(([kind, names]) => (ruleFor(kind, permissions) === 'allow' ? [] : names));
  if (asked.length === 0 || process.env['OPENCODE_PERMISSION'] !== undefined) return {};
  return { OPENCODE_PERMISSION: JSON.stringify(Object.fromEntries(asked.map((name) => [name, 'ask']))) };
}
