import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Issue } from '../../src/issues/issue.ts';
import type { RunEvent } from '../../src/run/events.ts';
import { Example, endProcess, gone, only } from './example.ts';

const phaseOne = ['--phase', 'phase-1', '--yes', '--json'];
const tasks = ['critical-fixes-agent', 'neural-training-agent', 'test-engineer', 'code-reviewer'];

const statusOf = async (example: Example, id: string): Promise<string | undefined> => {
  const listed = await example.run('issues', 'list', '--json');
  const issues: readonly Issue[] = JSON.parse(listed.stdout);
  return issues.find((issue) => issue.id === id)?.status;
};

/** Ends by task, with how often each was told. */
const endsOf = (events: readonly RunEvent[]): Readonly<Record<string, string>> =>
  Object.fromEntries(only(events, 'task.finished').map((event) => [event.task ?? '', event.state]));

function assertOneHookAnEdit(events: readonly RunEvent[]): void {
  const edits = only(events, 'edit');
  assert.ok(edits.length >= 8, `${edits.length} edits`);
  assert.equal(
    new Set(edits.map(({ root, path, hash }) => `${root}\0${path}\0${hash}`)).size,
    edits.length,
    'no content is an edit twice in a row',
  );
  const started = only(events, 'hook.started').filter(({ on }) => on === 'post-edit');
  const finished = new Set(only(events, 'hook.finished').map(({ hook }) => hook));
  for (const { id, path } of edits) {
    const own = new Set(started.filter(({ edit }) => edit === id).map(({ hook }) => hook));
    assert.equal(own.size, 1, `one hook for ${path}`);
    for (const hook of own) assert.ok(finished.has(hook));
  }
}

test('phase 1 of the example closes on evidence: agents side by side, one hook an edit, issues closed', async () => {
  await using example = new Example();
  const { exit, events, stderr } = await example.run('run', example.plan, ...phaseOne);
  assert.equal(exit, 0, stderr);
  assert.deepEqual(endsOf(events), Object.fromEntries(tasks.map((task) => [task, 'done'])));

  const started = only(events, 'agent.started').map(({ time }) => time);
  const finished = only(events, 'agent.finished').map(({ time }) => time);
  assert.equal(started.length, 4);
  assert.ok((started.toSorted().at(-1) ?? '') < (finished.toSorted()[0] ?? ''), 'all four were at work at once');
  const folders = new Set(only(events, 'task.worktree').map(({ folder }) => folder));
  assert.equal(folders.size, 4, 'each in a worktree of its own');
  assertOneHookAnEdit(events);

  const evidence = only(events, 'evidence');
  assert.equal(evidence.length, 4);
  for (const { met, command, found, commit, title } of evidence) {
    assert.ok(met, title);
    assert.ok(command !== '' && found !== '' && commit !== '', title);
  }
  assert.equal(await statusOf(example, 'novacron-DIST-101'), 'closed');
  assert.equal(await statusOf(example, 'novacron-DIST-102'), 'closed');
  assert.equal(only(events, 'run.finished')[0]?.outcome, 'met');
  assert.equal(example.git('status', '--porcelain', '--', ':!.beads').trim(), '', "the user's own tree is untouched");

  const report = await example.run('report', '-o', 'report.html');
  assert.equal(report.exit, 0, report.stderr);
});

test('a task that fails is named, the others finish, and the gate stays open', async () => {
  await using example = new Example();
  example.editPlan('```demo\n', '```demo\n          fail the model refused\n');
  example.commit('Let the first task fail');
  const { exit, events } = await example.run('run', example.plan, ...phaseOne);
  assert.equal(exit, 1);
  const ends = endsOf(events);
  assert.equal(ends['critical-fixes-agent'], 'failed');
  for (const task of tasks.slice(1, 2)) assert.equal(ends[task], 'done');
  assert.equal(Object.keys(ends).length, 4, 'every task came to its end');
  const [finish] = only(events, 'run.finished');
  assert.equal(finish?.outcome, 'not-met');
  assert.match(finish?.reason ?? '', /Critical Fixes Agent failed: .*the model refused/);
  assert.equal(only(events, 'evidence').length, 4, 'the evidence is whole all the same');
});

test('killed half-way and resumed, it comes to the same end and nothing that had finished is done again', async () => {
  await using example = new Example();
  let cut: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    cut = resolve;
  });
  const { child, end } = example.follow(['run', example.plan, ...phaseOne], (event) => {
    if (event.kind === 'task.committed') cut();
  });
  await reached;
  const runner = example.runnerPid;
  assert.ok(runner);
  endProcess(runner, 'SIGKILL');
  child.kill('SIGKILL');
  const before = (await end).events;
  await gone(runner);
  assert.equal(only(before, 'run.finished').length, 0, 'it was cut off');

  const resumed = await example.run('resume', '--json');
  assert.equal(resumed.exit, 0, resumed.stderr);
  const all = [...before, ...resumed.events];
  assert.deepEqual(endsOf(all), Object.fromEntries(tasks.map((task) => [task, 'done'])));
  assert.equal(only(all, 'evidence').length, 4);
  const ended = new Set(only(before, 'agent.finished').map(({ task }) => task));
  assert.ok(ended.size >= 1);
  for (const { task } of only(resumed.events, 'agent.started')) assert.ok(!ended.has(task), `${task} had finished`);
  for (const kind of ['task.committed', 'task.merged', 'task.finished'] as const) {
    const told = only(all, kind).map(({ task }) => task);
    assert.equal(new Set(told).size, told.length, `${kind} once a task`);
  }
  assert.equal(await statusOf(example, 'novacron-DIST-101'), 'closed');
});

test('a failed task can be retried, and a discarded one leaves neither folder nor branch', async () => {
  await using example = new Example();
  const prompt = '```demo\nappend go.mod | // half done\nfail the model refused\n```';
  const { exit, events } = await example.run('agent', 'demo', prompt, '--json');
  assert.equal(exit, 1);
  const [worktree] = only(events, 'task.worktree');
  assert.ok(worktree);
  assert.ok(existsSync(worktree.folder), 'its work is kept');
  const name = `${worktree.phase}/${worktree.task}`;
  assert.equal((await example.run('retry', name)).exit, 0);
  const again = await example.run('status', '--json');
  assert.match(again.stdout, /"attempt": 2/);
  await example.run('stop');
  assert.equal((await example.run('discard', name)).exit, 0);
  assert.equal(existsSync(worktree.folder), false);
  assert.equal(example.git('branch', '--list', worktree.branch).trim(), '');
});

test('a hook that goes on changing the file that it follows is cut, and named with its path', async () => {
  await using example = new Example();
  const script = "const fs=require('fs');fs.appendFileSync(process.env.PHASELINE_FILE,'x\\n')";
  writeFileSync(path.join(example.folder, 'grow.cjs'), script);
  const plan = 'loop.phaseplan.yaml';
  const text =
    'version: 1\nname: loop\ntitle: Loop\nhooks:\n  - { on: post-edit, files: "*.txt", run: node grow.cjs }\nphases:\n  one: { title: One, before: [{ run: node --version }] }\n';
  writeFileSync(path.join(example.folder, plan), text);
  writeFileSync(path.join(example.folder, 'notes.txt'), 'a\n');
  const { exit, events } = await example.run('hook', 'post-edit', 'notes.txt', '--plan', plan, '--json');
  assert.equal(exit, 1);
  const cut = only(events, 'hook.finished').filter(({ state }) => state === 'cut');
  assert.equal(cut.length, 1, JSON.stringify(events.map(({ kind }) => kind)));
  assert.match(cut[0]?.result.reason ?? '', /notes\.txt → node grow\.cjs → notes\.txt/);
});

test('a workspace that is a part of its repository is worked on as a part, wherever the command is called from', async () => {
  await using example = new Example();
  const inside = path.join(example.folder, 'packages/nova');
  mkdirSync(inside, { recursive: true });
  for (const name of readdirSync(example.folder)) {
    if (name !== '.git' && name !== 'packages') renameSync(path.join(example.folder, name), path.join(inside, name));
  }
  example.commit('Move everything into a package');
  const plan = 'packages/nova/novacron.phaseplan.yaml';
  const { exit, events, stderr } = await example.run('run', plan, '--phase', 'phase-1', '--yes', '--json');
  assert.equal(exit, 0, stderr);
  assertOneHookAnEdit(events);
  for (const { path: file } of only(events, 'edit')) assert.doesNotMatch(file, /^packages/);
  const status = await example.run('-C', 'packages/nova', 'status');
  assert.match(status.stdout, /met/);
});

test('tasks that start together on one open issue take it once, and a later run takes it again', async () => {
  await using example = new Example();
  const text = `version: 1
name: shared
title: Shared
agents: { coder: { runner: demo }, tester: { runner: demo } }
runners: { demo: { acp: demo } }
issues: { novacron-DIST-105: { title: Shared } }
phases:
  one:
    title: One
    issues: [novacron-DIST-105]
    tasks:
      code: { title: Code, agent: coder, issue: novacron-DIST-105, prompt: Tidy go.mod, verify: [{ run: git cat-file -e HEAD:nowhere }] }
      test: { title: Test, agent: tester, issue: novacron-DIST-105, prompt: Tidy README.md }
`;
  writeFileSync(path.join(example.folder, 'shared.phaseplan.yaml'), text);
  example.commit('Share an issue');
  for (const attempt of ['first', 'second']) {
    const { exit, events, stderr } = await example.run('run', 'shared.phaseplan.yaml', '--yes', '--json');
    assert.equal(exit, 1, stderr);
    assert.deepEqual(endsOf(events), { code: 'failed', test: 'done' }, attempt);
    assert.equal(only(events, 'issue.changed').filter(({ change }) => change === 'claimed').length, 1, attempt);
  }
});
