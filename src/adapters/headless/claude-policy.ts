import type { Permissions, ToolKind, ToolRule, ToolServer } from '../../agents/agent.ts';
import type { ToldPolicy } from './dialect.ts';

type Kind = {
  readonly kind: ToolKind;
  /** All of its tools, to be allowed. */
  readonly all: readonly string[];
  /** What denies all of it; with a path where that is told as a denial, while a tool that is taken away is not even asked for. */
  readonly none: readonly string[];
  /** Claude does it unasked, so that only what is denied is not done. */
  readonly unasked?: true;
  /** Claude's word for what a pattern names; undefined where it has none. */
  say(pattern: string): string | undefined;
};

/** Rules that Claude knows, as measured with 2.1: a path from `/` on is relative to its folder, one from `//` on absolute; denials go first. */
const kinds: readonly Kind[] = [
  { kind: 'read', all: ['Read'], none: ['Read(//**)'], unasked: true, say: (glob) => onPath('Read', glob) },
  { kind: 'search', all: ['Glob', 'Grep'], none: ['Glob', 'Grep'], unasked: true, say: () => undefined },
  {
    kind: 'edit',
    all: ['Edit', 'Write', 'NotebookEdit'],
    none: ['Edit(//**)'],
    say: (glob) => onPath('Edit', glob),
  },
  { kind: 'execute', all: ['Bash'], none: ['Bash'], say: (command) => plain(command) && `Bash(${command})` },
  { kind: 'fetch', all: ['WebFetch', 'WebSearch'], none: ['WebFetch', 'WebSearch'], say: onHost },
];

/** Text that stands in a rule of Claude's for itself and `*`. */
const plain = (pattern: string): string | undefined => (/[(){},!\\\n]/.test(pattern) ? undefined : pattern);

function onPath(tool: string, glob: string): string | undefined {
  const path = plain(glob.replace(/^\.\//, '').replace(/\/$/, '/**'));
  return path && `${tool}(/${path})`;
}

function onHost(pattern: string): string | undefined {
  const host = /^(?:https?:\/\/)?([\w.-]+)(?:\/\*)?$/.exec(pattern)?.[1];
  return host && `WebFetch(domain:${host})`;
}

/** `tools`: ours, which are always allowed. `asks`: it is answered whenever it asks. */
export type Situation = { readonly tools?: ToolServer | undefined; readonly asks: boolean };

/**
 * A policy in Claude's own words. Where it asks, these are of what it does unasked, and of what is denied: it does not ask about what somebody's own
 * settings allow. All else is decided when it asks. Where nobody answers, what is to be asked is not allowed, and where a pattern that asks or
 * denies cannot be said, its whole kind is denied instead. What no rule speaks of Claude decides by its own settings.
 */
export function claudePolicy(permissions: Permissions, { tools, asks }: Situation): ToldPolicy {
  const wordsOf = asks ? wordsBeside : wordsFor;
  const said = kinds.map((kind) => ({ kind: kind.kind, ...wordsOf(kind, permissions[kind.kind]) }));
  const allowed = [...said.flatMap((one) => one.allowed), ...(tools === undefined ? [] : [`mcp__${tools.name}`])];
  const denied = said.flatMap((one) => one.denied);
  // In any other mode it does not ask about some of what a rule may speak of.
  const isOpen = asks ? Object.keys(permissions).length === 0 : editsUnasked(permissions.edit);
  const closed = said.flatMap((one) => (one.isClosed === true ? [one.kind] : []));
  return {
    words: [
      ...(isOpen ? [] : ['--permission-mode', 'default']),
      ...(allowed.length === 0 ? [] : ['--allowedTools', ...allowed]),
      ...(denied.length === 0 ? [] : ['--disallowedTools', ...denied]),
    ],
    notes: [
      ...(asks
        ? []
        : [
            'it asks nobody: what its policy asks of a person, or denies where no pattern fits, is denied unless its own settings allow it',
          ]),
      ...(closed.length === 0
        ? []
        : [`${closed.join(', ')}: denied as a whole, because it cannot be told the patterns`]),
    ],
    unheld: [],
  };
}

/** What is said of a kind beside what is answered when Claude asks. */
function wordsBeside(kind: Kind, rule: ToolRule | undefined): Words {
  if (kind.unasked || rule === 'deny') return wordsFor(kind, rule);
  const denied = rule === undefined || typeof rule === 'string' ? [] : rule.deny.map(kind.say);
  return { allowed: [], denied: denied.filter((word) => word !== undefined) };
}

type Words = { readonly allowed: readonly string[]; readonly denied: readonly string[]; readonly isClosed?: true };

function wordsFor({ all, none, unasked, say }: Kind, rule: ToolRule | undefined): Words {
  const nothing = { allowed: [], denied: [] };
  if (rule === undefined) return nothing;
  if (rule === 'allow') return { allowed: all, denied: [] };
  if (rule === 'deny' || (rule === 'ask' && unasked)) return { allowed: [], denied: none };
  if (rule === 'ask') return nothing;
  const denied = [...rule.ask, ...rule.deny].map(say);
  const open = rule.otherwise === 'allow' || (rule.otherwise === undefined && unasked);
  // A denial goes before whatever is allowed, so a kind that is done unasked cannot be opened for some of it.
  const isTold = denied.every((word) => word !== undefined) && (open || !unasked);
  if (!isTold) return { allowed: [], denied: none, isClosed: true };
  const allowed = rule.otherwise === 'allow' ? all : rule.allow.map(say);
  return { allowed: allowed.filter((word) => word !== undefined), denied: denied.filter((word) => word !== undefined) };
}

const editsUnasked = (rule: ToolRule | undefined): boolean =>
  rule === undefined || rule === 'allow' || (typeof rule !== 'string' && (rule.otherwise ?? 'allow') === 'allow');
