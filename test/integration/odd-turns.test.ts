// Runs that take a turn which their plan did not foresee, and lose nothing over it.
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type CliEnd, Example, only } from './example.ts';

const plan = 'odd.phaseplan.yaml';

/** A repository with a plan, and with the programs that it names. */
class Odd extends Example {
  constructor(parts: object, files: Readonly<Record<string, string>> = {}) {
    super();
    const text = JSON.stringify({ version: 1, name: 'odd', title: 'Odd', ...parts });
    for (const [name, content] of Object.entries({ ...files, [plan]: text }))
      writeFileSync(path.join(this.folder, name), content);
    this.commit('Plan');
  }

  async begin(): Promise<CliEnd & { readonly id: string }> {
    const end = await this.run('run', plan, '--yes', '--json');
    return { ...end, id: end.events[0]?.run ?? '' };
  }

  has(file: string): boolean {
    return existsSync(path.join(this.folder, file));
  }
}

test('what an agent has committed on a branch of its own is merged with its task', async () => {
  const agent = `const git = (...words) => require('node:child_process').execFileSync('git', words);
git('switch', '-qc', 'my-own');
require('node:fs').writeFileSync('done.txt', 'done');
git('add', '.');
git('commit', '-qm', 'Mine');`;
  await using odd = new Odd(
    {
      runners: { own: { command: ['node', 'agent.cjs'] } },
      agents: { coder: { runner: 'own' } },
      phases: { one: { tasks: { work: { agent: 'coder', prompt: 'Work' } } } },
    },
    { 'agent.cjs': agent },
  );
  const { exit, events, stderr, id } = await odd.begin();
  assert.equal(exit, 0, stderr);
  assert.deepEqual(only(events, 'task.committed')[0]?.files, ['done.txt']);
  assert.equal((await odd.run('merge', 'one', '--run', id)).exit, 0);
  assert.ok(odd.has('done.txt'));
});

const demo = (...lines: readonly string[]): string => ['```demo', ...lines, '```'].join('\n');
const demoAgents = { runners: { demo: { acp: 'demo' } }, agents: { coder: { runner: 'demo' } } };

test('a run goes on after a clean-up with what its phases have gathered', async () => {
  const there = { run: 'git cat-file -e HEAD:one.txt' };
  await using odd = new Odd({
    ...demoAgents,
    phases: {
      one: {
        tasks: { write: { agent: 'coder', prompt: demo('write one.txt', '  one') } },
        criteria: { there, read: { manual: true } },
      },
      two: {
        needs: ['one'],
        tasks: { write: { agent: 'coder', prompt: demo('write two.txt', '  two'), verify: [there] } },
      },
    },
  });
  const { exit, id } = await odd.begin();
  assert.equal(exit, 1, 'it waits for somebody to read it');
  assert.equal((await odd.run('merge', 'one', '--run', id)).exit, 0);
  assert.match((await odd.run('worktrees', 'clean')).stdout, /one\/_phase .* removed/);
  assert.equal((await odd.run('approve', 'one/read', '--run', id)).exit, 0);
  const resumed = await odd.run('resume', id, '--json');
  assert.equal(resumed.exit, 0, resumed.stdout + resumed.stderr);
  assert.equal((await odd.run('merge', 'two', '--run', id)).exit, 0);
  assert.ok(odd.has('two.txt'));
  assert.match((await odd.run('worktrees', 'clean')).stdout, /two\/_phase .* removed/);
  assert.equal(odd.git('branch', '--list', 'phaseline/odd/two/*'), '', 'its run is over, and it is merged');
});

test('a task that a hook keeps from beginning begins once the hook has passed', async () => {
  const check = `process.exit(require('node:fs').existsSync(process.env.PHASELINE_WORKSPACE + '/go') ? 0 : 1)`;
  const hook = { on: 'pre-task', run: 'node check.cjs', 'on-failure': 'block' };
  await using odd = new Odd(
    {
      ...demoAgents,
      hooks: [hook],
      phases: { one: { tasks: { work: { agent: 'coder', prompt: demo('say done') } } } },
    },
    { 'check.cjs': check },
  );
  const { exit, id } = await odd.begin();
  assert.equal(exit, 1);
  writeFileSync(path.join(odd.folder, 'go'), '');
  const resumed = await odd.run('resume', id, '--json');
  assert.equal(resumed.exit, 0, resumed.stdout + resumed.stderr);
});

test('a failed task is tried again at once while its run goes on elsewhere, though its phase had closed', async () => {
  const wait = (name: string): string =>
    `const timer = setInterval(() => require('node:fs').existsSync('../../../../../${name}') && clearInterval(timer), 50);`;
  await using odd = new Odd(
    {
      runners: { ...demoAgents.runners, slow: { command: ['node', 'wait.cjs'] } },
      agents: { ...demoAgents.agents, slow: { runner: 'slow' } },
      phases: {
        one: { tasks: { work: { agent: 'coder', prompt: demo('say done'), verify: [{ run: 'node check.cjs' }] } } },
        two: { needs: [], tasks: { work: { agent: 'slow', prompt: 'Wait' } } },
      },
    },
    {
      'wait.cjs': wait('end'),
      'check.cjs': `process.exit(require('node:fs').existsSync('../../../../../go') ? 0 : 1)`,
    },
  );
  const closed = new Set<string>();
  const { end } = odd.follow(['run', plan, '--yes', '--json'], (event) => {
    if (event.kind === 'phase.finished') closed.add(`${event.phase}: ${event.met}`);
  });
  const until = async (what: string): Promise<void> => {
    while (!closed.has(what)) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await until('one: false');
  writeFileSync(path.join(odd.folder, 'go'), '');
  assert.equal((await odd.run('retry', 'one/work')).exit, 0);
  await until('one: true');
  writeFileSync(path.join(odd.folder, 'end'), '');
  const { exit, stdout, stderr } = await end;
  assert.equal(exit, 0, stdout + stderr);
});
