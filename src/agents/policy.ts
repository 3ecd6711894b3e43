import type { PermissionRequest, ToolKind } from './agent.ts';

export type Permissions = Readonly<Partial<Record<ToolKind, 'allow' | 'ask' | 'deny'>>>;

/** In a worktree of its own an agent may look, think and edit; what reaches beyond it is asked. */
const defaultPermissions: Permissions = { read: 'allow', search: 'allow', think: 'allow', edit: 'allow' };

/** What is answered without a person: an option of the request, or that a person is to be asked. */
export type Decision =
  | { readonly kind: 'answer'; readonly option: string; readonly allowed: boolean }
  /** Denied, but the agent offers no way to say so: the request is cancelled. */
  | { readonly kind: 'cancel' }
  | { readonly kind: 'ask' };

/**
 * Decides a request from a policy by tool kind; what the policy does not name follows the defaults. Only the "once" options are taken, so
 * that the policy stays the one place that remembers.
 */
export function decide(request: PermissionRequest, permissions: Permissions): Decision {
  const rule = ruleFor(request.tool, permissions);
  if (rule === 'ask') return { kind: 'ask' };
  const option = optionFor(request, rule);
  if (option !== undefined) return { kind: 'answer', option, allowed: rule === 'allow' };
  return rule === 'deny' ? { kind: 'cancel' } : { kind: 'ask' };
}

/** What holds for a tool of this kind. */
export const ruleFor = (tool: ToolKind, permissions: Permissions): 'allow' | 'ask' | 'deny' =>
  permissions[tool] ?? defaultPermissions[tool] ?? 'ask';

/** The option that allows or denies; once before always. */
export function optionFor(request: PermissionRequest, rule: 'allow' | 'deny'): string | undefined {
  const kinds =
    rule === 'allow' ? (['allow_once', 'allow_always'] as const) : (['reject_once', 'reject_always'] as const);
  for (const kind of kinds) {
    const option = request.options.find((one) => one.kind === kind);
    if (option !== undefined) return option.id;
  }
  return undefined;
}

/** Whether this answer refuses what was asked; an unknown option counts as a refusal. */
export function isRefusal(request: PermissionRequest, option: string): boolean {
  const chosen = request.options.find(({ id }) => id === option);
  return chosen === undefined || chosen.kind.startsWith('reject');
}
