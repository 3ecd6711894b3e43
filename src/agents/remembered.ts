import type { PermissionRequest, Permissions, ToolKind, ToolRule } from './agent.ts';
import { exactly, nearPath } from './pattern.ts';
import { isRefusal } from './policy.ts';

/** What a person decided once and for all, for one type of agent. */
export type Remembered = {
  /** Type of agent. */
  readonly agent: string;
  readonly tool: ToolKind;
  readonly rule: 'allow' | 'deny';
  readonly pattern: string;
};

/** What an answer says about the next time: exactly the same command, address or files. Undefined where a request does not say what it is about. */
export function rememberAnswer(
  agent: string,
  request: PermissionRequest,
  option: string,
  folder: string,
): readonly Remembered[] {
  const rule = isRefusal(request, option) ? 'deny' : 'allow';
  const { tool, files, subject } = request;
  const subjects =
    tool === 'execute' || tool === 'fetch'
      ? subject === undefined
        ? []
        : [subject]
      : files.map((file) => nearPath(file, folder));
  return subjects.map((text) => ({ agent, tool, rule, pattern: exactly(text.trim()) }));
}

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
    const patterns: Exclude<ToolRule, string> =
      known === undefined || typeof known === 'string' ? { allow: [], ask: [], deny: [], otherwise: known } : known;
    all = { ...all, [tool]: { ...patterns, [rule]: [...patterns[rule], pattern] } };
  }
  return all;
}

/** For a person: `go test ./... is allowed from now on`. */
export const rememberedText = ({ tool, rule, pattern }: Remembered): string =>
  `${tool} ${pattern.replace(/\\(.)/g, '$1')}: ${rule === 'allow' ? 'allowed' : 'denied'} from now on`;
