import { findAgents } from '../../adapters/agents/registry.ts';
import { locateClaudeFlow, measuredVersion } from '../../adapters/claude-flow/locate.ts';
import { createWorktrees } from '../../adapters/git/worktrees.ts';
import { readEndpoint } from '../../adapters/ipc/endpoint.ts';
import { isRunning } from '../../adapters/ipc/lock.ts';
import { runProgram } from '../../adapters/processes.ts';
import { findProgram } from '../../adapters/programs.ts';
import { openTracker } from '../../adapters/tracker/open.ts';
import { findWorkspace, workspaceFolders } from '../../adapters/workspace.ts';
import { explain, sentence } from '../../protocol/explain.ts';
import { packageVersion } from '../version.ts';
import { readOptions } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { refuse, thisCli } from './runner-link.ts';

/** One thing looked at. `missing` is only wanted; `broken` stands in the way of runs. */
type Finding = {
  readonly name: string;
  readonly state: 'ok' | 'missing' | 'broken';
  readonly found: string;
  readonly next: string;
};

export const doctorCommand: Command = {
  name: 'doctor',
  usage: 'doctor [--json]',
  summary: 'what is missing on this machine and how to get it',
  run: async (words, io) => {
    const read = readOptions('doctor', words, { json: { type: 'boolean' } });
    if (!read.ok) return refuse(io, read.error);
    const workspace = findWorkspace(io.cwd);
    const findings = [
      {
        name: 'phaseline',
        state: 'ok',
        found: `${packageVersion} on Node ${process.versions.node}`,
        next: '',
      } as const,
      ...(await Promise.all([git(workspace), repository(workspace), tracker(workspace), bd(workspace)])),
      claudeFlow(workspace),
      ...agents(workspace),
      runner(workspace),
    ];
    io.out(read.value.json === true ? JSON.stringify(findings, undefined, 2) : findings.map(line).join('\n'));
    return findings.some(({ state }) => state === 'broken') ? exitCode.failed : exitCode.ok;
  },
};

const marks = { ok: '✓', missing: '–', broken: '✗' } as const;

const line = ({ name, state, found, next }: Finding): string =>
  `${marks[state]} ${name.padEnd(12)} ${found}${next === '' ? '' : `\n${' '.repeat(15)}${next}`}`;

async function git(workspace: string): Promise<Finding> {
  const version = await versionOf('git', ['--version'], workspace);
  if (version === undefined)
    return {
      name: 'git',
      state: 'broken',
      found: 'not on PATH',
      next: 'Install Git 2.30 or newer: agents work in its worktrees.',
    };
  return { name: 'git', state: 'ok', found: version, next: '' };
}

async function repository(workspace: string): Promise<Finding> {
  const head = await createWorktrees(workspace).head();
  if (head.ok)
    return { name: 'repository', state: 'ok', found: `${workspace} at ${head.value.slice(0, 10)}`, next: '' };
  const { what, next } = explain(head.error);
  return { name: 'repository', state: 'broken', found: what, next };
}

async function tracker(workspace: string): Promise<Finding> {
  const store = await openTracker(workspace);
  if (!store.ok) return { name: 'issues', state: 'missing', found: 'no tracker', next: explain(store.error).next };
  const { title, readOnly } = store.value;
  store.value.dispose();
  return {
    name: 'issues',
    state: 'ok',
    found: readOnly === undefined ? title : `${title}, to be read only: ${readOnly}`,
    next: '',
  };
}

async function bd(workspace: string): Promise<Finding> {
  const version = await versionOf('bd', ['version'], workspace);
  if (version !== undefined) return { name: 'bd', state: 'ok', found: version, next: '' };
  return {
    name: 'bd',
    state: 'missing',
    found: 'not on PATH',
    next: 'Without it issues live in .beads/issues.jsonl. To get it: npm i -g @beads/bd, or brew install beads.',
  };
}

function claudeFlow(workspace: string): Finding {
  const found = locateClaudeFlow({ workspace });
  if (found !== undefined)
    return { name: 'claude-flow', state: 'ok', found: `${found.version} in ${found.folder}`, next: '' };
  return {
    name: 'claude-flow',
    state: 'missing',
    found: 'not found',
    next: `Its hooks are skipped. To get it: npm i -g claude-flow@${measuredVersion}.`,
  };
}

function agents(workspace: string): readonly Finding[] {
  return findAgents({ workspace, cli: thisCli(), version: packageVersion }).map(({ id, title, version }) => ({
    name: 'agent',
    state: 'ok',
    found: `${title}${version === undefined ? '' : ` ${version}`} (${id})`,
    next: '',
  }));
}

function runner(workspace: string): Finding {
  const endpoint = readEndpoint(workspaceFolders(workspace));
  const alive = endpoint !== undefined && isRunning(endpoint.pid);
  return {
    name: 'runner',
    state: 'ok',
    found: alive ? `running as ${endpoint.pid}` : 'not running; it starts when it is needed',
    next: '',
  };
}

async function versionOf(program: string, args: readonly string[], cwd: string): Promise<string | undefined> {
  if (findProgram(program, { cwd }) === undefined) return undefined;
  const ran = await runProgram({ program, args, cwd, timeoutMilliseconds: 10_000 });
  if (!ran.ok) return sentence(ran.error);
  return ran.value.stdout.trim().split('\n')[0] ?? '';
}
