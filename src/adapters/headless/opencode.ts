import { record } from '../acp/wire.ts';
import { byKind, type ToolNames } from './by-kind.ts';
import type { Asked, Dialect, Told } from './dialect.ts';
import { jsonLine } from './json-line.ts';
import { OpenCodeStream } from './opencode-stream.ts';
import { givenValue, option, without } from './options.ts';
import { patience } from './own-tools.ts';

/** `opencode run --format json`, as measured with 1.18. */
export const openCode: Dialect = {
  isSpokenBy: (program, args) =>
    program === 'opencode' && args.includes('run') && givenValue(args, ['--format']) === 'json',
  tell,
  reader: (cwd) => new OpenCodeStream(cwd),
};

/** What is denied it does not even offer to its model. */
const toolNames: ToolNames = {
  read: ['read'],
  search: ['glob', 'grep', 'list'],
  edit: ['edit'],
  execute: ['bash'],
  fetch: ['webfetch', 'websearch'],
};

/** It takes no option twice, a session only by an id of its own, and a model only with the service that has it. */
function tell(given: readonly string[], { model, resume, permissions, env, tools }: Asked): Told {
  const session = resume?.startsWith('ses_') ? resume : undefined;
  const named = model?.includes('/') ? model : undefined;
  const taken = [
    ...(session === undefined ? [] : ['--session', '-s']),
    ...(named === undefined ? [] : ['--model', '-m']),
  ];
  const { allowed, denied, notes, unheld } = byKind(permissions, toolNames);
  const offered = offer(env, tools);
  const unset = `model ${model} is not set: it has to name its service, as in service/${model}`;
  return {
    args: [...without(given, { valued: taken }), ...option('--session', session), ...option('--model', named)],
    env: { ...permissionIn(env, allowed, denied), ...offered.env },
    notes: [...notes, ...(model === named ? [] : [unset]), ...offered.notes],
    unheld,
  };
}

/** A variable that goes before its configuration; what it held already stays, where the policy says nothing else. */
function permissionIn(
  { OPENCODE_PERMISSION: held = process.env['OPENCODE_PERMISSION'] ?? '' }: Asked['env'],
  allowed: readonly string[],
  denied: readonly string[],
): Readonly<Record<string, string>> {
  if (allowed.length + denied.length === 0) return {};
  const rules = [...allowed.map((name) => [name, 'allow']), ...denied.map((name) => [name, 'deny'])];
  return { OPENCODE_PERMISSION: JSON.stringify({ ...jsonLine(held), ...Object.fromEntries(rules) }) };
}

/** A variable that goes before its other configuration; what it held already stays, and goes before ours. */
function offer(
  { OPENCODE_CONFIG_CONTENT: held = process.env['OPENCODE_CONFIG_CONTENT'] ?? '' }: Asked['env'],
  tools: Asked['tools'],
): Required<Pick<Told, 'env' | 'notes'>> {
  if (tools === undefined) return { env: {}, notes: [] };
  const config = held === '' ? {} : jsonLine(held);
  if (config === undefined)
    return {
      env: {},
      notes: ["Phaseline's tools are not offered to it: OPENCODE_CONFIG_CONTENT holds what is no JSON"],
    };
  const server = { type: 'local', command: tools.command, environment: tools.env, enabled: true, timeout: patience };
  const mcp = { [tools.name]: server, ...record(config['mcp']) };
  return { env: { OPENCODE_CONFIG_CONTENT: JSON.stringify({ ...config, mcp }) }, notes: [] };
}
