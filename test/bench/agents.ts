// Thirty demo agents from one command, beside a bare loop that makes the same worktrees and starts the same program.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/checks.ts';
import { connectRunner, type RunnerConnection } from '../../src/adapters/ipc/client.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { Example } from '../integration/example.ts';
import { type Bench, Samples, summary } from './record.ts';

export const agentsBench: Bench = async (report, small) => {
  const count = small ? 2 : 30;
  const samples = new Samples();
  const kinds = ['click', 'command', 'bare'] as const;
  for (let round = 0; round < (small ? 1 : 3); round += 1) {
    for (let turn = 0; turn < kinds.length; turn += 1) {
      const kind = kinds[(round + turn) % kinds.length] ?? 'bare';
      samples.add(kind, kind === 'bare' ? await bareLoop(count) : await throughPhaseline(count, kind === 'click'));
    }
  }
  const rival = { name: 'git worktree add, then spawn, in a loop', values: samples.get('bare') };
  const about = { bench: 'agents', unit: 'ms' };
  const started = `${count} demo agents:`;
  report.record(summary({ ...about, case: `${started} click → all have a session` }, samples.get('click'), rival));
  report.record(summary({ ...about, case: `${started} command → all have a session` }, samples.get('command'), rival));
  const talk = await talking(count, small ? 1 : 15);
  const streamed = `${count} agents, 100 updates a second each:`;
  report.record(summary({ ...about, unit: '% core', case: `${streamed} a window` }, [talk.window * 100]));
  report.record(summary({ ...about, unit: '% core', case: `${streamed} the runner` }, [talk.runner * 100]));
  const own = { name: 'the agent itself, a bare script', values: [talk.own] };
  report.record(
    summary({ ...about, unit: 'MB', case: `${streamed} the runner, for each agent` }, [talk.megabytes], own),
  );
  const note = `${talk.told} of ${talk.sent} updates are in the transcripts`;
  report.record({ ...summary({ ...about, unit: 'lost', case: `${streamed} updates` }, [talk.sent - talk.told]), note });
};

/**
 * To the last agent's session. `clicked`: as from a window, whose runner is up; else from the start of the command line, the runner's own
 * included.
 */
async function throughPhaseline(count: number, clicked: boolean): Promise<number> {
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
  if (clicked) return await fromClick(example, count);
  const started = performance.now();
  let left = count;
  let all = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    all = resolve;
  });
  let failed = (_: Error): void => undefined;
  const early = new Promise<void>((_, reject) => {
    failed = reject;
  });
  const { end } = example.follow(['run', 'many.phaseplan.yaml', '--yes', '--json'], (event) => {
    if (event.kind === 'agent.started' && --left === 0) all();
    if (event.kind === 'task.finished' && left > 0) failed(new Error(event.reason));
  });
  void end.then(({ stderr }) => left > 0 && failed(new Error(`only ${count - left} agents started: ${stderr}`)));
  await Promise.race([ready, early]);
  const took = performance.now() - started;
  await example.run('stop');
  await end;
  return took;
}

async function fromClick(example: Example, count: number): Promise<number> {
  const runner = await window(example);
  let left = count;
  const all = new Promise<void>((resolve, reject) => {
    runner.onEvent((event) => {
      if (event.kind === 'agent.started' && --left === 0) resolve();
      // These agents stay until they are stopped: one that has ended never started, and would be waited for in vain.
      if (event.kind === 'task.finished' && left > 0) reject(new Error(event.reason));
    });
  });
  await runner.request('subscribe', { after: {} });
  const started = performance.now();
  const begun = await runner.request('run.start', { plan: path.join(example.folder, 'many.phaseplan.yaml') });
  if (!begun.ok) throw new Error(JSON.stringify(begun.error));
  await all;
  const took = performance.now() - started;
  await runner.request('run.stop', {});
  runner.dispose();
  return took;
}

/** A line to the workspace's runner, as a window has one. */
async function window(example: Example): Promise<RunnerConnection> {
  const connected = await connectRunner({
    workspace: example.folder,
    client: 'window',
    settings: { maxAgents: 100 },
    cli: example.cli,
  });
  if (!connected.ok) throw new Error(JSON.stringify(connected.error));
  return connected.value;
}

/** What many talking agents cost beside themselves, and whether all that they say arrives. */
async function talking(count: number, seconds: number) {
  await using example = new Example();
  cpSync(path.join(root, 'test/bench/talking-agent.cjs'), path.join(example.folder, 'talking-agent.cjs'));
  const tasks = Array.from({ length: count }, (_, n) => `      t${n}: { agent: talker, prompt: talk ${seconds} }`);
  const head = `version: 1\nname: talk\nlimits: { agents: ${count} }\nrunners: { own: { acp: { command: [node, talking-agent.cjs] } } }\nagents: { talker: { runner: own } }`;
  writeFileSync(
    path.join(example.folder, 'talk.phaseplan.yaml'),
    `${head}\nphases:\n  p:\n    tasks:\n${tasks.join('\n')}\n`,
  );
  example.commit('Plan talk');
  const runner = await window(example);
  const pid = example.runnerPid ?? 0;
  const agents: number[] = [];
  let ended = 0;
  const heard = new Emitter<void>();
  runner.onEvent((event) => {
    if (event.kind === 'agent.started') agents.push(event.pid ?? 0);
    if (event.kind === 'agent.finished') ended += 1;
    heard.emit();
  });
  const until = (fits: () => boolean): Promise<void> =>
    fits() ? Promise.resolve() : new Promise((resolve) => heard.listen(() => (fits() ? resolve() : undefined)));
  await runner.request('subscribe', { after: {} });
  const before = memoryOf(pid);
  const view = spawn(process.execPath, [path.join(root, 'test/bench/agents-window-program.ts'), example.folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = createInterface({ input: view.stdout })[Symbol.asyncIterator]();
  await said.next();
  const begun = await runner.request('run.start', { plan: path.join(example.folder, 'talk.phaseplan.yaml') });
  if (!begun.ok) throw new Error(JSON.stringify(begun.error));
  await until(() => agents.length === count);
  view.stdin.write('begin\n');
  const [cpu, time] = [cpuOf(pid), performance.now()];
  await until(() => ended > 0);
  const runnerCore = ((cpuOf(pid) - cpu) * 1000) / (performance.now() - time);
  const megabytes = (memoryOf(pid) - before) / count;
  const living = agents.map(memoryOf).filter((each) => each > 0);
  const own = living.reduce((sum, each) => sum + each, 0) / living.length;
  view.stdin.write('end\n');
  const { value = '{}' } = await said.next();
  const { core }: { core: number } = JSON.parse(value);
  view.stdin.end();
  await until(() => ended === count);
  const run = begun.value.run;
  const folder = path.join(example.folder, '.phaseline/journal', run, 'agents');
  const told = readdirSync(folder).reduce(
    (sum, name) => sum + spoken(readFileSync(path.join(folder, name), 'utf8')),
    0,
  );
  await runner.request('run.stop', {});
  runner.dispose();
  return { window: core, runner: runnerCore, megabytes, own, told, sent: count * seconds * 100 };
}

/** Numbered words in a transcript. */
const spoken = (text: string): number =>
  text.split('\n').reduce((sum, line) => {
    const update: { kind?: string; text?: string } = line === '' ? {} : JSON.parse(line);
    return sum + (update.kind === 'message' ? (update.text ?? '').trim().split(' ').length : 0);
  }, 0);

/** Megabytes in memory, and seconds on a processor, of another process; Linux tells, elsewhere they are not known. */
const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(procFile(pid, 'status'))?.[1] ?? Number.NaN) / 1024;
const cpuOf = (pid: number): number => {
  const fields = procFile(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
const procFile = (pid: number, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
};

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
