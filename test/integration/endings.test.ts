import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isAlive } from '../../src/adapters/processes.ts';
import type { RunEvent } from '../../src/run/events.ts';
import { type CliEnd, Example, endProcess, gone, only } from './example.ts';

const plan = 'ends.phaseplan.yaml';

/** Ends well once there is a file `go` in the workspace, and stays for ever where there is none. Its number is left in `pid`. */
const waiting = `const fs = require('node:fs');
const at = (name) => require('node:path').join(process.env.PHASELINE_WORKSPACE, name);
if (!fs.existsSync(at('go'))) { fs.writeFileSync(at('pid'), String(process.pid)); setInterval(() => {}, 1000); }
`;

type Parts = {
  readonly hooks?: string;
  readonly script?: string;
  readonly agent?: string;
  readonly files?: Readonly<Record<string, string>>;
};

/** A plan of one task, with lines of its own in its one phase, and a program that waits to be let go. */
class Ending extends Example {
  constructor(phase: string, { hooks = '', script = 'say done', agent = '{ acp: demo }', files = {} }: Parts = {}) {
    super();
    for (const [name, text] of Object.entries({ 'wait.cjs': waiting, ...files }))
      writeFileSync(path.join(this.folder, name), text);
    const head = `version: 1\nname: ends\ntitle: Ends\nrunners: { demo: ${agent} }\nagents: { coder: { runner: demo } }\n${hooks}`;
    const task = `    tasks:\n      work: { title: Work, agent: coder, prompt: "\`\`\`demo\\n${script}\\n\`\`\`" }\n`;
    writeFileSync(path.join(this.folder, plan), `${head}phases:\n  one:\n    title: One\n${phase}${task}`);
    this.commit('Plan');
  }

  /** Runs the plan up to the first event that fits. */
  async until(fits: (event: RunEvent) => boolean): Promise<{ readonly end: Promise<CliEnd>; interrupt(): void }> {
    let reached: () => void = () => undefined;
    const there = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const { child, end } = this.follow(['run', plan, '--yes', '--json'], (event) =>
      fits(event) ? reached() : undefined,
    );
    await Promise.race([there, end.then((early) => assert.fail(early.stderr + early.stdout))]);
    return { end, interrupt: () => void child.kill('SIGINT') };
  }

  /** Resolves to the number of the waiting program, once it runs. */
  async waiter(): Promise<number> {
    const file = path.join(this.folder, 'pid');
    while (!existsSync(file) || readFileSync(file, 'utf8') === '')
      await new Promise((resolve) => setTimeout(resolve, 20));
    return Number(readFileSync(file, 'utf8'));
  }

  journal(run: string): readonly RunEvent[] {
    const text = readFileSync(path.join(this.folder, '.phaseline/journal', run, 'events.jsonl'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  letGo(): void {
    writeFileSync(path.join(this.folder, 'go'), '');
  }

  endRunner(signal: NodeJS.Signals): number {
    const pid = this.runnerPid;
    assert.ok(pid);
    endProcess(pid, signal);
    return pid;
  }
}

const isStep = ({ kind }: RunEvent): boolean => kind === 'step.started';
const isTold = (event: RunEvent): boolean => event.kind === 'agent.progress' && event.said === 'here';
const hanging = 'say here\\nhang';

test('a runner that the machine ends during a step leaves its run so that it can be resumed', async () => {
  await using example = new Ending('    before: [{ run: node wait.cjs }]\n');
  const { end } = await example.until(isStep);
  const step = await example.waiter();
  const runner = example.endRunner('SIGTERM');
  await gone(runner);
  await gone(step);
  const before = await end;
  assert.equal(before.exit, 1);
  assert.match(before.stderr, /resume/);
  const kept = example.journal(before.events[0]?.run ?? '');
  assert.deepEqual(only(kept, 'run.finished'), [], 'nobody decided to end it');
  assert.deepEqual(only(kept, 'step.finished'), [], 'the step did not fail');
  example.letGo();
  const resumed = await example.run('resume', '--json');
  assert.equal(resumed.exit, 0, resumed.stdout + resumed.stderr);
});

test('a runner that the machine ends while an agent works ends the agent, and its task begins again', async () => {
  await using example = new Ending('', { script: hanging });
  const { end } = await example.until(isTold);
  await gone(example.endRunner('SIGHUP'));
  const { events } = await end;
  const [agent] = only(events, 'agent.started');
  assert.ok(agent?.pid);
  await gone(agent.pid);
  const kept = example.journal(agent.run);
  assert.deepEqual(only(kept, 'task.finished'), []);
  assert.deepEqual(only(kept, 'agent.finished'), []);
  const status = JSON.parse((await example.run('status', '--json')).stdout);
  assert.equal(status.runs[agent.run].finishedAt, undefined);
  // No runner is up any more, as after a crash that nobody has looked into.
  if (example.runnerPid !== undefined) await gone(example.endRunner('SIGTERM'));
  const stopped = await example.run('stop');
  assert.equal(stopped.exit, 0, `what is cut off can be ended for good: ${stopped.stdout}${stopped.stderr}`);
  const after = JSON.parse((await example.run('status', '--json')).stdout);
  assert.equal(after.runs[agent.run].outcome, 'stopped');
  assert.equal(after.runs[agent.run].tasks['one/work'].life, 'lost');
  assert.equal((await example.run('stop', agent.run)).exit, 1, 'what has ended cannot be stopped');
});

test('Ctrl-C stops a run cleanly: exit code 130, its step is gone, and nothing is told after its end', async () => {
  await using example = new Ending('    before: [{ run: node wait.cjs }]\n');
  const { end, interrupt } = await example.until(isStep);
  const step = await example.waiter();
  interrupt();
  const { exit, events, stdout } = await end;
  assert.equal(exit, 130);
  await gone(step);
  assert.equal(stdout.trim().split('\n').length, events.length, 'standard output holds events and nothing else');
  assert.equal(only(events, 'step.finished')[0]?.result.reason, 'it was cancelled');
  assert.equal(events.at(-1)?.kind, 'run.finished');
  assert.equal(example.journal(events[0]?.run ?? '').at(-1)?.kind, 'run.finished');
  example.letGo();
  assert.equal((await example.run('resume', '--json')).exit, 0, 'a stopped run can be gone on with');
});

test('a stopped run does not wait for its hooks: those at work are ended, those that wait are cut', async () => {
  const hooks = 'hooks:\n  - { on: pre-phase, run: node wait.cjs }\n  - { on: pre-phase, run: node --version }\n';
  await using example = new Ending('', { hooks });
  const { end } = await example.until(({ kind }) => kind === 'hook.started');
  const hook = await example.waiter();
  assert.equal((await example.run('stop')).exit, 0);
  await gone(hook);
  const { exit, events } = await end;
  assert.equal(exit, 130);
  assert.deepEqual(
    only(events, 'hook.finished').map(({ state, result }) => `${state}: ${result.reason}`),
    ['cut: the run was stopped', 'cut: the run was stopped'],
  );
});

test('two who resume at once get one run, and the agent that outlived its runner is ended first', async () => {
  // It hears neither the end of its input nor a polite signal, as an agent may that is stuck.
  const stubborn = `process.on('SIGTERM', () => {}); console.log('here');
    if (!require('node:fs').existsSync('../../../../../go')) setInterval(() => {}, 1000);\n`;
  await using example = new Ending('', { agent: '{ command: [node, stay.cjs] }', files: { 'stay.cjs': stubborn } });
  const { end } = await example.until(isTold);
  await gone(example.endRunner('SIGKILL'));
  const { events } = await end;
  const [{ pid = 0, run } = { run: '' }] = only(events, 'agent.started');
  try {
    endProcess(pid, 'SIGTERM');
    example.letGo();
    const both = await Promise.all([example.run('resume', '--json'), example.run('resume', '--json')]);
    assert.deepEqual(
      both.map(({ exit }) => exit),
      [0, 0],
    );
    const kinds = example.journal(run).map(({ kind }) => kind);
    for (const kind of ['run.resumed', 'run.finished'])
      assert.equal(kinds.filter((one) => one === kind).length, 1, kind);
    assert.equal(await isAlive(pid), false);
  } finally {
    endProcess(pid, 'SIGKILL');
  }
});

test('a run whose journal cannot be written says so and ends the command, and goes on once it can', {
  skip: process.platform === 'win32',
}, async () => {
  const talk = "process.stdout.write('x'.repeat(30_000))";
  const steps = 8;
  const before = `    before: [${Array(steps).fill('{ run: node talk.cjs }').join(', ')}]\n`;
  await using example = new Ending(before, { files: { 'talk.cjs': talk } });
  // No file may grow beyond some blocks, which is what a full disk looks like.
  const limited = spawnSync(
    'sh',
    ['-c', 'ulimit -f 400; exec "$0" "$@"', process.execPath, example.cli, 'run', plan, '--yes', '--json'],
    { cwd: example.folder, env: example.env, encoding: 'utf8' },
  );
  assert.equal(limited.status, 1, limited.stderr);
  assert.match(limited.stderr, /stands still.*\n.*EFBIG/);
  await gone(example.endRunner('SIGTERM'));
  const resumed = await example.run('resume', '--json');
  assert.equal(resumed.exit, 0, resumed.stderr);
});
