// Thirty demo agents from one command, beside a bare loop that makes the same worktrees and starts the same program.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/checks.ts';
import { Example } from '../integration/example.ts';
import { type Bench, Samples, summary } from './record.ts';

export const agentsBench: Bench = async (report, small) => {
  const count = small ? 2 : 30;
  const samples = new Samples();
  for (let round = 0; round < (small ? 1 : 3); round += 1) {
    for (const name of round % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours'])
      samples.add(name, name === 'ours' ? await throughPhaseline(count) : await bareLoop(count));
  }
  const about = { bench: 'agents', case: `${count} demo agents: command → all have a session`, unit: 'ms' };
  const rival = { name: 'git worktree add, then spawn, in a loop', values: samples.get('bare') };
  report.record(summary(about, samples.get('ours'), rival));
};

/** From the start of the command line, the runner's own start included, to the last agent's session. */
async function throughPhaseline(count: number): Promise<number> {
  await using example = new Example();
  const tasks = Array.from(
    { length: count },
    (_, n) => `      t${n}: { agent: coder, prompt: "\`\`\`demo\\nhang\\n\`\`\`" }`,
  );
  const head = `version: 1\nname: many\nlimits: { agents: ${count} }\nrunners: { demo: { acp: demo } }\nagents: { coder: { runner: demo } }`;
  writeFileSync(
    path.join(example.folder, 'many.phaseplan.yaml'),
    `${head}\nphases:\n  p:\n    tasks:\n${tasks.join('\n')}\n`,
  );
  example.commit('Plan many');
  const started = performance.now();
  let left = count;
  let all = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    all = resolve;
  });
  const { end } = example.follow(['run', 'many.phaseplan.yaml', '--yes', '--json'], ({ kind }) => {
    if (kind === 'agent.started' && --left === 0) all();
  });
  const early = end.then(({ stderr }) => {
    if (left > 0) throw new Error(`only ${count - left} agents started: ${stderr}`);
  });
  await Promise.race([ready, early]);
  const took = performance.now() - started;
  await example.run('stop');
  await end;
  return took;
}

async function bareLoop(count: number): Promise<number> {
  await using example = new Example();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-bench-'));
  const started = performance.now();
  const agents = Array.from({ length: count }, (_, n) => {
    const worktree = path.join(folder, `t${n}`);
    execFileSync('git', ['worktree', 'add', '-q', '-b', `bare-${n}`, worktree], { cwd: example.folder });
    return session(worktree);
  });
  await Promise.all(agents.map(({ ready }) => ready));
  const took = performance.now() - started;
  await Promise.all(agents.map(({ end }) => end()));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return took;
}

/** The demo agent with a session in `cwd`, asked for with the least words that the protocol has. */
function session(cwd: string): { readonly ready: Promise<void>; end(): Promise<void> } {
  const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'demo-agent'], {
    cwd,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ask = (id: number, method: string, params: object): boolean =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id }: { id?: number } = JSON.parse(line);
      if (id === 1) ask(2, 'session/new', { cwd, mcpServers: [] });
      if (id === 2) resolve();
    });
  });
  ask(1, 'initialize', { protocolVersion: 1, clientCapabilities: {} });
  return {
    ready,
    end: () => {
      child.kill();
      return ended;
    },
  };
}
