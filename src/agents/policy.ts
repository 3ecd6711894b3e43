import type { PermissionRequest, Permissions, Rule, ToolKind } from './agent.ts';
import {
  commandMatches,
  exactly,
  fileMatches,
  hasHiddenParts,
  nearPath,
  partsOfCommand,
  pathBelow,
  urlMatches,
} from './pattern.ts';

/** In the folder that it works in an agent may look, think and edit; see `usually` for what lies beyond. */
const defaultPermissions: Readonly<Partial<Record<ToolKind, Rule>>> = {
  read: 'allow',
  search: 'allow',
  think: 'allow',
  edit: 'allow',
};

/** What is answered without a person: an option of the request, or that a person is to be asked. */
export type Decision =
  | { readonly kind: 'answer'; readonly option: string; readonly allowed: boolean }
  /** Denied, but the agent offers no way to say so: the request is cancelled. */
  | { readonly kind: 'cancel' }
  | { readonly kind: 'ask' };

/**
 * Decides a request from a policy. `folder`: absolute, where the agent works; patterns of paths are relative to it. Only the "once" options are
 * taken, so that the policy stays the one place that remembers.
 */
export function decide(request: PermissionRequest, permissions: Permissions, folder: string): Decision {
  const rule = isOwnTool(request) ? 'allow' : ruleOf(request, permissions, folder);
  if (rule === 'ask') return { kind: 'ask' };
  const option = optionFor(request, rule);
  if (option !== undefined) return { kind: 'answer', option, allowed: rule === 'allow' };
  return rule === 'deny' ? { kind: 'cancel' } : { kind: 'ask' };
}

/** Our own tools, as agents name them (Claude, Gemini and Qwen, Codex and OpenCode): bound to the task and on record wherever they are used. */
const isOwnTool = ({ tool, title }: PermissionRequest): boolean =>
  tool === 'other' && /^(?:mcp__phaseline__\w+|\w+ \(phaseline MCP Server\)|phaseline[._]\w+)$/.test(title);

/** The strictest rule of any kind of work with these tools: what the mode of an agent has to be chosen for. */
export function ruleFor(tool: ToolKind, permissions: Permissions): Rule {
  const rule = permissions[tool];
  if (rule === undefined || typeof rule === 'string') return rule ?? defaultPermissions[tool] ?? 'ask';
  const otherwise = rule.otherwise ?? defaultPermissions[tool] ?? 'ask';
  return otherwise === 'allow' && rule.ask.length + rule.deny.length > 0 ? 'ask' : otherwise;
}

type Subject = Pick<PermissionRequest, 'tool' | 'files' | 'subject'>;

/** Where no rule speaks: what reaches beyond the agent's folder is asked, be it a person's home or the workspace that its worktree is of. */
function usually({ tool, files }: Subject, folder: string): Rule {
  const beyond = files.some((file) => pathBelow(file, folder) === undefined);
  return beyond ? 'ask' : (defaultPermissions[tool] ?? 'ask');
}

function ruleOf(request: Subject, permissions: Permissions, folder: string): Rule {
  const rule = permissions[request.tool];
  const usual = usually(request, folder);
  if (rule === undefined || typeof rule === 'string') return rule ?? usual;
  const { allow, ask, deny } = rule;
  const otherwise = rule.otherwise ?? usual;
  const parts = partsOf(request, folder);
  // What cannot be told may be just what a pattern speaks of.
  if (parts === undefined) return otherwise === 'allow' && ask.length + deny.length > 0 ? 'ask' : otherwise;
  const fits = (part: Part, patterns: readonly string[]): boolean => patterns.some((pattern) => part(pattern));
  const words = subjectsOf(request, folder).map(exactly);
  const named = (patterns: readonly string[]): boolean => words.every((word) => patterns.includes(word));
  if (named(deny) || parts.all.some((part) => fits(part, deny))) return 'deny';
  // Word for word, somebody has seen all of it; a pattern that asks was meant for what nobody has seen.
  if (named(allow) && !named(ask)) return 'allow';
  if (parts.all.some((part) => fits(part, ask))) return 'ask';
  const allowed = parts.all.every((part) => fits(part, allow));
  const found = allowed ? 'allow' : otherwise;
  return found === 'allow' && parts.hidden ? 'ask' : found;
}

/** What a request is about, as a person would write it: a whole command line, an address, or each of its files; nothing where it does not say. */
export function subjectsOf({ tool, files, subject }: Subject, folder: string): readonly string[] {
  if (tool !== 'execute' && tool !== 'fetch') return files.map((file) => nearPath(file, folder));
  return subject === undefined ? [] : [subject.trim()];
}

/** Whether a pattern fits one thing that a request touches. */
type Part = (pattern: string) => boolean;

/** Everything that a request touches, undefined where it does not say; `hidden`: and more that cannot be seen. */
function partsOf(
  { tool, files, subject }: Subject,
  folder: string,
): { readonly all: readonly Part[]; readonly hidden: boolean } | undefined {
  if (tool === 'execute') {
    if (subject === undefined) return undefined;
    const all = partsOfCommand(subject).map(
      (part): Part =>
        (pattern) =>
          commandMatches(part, pattern),
    );
    return { all, hidden: hasHiddenParts(subject) };
  }
  if (tool === 'fetch')
    return subject === undefined ? undefined : { all: [(pattern) => urlMatches(subject, pattern)], hidden: false };
  if (files.length === 0) return undefined;
  return {
    all: files.map(
      (file): Part =>
        (pattern) =>
          fileMatches(file, folder, pattern),
    ),
    hidden: false,
  };
}

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
