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
