import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { connectRunner } from '../../src/adapters/ipc/client.ts';
import { Example, only } from './example.ts';

const plan = `version: 1
name: fit
runners: { demo: { acp: demo } }
agents: { coder: { runner: demo } }
worktrees:
  copy: .env*
  ports: 2
  setup: [{ run: node set-up.cjs }]
phases:
  one:
    tasks:
      a: { agent: coder, prompt: "\`\`\`demo\\nwrite a.txt\\n  a\\n\`\`\`", verify: [{ run: node verify.cjs }] }
      b: { agent: coder, prompt: "\`\`\`demo\\nwrite b.txt\\n  b\\n\`\`\`", verify: [{ run: node verify.cjs }] }
`;
const files = {
  'fit.phaseplan.yaml': plan,
  '.gitignore': '.env\n/installed\n',
  'set-up.cjs':
    "require('node:fs').writeFileSync('installed', process.env.PHASELINE_PORT + ' ' + process.env.PHASELINE_PORT_2);",
  'verify.cjs': `const fs = require('node:fs');
if (fs.readFileSync('.env', 'utf8') !== 'SECRET=1') throw new Error('no .env');
if (fs.readFileSync('installed', 'utf8') !== process.env.PHASELINE_PORT_1 + ' ' + process.env.PHASELINE_PORT_2) throw new Error('other ports');`,
};

test('a worktree is fit to work in before its agent starts, and can go once its work is elsewhere', async () => {
  await using example = new Example();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(example.folder, name), text);
  example.commit('Plan');
  writeFileSync(path.join(example.folder, '.env'), 'SECRET=1');
  const { exit, events, stderr } = await example.run('run', 'fit.phaseplan.yaml', '--yes', '--json');
  assert.equal(exit, 0, stderr);
  assert.deepEqual(
    only(events, 'task.prepared').map(({ copied }) => copied),
    [['.env'], ['.env']],
  );
  const ports = only(events, 'task.ports').flatMap((event) => event.ports);
  assert.equal(new Set(ports).size, 4);
  for (const { files: changed } of only(events, 'task.committed')) assert.equal(changed.length, 1, changed.join());
  const stray = path.join(example.folder, '.phaseline/worktrees/gone/one/x');
  mkdirSync(path.dirname(stray), { recursive: true });
  example.git('worktree', 'add', '-q', '-b', 'stray', stray);
  writeFileSync(path.join(stray, 'kept.txt'), 'kept');
  const listed = JSON.parse((await example.run('worktrees', '--json')).stdout);
  assert.equal(listed.length, 4);
  const cleaned = await example.run('worktrees', 'clean');
  assert.match(cleaned.stdout, /one\/a .* removed/);
  assert.match(cleaned.stdout, /no run knows it.*stays: 1 file is not committed/);
  assert.match(cleaned.stdout, /_phase .*stays: its work is on no other branch/);
  assert.equal(readFileSync(path.join(stray, 'kept.txt'), 'utf8'), 'kept');
  for (const { folder } of only(events, 'task.worktree')) assert.equal(existsSync(folder), false);

  const runner = await connectRunner({ workspace: example.folder, client: 'cli', settings: {}, cli: example.cli });
  assert.ok(runner.ok);
  const changes = await runner.value.request('task.changes', { run: events[0]?.run ?? '', phase: 'one', task: 'a' });
  runner.value.dispose();
  assert.equal(changes.ok && changes.value.files.length, 1, 'what it changed can still be looked at');
});
