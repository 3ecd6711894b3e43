import type { Permissions, ToolKind } from '../../agents/agent.ts';
import { ruleFor } from '../../agents/policy.ts';
import type { ToldPolicy } from './dialect.ts';

/** Names of an agent's own tools, by kind; it cannot be told about a kind that has none. */
export type ToolNames = Readonly<Partial<Record<ToolKind, readonly string[]>>>;

/** A policy for an agent that is told whole tools by their names. */
export type ByKind = Omit<ToldPolicy, 'words'> & {
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
};

const kinds: readonly ToolKind[] = ['read', 'search', 'edit', 'delete', 'move', 'execute', 'fetch', 'other'];

/** Whether a rule asks or denies, be it for some of its kind only. */
export const isClosed = (kind: ToolKind, permissions: Permissions): boolean =>
  permissions[kind] !== undefined && ruleFor(kind, permissions) !== 'allow';

/** Since nobody is asked and no pattern can be told, a kind that is closed is denied as a whole. What no rule speaks of is left as it is. */
export function byKind(permissions: Permissions, names: ToolNames): ByKind {
  const closed = kinds.filter((kind) => isClosed(kind, permissions));
  const open = kinds.filter((kind) => permissions[kind] !== undefined && !closed.includes(kind));
  const named = (some: readonly ToolKind[]): readonly string[] => some.flatMap((kind) => names[kind] ?? []);
  // Files are deleted and moved by its commands and its edits, or not at all.
  const changesNothing = closed.includes('edit') && closed.includes('execute');
  const held = changesNothing ? ['delete', 'move'] : [];
  const unheld = closed.filter((kind) => names[kind] === undefined && !held.includes(kind));
  return {
    allowed: named(open),
    denied: named(closed),
    notes: notesOn(
      permissions,
      closed.filter((kind) => names[kind] !== undefined),
      unheld,
    ),
    unheld,
  };
}

/** What is to be known of kinds that are denied, and of those whose rules do not hold. */
export function notesOn(
  permissions: Permissions,
  denied: readonly ToolKind[],
  unheld: readonly ToolKind[],
): readonly string[] {
  const cut = denied.filter((kind) => typeof permissions[kind] !== 'string');
  return [
    'it asks nobody: what its policy asks of a person is denied, and what no rule speaks of is left to its own settings',
    ...(cut.length === 0 ? [] : [`${cut.join(', ')}: denied as a whole, because it cannot be told the patterns`]),
    ...(unheld.length === 0 ? [] : [`${unheld.join(', ')}: it cannot be held to these rules, because it knows none`]),
  ];
}
