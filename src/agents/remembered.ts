import type { PermissionRequest, Permissions, ToolKind, ToolRule } from './agent.ts';
import { exactly } from './pattern.ts';
import { isRefusal, subjectsOf } from './policy.ts';

/** What a person decided once and for all, for one type of agent. */
export type Remembered = {
  /** Type of agent. */
  readonly agent: string;
  readonly tool: ToolKind;
  readonly rule: 'allow' | 'deny';
  readonly pattern: string;
};

type Patterns = Exclude<ToolRule, string>;

/** What an answer says about the next time: exactly the same command, address or files. Nothing where a request does not say what it is about. */
export function rememberAnswer(
  agent: string,
  request: PermissionRequest,
  option: string,
  folder: string,
): readonly Remembered[] {
  const rule = isRefusal(request, option) ? 'deny' : 'allow';
  return subjectsOf(request, folder).map((text) => ({ agent, tool: request.tool, rule, pattern: exactly(text) }));
}

/** What a plan says of a type with what a person says of it, kind by kind: the person's word goes first, but what the plan denies stays denied. */
export function withPersonal(planned: Permissions, personal: Permissions): Permissions {
  const known = new Map(Object.entries(planned));
  const all = Object.entries(personal).map(([kind, rule]) => [kind, joined(known.get(kind), rule)] as const);
  return { ...planned, ...Object.fromEntries(all) };
}

function joined(planned: ToolRule | undefined, personal: ToolRule): ToolRule {
  if (planned === 'deny' || personal === 'deny') return 'deny';
  if (planned === undefined || typeof planned === 'string') return personal;
  const closed = planned.otherwise === 'deny';
  // A word on the whole kind reaches no further than what the plan lets through at all.
  const own =
    typeof personal !== 'string'
      ? personal
      : { ...nothingSaid, otherwise: personal, [personal]: closed ? [...planned.allow, ...planned.ask] : [] };
  return { ...own, deny: [...own.deny, ...planned.deny], otherwise: closed ? 'deny' : own.otherwise };
}

const nothingSaid: Patterns = { allow: [], ask: [], deny: [], otherwise: undefined };

/** A policy with what was remembered for the type. What the policy itself denies stays denied. */
export function withRemembered(
  permissions: Permissions,
  agent: string,
  remembered: readonly Remembered[],
): Permissions {
  let all = permissions;
  for (const { tool, rule, pattern } of remembered.filter((one) => one.agent === agent)) {
    const known = all[tool];
    if (known === 'deny') continue;
    const patterns = known === undefined || typeof known === 'string' ? { ...nothingSaid, otherwise: known } : known;
    all = { ...all, [tool]: { ...patterns, [rule]: [...patterns[rule], pattern] } };
  }
  return all;
}

/** For a person: `go test ./... is allowed from now on`. */
export const rememberedText = ({ tool, rule, pattern }: Remembered): string =>
  `${tool} ${pattern.replace(/\\(.)/g, '$1')}: ${rule === 'allow' ? 'allowed' : 'denied'} from now on`;
