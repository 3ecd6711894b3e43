// One post-edit of claude-flow through our session, and the ways without it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { cachedEntry, notFetched } from '../../scripts/caches.ts';
import { createClaudeFlow } from '../../src/adapters/claude-flow/session.ts';
import { processTable } from '../../src/adapters/process-table.ts';
import { recorded } from '../integration/claude-flow-store.ts';
import { postEdit, realHooks } from '../unit/runner/real-hooks.ts';
import { saveInEditor } from './hooks-editor.ts';
import { checkout, leftBehind, localBurst, saveToStart } from './hooks-engine.ts';
import { type Bench, type Report, Samples, summary, timed } from './record.ts';

const environment = {
  CLAUDE_FLOW_MCP_TOOLS: 'hooks,memory,swarm,neural,performance,github',
  RUFLO_DAEMON_AUTOSTART: '0',
  CLAUDE_FLOW_AUTO_UPDATE: 'false',
  RUFLO_NO_AUTO_ENABLE_SPINNER: '1',
};

export const hooksBench: Bench = async (report, small) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-bench-'));
  try {
    await saveInEditor(report, folder, small ? 2 : 1000);
    await saveToStart(report, folder, small ? 1 : 100);
    await localBurst(report, folder, small ? 6 : 1000, small ? 3 : 200);
    await checkout(report, folder, small ? 20 : 50_000);
    await leftBehind(report, folder, small ? 4 : 10_000);
    const entry = cachedEntry('claude-flow');
    if (entry === undefined) return report.skip(String(notFetched('claude-flow')));
    await single(report, entry, folder, small ? 1 : 12);
    await burst(report, entry, folder, small ? { ours: 4, files: 2, rival: 1 } : { ours: 1000, files: 200, rival: 60 });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

type Way = { readonly name: string; readonly edit: (file: string) => Promise<void> };

/** Every way has a workspace of its own: latency grows with what claude-flow has learnt there. */
async function single(report: Report, entry: string, folder: string, rounds: number): Promise<void> {
  const place = (name: string): string => {
    const workspace = path.join(folder, name);
    mkdirSync(workspace);
    return workspace;
  };
  const npxPlace = place('npx');
  symlinkSync(path.resolve(entry, '../../..'), path.join(npxPlace, 'node_modules'));
  const flow = createClaudeFlow({ workspace: place('ours'), setting: () => path.resolve(entry, '../..') });
  const commandPlace = place('command');
  await flow.check([]);
  const table = process.platform === 'linux' ? await processTable() : [];
  const server = table.find(({ parent }) => parent === process.pid)?.pid;
  const bare = await bareClient(entry, place('bare'));
  const ways: readonly Way[] = [
    { name: 'ours', edit: (file) => oursEdit(flow, file) },
    {
      name: 'a bare MCP call, kept open',
      edit: async (file) => {
        await bare.callTool({ name: 'hooks_post-edit', arguments: { filePath: file, success: true } });
      },
    },
    { name: 'node cli', edit: (file) => command(process.execPath, [entry, ...words(file)], commandPlace) },
    {
      name: 'npx (package already installed)',
      edit: (file) => command('npx', ['--offline', '--no', 'claude-flow', ...words(file)], npxPlace),
    },
    ...(rounds > 1 ? [await npxByName(report, entry, place('npx-by-name'))] : []).filter((way) => way !== undefined),
  ];
  const samples = new Samples();
  const cpu = new Map<string, number>();
  try {
    for (let round = -1; round < rounds; round += 1) {
      for (const { name, edit } of inTurn(ways, round)) {
        const before = cpuOf(name === 'ours' ? server : undefined);
        const took = await timed(() => edit(`src/file-${round + 1}.ts`));
        if (round < 0) continue;
        samples.add(name, took);
        const spent = cpuOf(name === 'ours' ? server : undefined) - before;
        cpu.set(name, (cpu.get(name) ?? 0) + spent / rounds);
      }
    }
  } finally {
    await flow.end();
    await bare.close();
  }
  const own = cpu.get('ours');
  for (const { name } of ways.slice(1)) {
    const about = { bench: 'hooks', case: `one post-edit, beside ${name}`, unit: 'ms' };
    report.record(summary(about, samples.get('ours'), { name, values: samples.get(name) }));
    const other = cpu.get(name);
    if (!own || !other) continue;
    const mean = { bench: 'hooks', case: `its CPU time, beside ${name}`, unit: 'ms', note: `mean of ${rounds}` };
    report.record(summary(mean, [own], { name, values: [other] }));
  }
}

/** As its documentation has it called, with a version; undefined where npx cannot get it. Its first call installs it, without scripts, into npx's cache. */
async function npxByName(report: Report, entry: string, cwd: string): Promise<Way | undefined> {
  const { version }: { version: string } = JSON.parse(readFileSync(path.resolve(entry, '../../package.json'), 'utf8'));
  const name = `npx claude-flow@${version} (in npx's cache)`;
  const env = { npm_config_ignore_scripts: 'true' };
  const edit = (file: string): Promise<void> =>
    command('npx', ['--yes', `claude-flow@${version}`, ...words(file)], cwd, env);
  try {
    await edit('src/first.ts');
    return { name, edit };
  } catch (error) {
    report.skip(`${name}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/** Whoever comes first in a pair comes after something slow, which costs it warmth: in turn. */
const inTurn = (ways: readonly Way[], round: number): readonly Way[] =>
  round % 2 === 0 ? ways : [1, 0, 3, 2, 4].flatMap((at) => ways[at] ?? []);

type Flow = ReturnType<typeof createClaudeFlow>;

async function oursEdit(flow: Flow, filePath: string): Promise<void> {
  const answer = await flow.call('hooks_post-edit', { filePath, success: true });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
}

/** Many edits at once by our hooks, and the command line ten at a time; how many of them are in claude-flow's own store afterwards. */
async function burst(
  report: Report,
  entry: string,
  folder: string,
  counts: { readonly ours: number; readonly files: number; readonly rival: number },
): Promise<void> {
  const [own, other] = [path.join(folder, 'burst'), path.join(folder, 'burst-command')];
  for (const one of [own, other]) mkdirSync(path.join(one, 'src'), { recursive: true });
  const flow = createClaudeFlow({ workspace: own, setting: () => path.resolve(entry, '../..') });
  await flow.check([]);
  const hooks = realHooks(own, undefined, flow);
  hooks.follow(postEdit({ kind: 'uses', action: 'claude-flow.post-edit', with: {} }));
  const names = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `src/file-${n}.ts`);
  const took = await timed(async () => {
    for (let n = 0; n < counts.ours; n += counts.files) {
      for (const file of names(counts.files)) writeFileSync(path.join(own, file), String(n));
      await hooks.driver.report(names(counts.files).map((file) => ({ path: file, change: 'changed' })));
    }
    await hooks.driver.idle('workspace');
  });
  await hooks.end();
  const left = [...names(counts.rival)];
  const work = async (): Promise<void> => {
    for (let file = left.shift(); file !== undefined; file = left.shift())
      await command(process.execPath, [entry, ...words(file)], other);
  };
  const rivalTook = await timed(() => Promise.all(Array.from({ length: 10 }, work)));
  const rivalName = `node cli, ten at a time (${counts.rival} edits)`;
  const at = `${counts.ours} edits to ${counts.files} files`;
  const about = (what: string, unit: string) => ({ bench: 'hooks', case: `${at}: ${what}`, unit });
  const rival = (value: number) => ({ name: rivalName, values: [value] });
  report.record(summary(about('time for each', 'ms'), [took / counts.ours], rival(rivalTook / counts.rival)));
  const [ours, theirs] = [recorded(own).length / counts.ours, recorded(other).length / counts.rival];
  report.record(summary(about('recorded', '%'), [100 * ours], rival(100 * theirs)));
}

const words = (file: string): readonly string[] => ['hooks', 'post-edit', '--file', file, '--success', 'true'];

async function bareClient(entry: string, cwd: string): Promise<Client> {
  const client = new Client({ name: 'bench', version: '1' });
  const env = { PATH: process.env['PATH'] ?? '', HOME: os.homedir(), ...environment };
  const args = [entry, 'mcp', 'start'];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd, env, stderr: 'ignore' }));
  return client;
}

function command(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...environment, ...env }, stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => (exit === 0 ? resolve() : reject(new Error(`${program}: exit ${exit}`))));
  });
}

/**
 * CPU milliseconds that a process has used, or, without one, this process's children that have ended. In steps of 10; NaN where the system
 * does not tell.
 */
function cpuOf(pid: number | undefined): number {
  if (process.platform !== 'linux') return Number.NaN;
  const fields =
    readFileSync(`/proc/${pid ?? 'self'}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  const first = pid === undefined ? 13 : 11;
  return (Number(fields[first]) + Number(fields[first + 1])) * 10;
}
