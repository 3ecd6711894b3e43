import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type CliEnd, Example, only } from './example.ts';

const phaseOne = ['--phase', 'phase-1', '--yes', '--json'];

/** A person gets a sentence with a next step, and never a stack trace. */
function assertSaid({ stdout, stderr }: CliEnd, ...wanted: readonly RegExp[]): void {
  for (const pattern of wanted) assert.match(stderr + stdout, pattern);
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+/m, 'a stack trace');
}

test('no Git repository: said before anything starts', async () => {
  await using example = new Example();
  rmSync(path.join(example.folder, '.git'), { recursive: true, force: true });
  const end = await example.run('run', example.plan, ...phaseOne);
  assert.equal(end.exit, 1);
  assertSaid(end, /not in a Git repository/, /git init/);
});

test('a repository without a commit: said before anything starts', async () => {
  await using example = new Example();
  rmSync(path.join(example.folder, '.git'), { recursive: true, force: true });
  example.git('init', '-q');
  const end = await example.run('run', example.plan, ...phaseOne);
  assert.equal(end.exit, 1);
  assertSaid(end, /no commit yet/, /commit once/i);
});

test('no tracker: agents work all the same, and the criterion on issues says why it is not met', async () => {
  await using example = new Example();
  rmSync(path.join(example.folder, '.beads'), { recursive: true, force: true });
  example.commit('No tracker');
  const listed = await example.run('issues', 'list');
  assert.equal(listed.exit, 1);
  assertSaid(listed, /No issue tracker/, /Create Issue Tracker|bd init/);
  const end = await example.run('run', example.plan, '--task', 'phase-1/code-reviewer', '--yes', '--json');
  assert.equal(end.exit, 0, end.stderr);
});

test('a broken plan: the first error, and where to see the others', async () => {
  await using example = new Example();
  example.editPlan('    needs: [ novacron-DIST-103 ]', '    needs: [ novacron-DIST-1030 ]');
  const end = await example.run('run', example.plan, ...phaseOne);
  assert.equal(end.exit, 1);
  assertSaid(end, /has 1 error/, /novacron-DIST-1030/, /phaseline check/);
});

test('a plan that is not there', async () => {
  await using example = new Example();
  const end = await example.run('run', 'nothing.phaseplan.yaml', '--yes');
  assert.equal(end.exit, 1);
  assertSaid(end, /cannot be read: there is no such file/);
});

test('an agent whose command is missing: preflight names it', async () => {
  await using example = new Example();
  example.editPlan('demo: { acp: demo }', 'demo: { acp: { command: [no-such-agent-program, --acp] } }');
  example.commit('Name a program that is not there');
  const end = await example.run('run', example.plan, ...phaseOne);
  assert.equal(end.exit, 1);
  assertSaid(end, /no-such-agent-program.*not found on PATH/s);
  assert.equal(only(end.events, 'task.worktree').length, 0, 'nothing was made for it');
});

test('uncommitted changes: said beforehand, and left alone', async () => {
  await using example = new Example();
  writeFileSync(path.join(example.folder, 'mine.txt'), 'mine\n');
  const looked = await example.run('preflight', example.plan, '--phase', 'phase-1');
  assert.equal(looked.exit, 0);
  assertSaid(looked, /uncommitted changes \(mine\.txt\)/);
  const end = await example.run('run', example.plan, ...phaseOne);
  assert.equal(end.exit, 0, end.stderr);
  assert.equal(example.git('status', '--porcelain', '--', 'mine.txt').trim(), '?? mine.txt');
});

test('a worktree that a crash left: its branch and folder are kept, and the next run makes its own', async () => {
  await using example = new Example();
  const left = path.join(example.folder, '.phaseline/worktrees/gone/phase-1/code-reviewer');
  mkdirSync(path.dirname(left), { recursive: true });
  example.git('worktree', 'add', '-q', '-b', 'phaseline/novacron-distributed-computing/phase-1/code-reviewer', left);
  writeFileSync(path.join(left, 'unsaved.txt'), 'work\n');
  const end = await example.run('run', example.plan, '--task', 'phase-1/code-reviewer', '--yes', '--json');
  assert.equal(end.exit, 0, end.stderr);
  assert.match(only(end.events, 'task.worktree')[0]?.branch ?? '', /code-reviewer-2$/);
  assert.ok(existsSync(path.join(left, 'unsaved.txt')));
});

test('an unknown phase, task or option: what is known instead', async () => {
  await using example = new Example();
  assertSaid(
    await example.run('run', example.plan, '--phase', 'phase-9', '--yes'),
    /no phase phase-9/,
    /phase-0, phase-1, phase-2/,
  );
  const task = await example.run('run', example.plan, '--task', 'phase-1/nobody', '--yes');
  assertSaid(task, /no task nobody/, /code-reviewer/);
  const option = await example.run('run', example.plan, '--fast');
  assert.equal(option.exit, 2);
  assertSaid(option, /--fast/);
  assert.equal((await example.run('dance')).exit, 2);
});

test('a journal that was damaged: what can be read still counts', async () => {
  await using example = new Example({ PHASELINE_IDLE_MS: '1' });
  const first = await example.run('agent', 'demo', 'Say something about go.mod', '--json');
  assert.equal(first.exit, 0, first.stderr);
  const [started] = only(first.events, 'run.started');
  const journal = path.join(example.folder, '.phaseline/journal', started?.run ?? '', 'events.jsonl');
  writeFileSync(journal, '{"torn', { flag: 'a' });
  const status = await example.run('status');
  assert.equal(status.exit, 0);
  assertSaid(status, /met/);
});
