import type { Permissions, ToolKind } from '../../agents/agent.ts';
import { isClosed, notesOn } from './by-kind.ts';
import type { ToldPolicy } from './dialect.ts';
import { givenValue } from './options.ts';

/** What is said of the sandbox, and what takes it away: that goes before every `--sandbox`, unsaid. */
export const sandboxOptions = {
  valued: ['--sandbox', '-s'],
  bare: ['--dangerously-bypass-approvals-and-sandbox', '--yolo', '--approve-for-me'],
} as const;

/** Kinds that Codex has no word for: reading and searching are commands, deleting and moving are edits, all else is its servers'. */
const untold: readonly ToolKind[] = ['read', 'search', 'delete', 'move', 'other'];

/**
 * How a policy is kept by `codex exec`, which asks nobody: its sandbox, and what is switched off. It knows no patterns for edits, commands
 * or addresses, so that a kind which is not simply allowed is denied as a whole. Measured with 0.166.
 */
export function codexPolicy(permissions: Permissions, given: readonly string[]): ToldPolicy {
  const closed = (['edit', 'execute', 'fetch'] as const).filter((kind) => isClosed(kind, permissions));
  const mode = sandboxMode(permissions, closed, given);
  const held = mode === 'read-only' ? ['delete', 'move'] : [];
  const unheld = untold.filter((kind) => isClosed(kind, permissions) && !held.includes(kind));
  return {
    words: [
      ...(mode === undefined ? [] : ['--sandbox', mode]),
      ...(closed.includes('execute') ? ['--disable', 'shell_tool'] : []),
      ...networkWords(permissions, closed),
    ],
    notes: [...notesOn(permissions, closed, unheld), ...(closed.includes('execute') ? [blind] : [])],
    unheld,
  };
}

type Closed = readonly ('edit' | 'execute' | 'fetch')[];

/** Undefined where it is left as it was given. A sandbox that was given is never opened any further than that. */
function sandboxMode(permissions: Permissions, closed: Closed, given: readonly string[]): string | undefined {
  const own = givenValue(given, sandboxOptions.valued);
  if (closed.includes('edit') || (closed.length > 0 && own === 'read-only')) return 'read-only';
  const isSaid = own !== undefined || sandboxOptions.bare.some((word) => given.includes(word));
  const isOpened = permissions.edit !== undefined && !isSaid;
  return closed.length > 0 || isOpened ? 'workspace-write' : undefined;
}

/** It fetches with commands, and its service searches the web for it. */
function networkWords({ fetch }: Permissions, closed: Closed): readonly string[] {
  if (fetch === undefined) return [];
  const isOpen = !closed.includes('fetch');
  return [
    '-c',
    `web_search="${isOpen ? 'live' : 'disabled'}"`,
    '-c',
    `sandbox_workspace_write.network_access=${isOpen}`,
  ];
}

const blind = 'execute: it has no shell, so that it can read no files either';
