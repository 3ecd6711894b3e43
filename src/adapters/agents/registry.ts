import { readFileSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FoundAgent } from '../../agents/agent.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { record, text } from '../acp/wire.ts';
import { findProgram } from '../programs.ts';

/** One way in which an agent can be started. */
type Way = { readonly program: string; readonly args: readonly string[]; readonly speaks: FoundAgent['speaks'] };

type KnownAgent = {
  readonly id: string;
  readonly title: string;
  /** Best first: ACP before a headless mode. */
  readonly ways: readonly Way[];
  /** Its own command for people that goes on with a session, whose id follows. Source: the help that each prints. */
  readonly takesUp?: readonly string[];
  /** How to get it, said where it is missing. */
  readonly get: string;
};

const acp = (program: string, ...args: readonly string[]): Way => ({ program, args, speaks: 'acp' });

/** Its words have it print what it does as JSON lines, and edit, because the worktree is its own, as far as the policy of its launch says nothing else. */
const headless = (program: string, ...args: readonly string[]): Way => ({ program, args, speaks: 'command' });

/** THE table of agents that are known by name; any other can be given by its command. */
const knownAgents: readonly KnownAgent[] = [
  {
    id: 'claude-code',
    title: 'Claude Code',
    ways: [
      acp('claude-agent-acp'),
      acp('claude-code-acp'),
      headless('claude', '-p', '--output-format', 'stream-json', '--verbose'),
    ],
    takesUp: ['claude', '--resume'],
    get: 'Install it with "npm i -g @agentclientprotocol/claude-agent-acp" and log in once with "claude".',
  },
  {
    id: 'codex',
    title: 'Codex',
    ways: [acp('codex-acp'), headless('codex', 'exec', '--json', '--sandbox', 'workspace-write')],
    takesUp: ['codex', 'resume'],
    get: 'Install it with "npm i -g @agentclientprotocol/codex-acp" and log in once with "codex login".',
  },
  {
    id: 'gemini',
    title: 'Gemini CLI',
    ways: [acp('gemini', '--acp')],
    get: 'Install it with "npm i -g @google/gemini-cli" and log in once with "gemini".',
  },
  {
    id: 'opencode',
    title: 'OpenCode',
    ways: [acp('opencode', 'acp')],
    takesUp: ['opencode', '--session'],
    get: 'Install it with "npm i -g opencode-ai" and log in once with "opencode auth login".',
  },
  {
    id: 'copilot',
    title: 'GitHub Copilot',
    ways: [acp('copilot', '--acp')],
    get: 'Install it with "npm i -g @github/copilot" and log in once with "copilot".',
  },
  {
    id: 'qwen',
    title: 'Qwen Code',
    ways: [acp('qwen', '--acp')],
    takesUp: ['qwen', '--resume'],
    get: 'Install it with "npm i -g @qwen-code/qwen-code" and log in once with "qwen".',
  },
];

const demoAgent = 'demo';

/** Where this looks, and what the demo agent is started with. */
export type AgentSearch = {
  /** Absolute: its `node_modules/.bin` is looked into after PATH. */
  readonly workspace: string;
  /** Absolute path of our own command line. */
  readonly cli: string;
  /** Our own version, shown for the demo agent. */
  readonly version: string;
  /** PATH to search; this process's own where absent. */
  readonly PATH?: string;
  /** Where installers put programs whether PATH knows it or not; those of the person's home where absent. */
  readonly folders?: readonly string[];
};

/** Every agent that this machine can start: real ones in the order of the table, the demo agent last. Starts nothing. */
export function findAgents(search: AgentSearch): readonly FoundAgent[] {
  return [...knownAgents.flatMap((known) => found(known, search) ?? []), demo(search)];
}

/** The agent of this id, `agent-missing` where it is not installed, or `no-such` where nobody knows it. */
export function findAgent(id: string, search: AgentSearch): Result<FoundAgent> {
  if (id === demoAgent) return ok(demo(search));
  const known = knownAgents.find((one) => one.id === id);
  if (known === undefined)
    return fail({ kind: 'no-such', what: 'agent', name: id, known: [...knownAgents.map((one) => one.id), demoAgent] });
  const agent = found(known, search);
  if (agent !== undefined) return ok(agent);
  return fail({ kind: 'agent-missing', agent: known.title, program: known.ways[0]?.program ?? id, install: known.get });
}

const demo = ({ cli, version }: AgentSearch): FoundAgent => ({
  id: demoAgent,
  title: 'Demo agent',
  command: [process.execPath, cli, 'demo-agent'],
  speaks: 'acp',
  version,
  takesUp: [],
});

function found(known: KnownAgent, search: AgentSearch): FoundAgent | undefined {
  for (const { program, args, speaks } of known.ways) {
    const file = locate(program, search);
    if (file === undefined) continue;
    const { id, title } = known;
    return { id, title, command: [file, ...args], speaks, version: versionOf(file), takesUp: takesUp(known, search) };
  }
  return undefined;
}

/** An adapter can be here without the program that people talk to. */
function takesUp({ takesUp: words = [] }: KnownAgent, search: AgentSearch): readonly string[] {
  const [program] = words;
  return program !== undefined && locate(program, search) !== undefined ? words : [];
}

function locate(program: string, { workspace, PATH, folders = homeFolders() }: AgentSearch): string | undefined {
  const onPath = findProgram(program, { cwd: workspace, ...(PATH === undefined ? {} : { PATH }) });
  const beside = [path.join(workspace, 'node_modules', '.bin'), ...folders].join(path.delimiter);
  return onPath ?? findProgram(program, { cwd: workspace, PATH: beside });
}

/** An editor that was started from a dock has a shorter PATH than a terminal; these are where installers put agents. */
function homeFolders(): readonly string[] {
  const home = os.homedir();
  const inHome = ['.local/bin', '.npm-global/bin', '.bun/bin', '.opencode/bin', '.claude/local', '.volta/bin'];
  const shared = process.platform === 'win32' ? [] : ['/opt/homebrew/bin', '/usr/local/bin'];
  return [...inHome.map((folder) => path.join(home, folder)), ...shared];
}

/** The version in the package that a program's file belongs to, read and not asked: asking would start every agent there is. */
function versionOf(file: string): string | undefined {
  try {
    for (
      let folder = path.dirname(realpathSync(file));
      path.dirname(folder) !== folder;
      folder = path.dirname(folder)
    ) {
      const manifest = readManifest(path.join(folder, 'package.json'));
      const version = text(record(manifest)['version']);
      if (version !== '') return version;
      if (path.basename(folder) === 'node_modules') return undefined;
    }
  } catch {
    // A file that cannot be read has no version to show.
  }
  return undefined;
}

function readManifest(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
