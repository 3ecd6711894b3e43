import { type ClientContext, methods, PROTOCOL_VERSION, RequestError } from '@agentclientprotocol/sdk';
import type { AgentLaunch, AgentUpdate } from '../../agents/agent.ts';
import { ruleFor } from '../../agents/policy.ts';
import { type Fields, list, record, shown, text } from './wire.ts';

/** A session that is ready for a prompt. */
export type OpenSession = { readonly session: string; readonly name: string; readonly version: string };

/**
 * Says hello, opens or resumes a session, and sets the mode and model where the agent lets us. Rejects with what the agent or the
 * connection said; `tell` is given what did not go as wished but does not stop the work.
 */
export async function openSession(
  agent: ClientContext,
  launch: AgentLaunch,
  version: string,
  tell: (update: AgentUpdate) => void,
): Promise<OpenSession> {
  const hello = record(
    await agent.request(methods.agent.initialize, {
      protocolVersion: PROTOCOL_VERSION,
      clientInfo: { name: 'phaseline', title: 'Phaseline', version },
      // Files are left to the agent: Gemini cannot create one through a client, and the protocol's next version drops this. What is asked for all the same is refused.
      clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
    }),
  );
  refuseVersion(hello['protocolVersion']);
  const info = record(hello['agentInfo']);
  const opened =
    (await resumed(agent, launch, record(hello['agentCapabilities']), tell)) ?? (await fresh(agent, launch, hello));
  const settings: Settings = { agent, session: opened.session, tell };
  await setMode(settings, opened.response, launch);
  if (launch.model !== undefined) await setModel(settings, opened.response, launch.model);
  return {
    session: opened.session,
    name: text(info['title']) || text(info['name']) || launch.title,
    version: text(info['version']),
  };
}

/** An agent answers with the version that it wants to speak; then the client has to speak that one, or leave. */
function refuseVersion(version: unknown): void {
  if (version === undefined || version === PROTOCOL_VERSION) return;
  const next =
    typeof version === 'number' && version > PROTOCOL_VERSION
      ? 'update Phaseline, or install an earlier release of the agent'
      : 'update the agent';
  throw new Error(
    `it speaks version ${shown(version, 40)} of the Agent Client Protocol, and Phaseline version ${PROTOCOL_VERSION}: ${next}`,
  );
}

/** Claude's adapter takes the mode that skips every question out of reach; it also refuses to start with it under root. Others ignore this. */
const neverUnasked = { claudeCode: { options: { allowDangerouslySkipPermissions: false } } };

/** Every agent has to take servers on standard streams. */
function toolServers({ tools }: AgentLaunch) {
  if (tools === undefined) return [];
  const [command = '', ...args] = tools.command;
  const env = Object.entries(tools.env).map(([name, value]) => ({ name, value }));
  return [{ name: tools.name, command, args, env }];
}

type Opened = { readonly session: string; readonly response: Fields };

async function resumed(
  agent: ClientContext,
  launch: AgentLaunch,
  can: Fields,
  tell: (update: AgentUpdate) => void,
): Promise<Opened | undefined> {
  const session = launch.resume;
  if (session === undefined || session === '') return undefined;
  const params = { sessionId: session, cwd: launch.cwd, mcpServers: toolServers(launch), _meta: neverUnasked };
  try {
    if (isOffered(record(can['sessionCapabilities'])['resume'])) {
      return { session, response: record(await agent.request(methods.agent.session.resume, params)) };
    }
    if (can['loadSession'] === true)
      return { session, response: record(await agent.request(methods.agent.session.load, params)) };
    tell({ kind: 'other', name: 'not resumed', detail: 'this agent cannot resume a session; it starts anew' });
  } catch (thrown) {
    if (!(thrown instanceof RequestError)) throw thrown;
    tell({ kind: 'other', name: 'not resumed', detail: `${wordsOf(thrown)}; it starts anew` });
  }
  return undefined;
}

const isOffered = (capability: unknown): boolean =>
  capability !== undefined && capability !== null && capability !== false;

async function fresh(agent: ClientContext, launch: AgentLaunch, hello: Fields): Promise<Opened> {
  try {
    const response = record(
      await agent.request(methods.agent.session.new, {
        cwd: launch.cwd,
        mcpServers: toolServers(launch),
        _meta: neverUnasked,
      }),
    );
    return { session: text(response['sessionId']), response };
  } catch (thrown) {
    if (!(thrown instanceof RequestError) || thrown.code !== authenticationRequired) throw thrown;
    const ways = list(hello['authMethods']).map((way) => text(record(way)['name']));
    throw new Error(
      `it wants you to log in first (${ways.join(', ') || wordsOf(thrown)}): start it once in a terminal`,
    );
  }
}

/** JSON-RPC code that ACP gives to "log in first". */
const authenticationRequired = -32000;

type Settings = { readonly agent: ClientContext; readonly session: string; tell(update: AgentUpdate): void };
type Choice = { readonly current: string; readonly all: readonly string[] };

/**
 * Agents start in different modes by product and version, and in some of them never ask. Wanted is one in which the policy of the agent's
 * type decides; where there is none, that is told.
 */
async function setMode(
  { agent, session, tell }: Settings,
  response: Fields,
  { permissions, mode: wanted }: Pick<AgentLaunch, 'permissions' | 'mode'>,
): Promise<void> {
  const edit = ruleFor('edit', permissions);
  const modes = record(response['modes']);
  const offered = list(modes['availableModes']).map((mode) => text(record(mode)['id']));
  const option = optionOf(response, 'mode');
  const { current, all } = option?.choice ?? { current: text(modes['currentModeId']), all: offered };
  const mode = (wanted === undefined ? fittingModes[edit] : [wanted]).find((one) => all.includes(one));
  if (wanted !== undefined && mode === undefined) {
    tell({ kind: 'other', name: 'mode not set', detail: `${wanted}: it offers ${all.join(', ') || 'no modes'}` });
    return setMode({ agent, session, tell }, response, { permissions });
  }
  if (mode === undefined && edit !== 'allow') {
    tell({
      kind: 'other',
      name: 'no fitting mode',
      detail: `this agent may edit without asking; it offers ${all.join(', ') || 'no modes'}`,
    });
  }
  if (mode === undefined || mode === current) return;
  const done =
    option === undefined
      ? agent.request(methods.agent.session.setMode, { sessionId: session, modeId: mode })
      : agent.request(methods.agent.session.setConfigOption, { sessionId: session, configId: option.id, value: mode });
  await settled(done, `mode ${mode}`, tell);
}

/**
 * Modes by what the policy says of edits, best first. `default` asks for everything (Claude, Gemini, Qwen); `workspace-write` edits in its
 * folder and asks beyond it, `read-only` asks for every edit (Codex); `build` asks for what its environment says, `plan` edits nothing (OpenCode).
 */
const fittingModes: Readonly<Record<'allow' | 'ask' | 'deny', readonly string[]>> = {
  allow: ['default', 'workspace-write', 'build'],
  ask: ['default', 'read-only', 'build'],
  deny: ['default', 'read-only', 'plan'],
};

async function setModel({ agent, session, tell }: Settings, response: Fields, model: string): Promise<void> {
  const option = optionOf(response, 'model');
  if (option === undefined || !option.choice.all.includes(model)) {
    const offered = option === undefined ? 'it offers no choice of model' : `it offers ${option.choice.all.join(', ')}`;
    tell({ kind: 'other', name: 'model not set', detail: `${model}: ${offered}` });
    return;
  }
  if (option.choice.current === model) return;
  await settled(
    agent.request(methods.agent.session.setConfigOption, { sessionId: session, configId: option.id, value: model }),
    `model ${model}`,
    tell,
  );
}

function optionOf(response: Fields, category: string): { readonly id: string; readonly choice: Choice } | undefined {
  const options = list(response['configOptions']).map(record);
  const option = options.find((one) => one['category'] === category && one['type'] === 'select');
  if (option === undefined) return undefined;
  const entries = list(option['options']).map(record);
  const flat = entries.flatMap((entry) =>
    Array.isArray(entry['options']) ? list(entry['options']).map(record) : [entry],
  );
  return {
    id: text(option['id']),
    choice: { current: text(option['currentValue']), all: flat.map((entry) => text(entry['value'])) },
  };
}

async function settled(done: Promise<unknown>, what: string, tell: (update: AgentUpdate) => void): Promise<void> {
  try {
    await done;
    tell({ kind: 'other', name: 'set', detail: what });
  } catch (thrown) {
    if (!(thrown instanceof RequestError)) throw thrown;
    tell({ kind: 'other', name: 'not set', detail: `${what}: ${wordsOf(thrown)}` });
  }
}

/** What a refused request says, its data included where that is where agents put the reason. */
export function wordsOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!(thrown instanceof RequestError) || thrown.data === undefined || thrown.data === null) return message;
  const data =
    typeof thrown.data === 'string'
      ? thrown.data
      : text(record(thrown.data)['details']) || text(record(thrown.data)['message']) || shown(thrown.data, 500);
  return data === '' || message.includes(data) ? message : `${message}: ${data}`;
}
