import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Preflight } from '../../src/run/preflight.ts';
import { Example, only } from './example.ts';

test('words that a command does not take: exit 2, and nothing on standard output', async () => {
  await using example = new Example();
  const wrong: readonly (readonly string[])[] = [
    ['hook', 'after-lunch'],
    ['hook'],
    ['schema', 'please'],
    ['version', '--long'],
    ['status', 'all'],
    ['doctor', 'now'],
    ['preflight', example.plan, example.plan],
    ['run', example.plan, '--phase', 'phase-0', '--task', 'phase-1/code-reviewer', '--yes'],
    ['agent', 'demo', '--task', 'code-reviewer'],
    ['stop', '--task', 'phase-1/'],
    ['dance', '--help'],
  ];
  for (const words of wrong) {
    const { exit, stdout, stderr } = await example.run(...words);
    assert.deepEqual([exit, stdout], [2, ''], words.join(' '));
    assert.notEqual(stderr, '');
  }
});

test('-C to a folder that is not there: said, and not made', async () => {
  await using example = new Example();
  const folder = path.join(example.folder, 'mistyped');
  const end = await example.run('-C', folder, 'status');
  assert.equal(end.exit, 2);
  assert.match(end.stderr, /no such folder/);
  assert.equal(existsSync(folder), false);
});

test('stop where nothing runs says so, without a runner', async () => {
  await using example = new Example();
  const end = await example.run('stop');
  assert.equal(end.exit, 1);
  assert.match(end.stderr, /Nothing is running here/);
  assert.equal(example.runnerPid, undefined);
});

test('a type that nobody describes: check, preflight and run name it and what was meant', async () => {
  await using example = new Example();
  example.editPlan('agent: reviewer', 'agent: reviewr');
  example.commit('Mistype a type');
  const meant = /agent type "reviewr".*Did you mean "reviewer"\?/;
  const checked = await example.run('check', example.plan);
  assert.equal(checked.exit, 1);
  assert.match(checked.stdout, meant);
  const looked = await example.run('preflight', example.plan, '--phase', 'phase-1');
  assert.equal(looked.exit, 0, looked.stderr);
  assert.match(looked.stdout, meant);
  const { stdout } = await example.run('preflight', example.plan, '--phase', 'phase-1', '--json');
  const { problems }: Pick<Preflight, 'problems'> = JSON.parse(stdout);
  assert.deepEqual(problems[0], {
    severity: 'warning',
    phase: 'phase-1',
    task: 'code-reviewer',
    what: { kind: 'type-unknown', agent: 'reviewr', meant: ['reviewer'] },
  });
  // Without a word of consent it goes no further.
  const run = await example.run('run', example.plan, '--task', 'phase-1/code-reviewer');
  assert.match(run.stderr, meant);
  const told = await example.run('run', example.plan, '--task', 'phase-1/code-reviewer', '--json');
  assert.match(told.stderr, meant);
  assert.equal(told.stdout, '');
});

/** The issues that the example's tracker holds, as they are in its file. */
const linesOf = (example: Example): readonly string[] =>
  readFileSync(path.join(example.folder, '.beads/issues.jsonl'), 'utf8').trim().split('\n');

test('a run creates the issues that the plan declares and the tracker lacks, says so beforehand, and claims them', async () => {
  await using example = new Example();
  const others = linesOf(example).filter((line) => !line.includes('"id":"novacron-DIST-101"'));
  writeFileSync(path.join(example.folder, '.beads/issues.jsonl'), `${others.join('\n')}\n`);
  example.commit('Lose an issue');
  const task = ['--task', 'phase-1/critical-fixes-agent'];
  const looked = await example.run('preflight', example.plan, '--phase', 'phase-1');
  assert.match(looked.stdout, /Creates first, in the tracker: novacron-DIST-101$/m);
  const { exit, events, stderr } = await example.run('run', example.plan, ...task, '--yes', '--json');
  assert.equal(exit, 0, stderr);
  const [made] = only(events, 'step.finished').filter(({ place }) => place === 'issues');
  assert.match(made?.result.output ?? '', /^novacron-DIST-101 created: Fix 5 P0 Critical Issues in DWCP$/m);
  assert.ok(only(events, 'issue.changed').some((one) => one.issue === 'novacron-DIST-101' && one.change === 'claimed'));
  assert.ok(linesOf(example).some((line) => line.includes('"id":"novacron-DIST-101"')));
  const again = await example.run('run', example.plan, ...task, '--yes', '--json');
  assert.equal(only(again.events, 'step.finished').filter(({ place }) => place === 'issues').length, 0);
});

test('where the set-up makes the tracker, the issues follow, and agents claim them', async () => {
  await using example = new Example();
  rmSync(path.join(example.folder, '.beads'), { recursive: true });
  const plan = path.join(example.folder, 'small.phaseplan.yaml');
  const phase = 'phases: { one: { tasks: { t: { agent: coder, issue: shop-1, prompt: "Improve README.md" } } } }';
  writeFileSync(
    plan,
    `version: 1\nname: small\nrunners: { demo: { acp: demo } }\nagents: { coder: { runner: demo } }\nissues: { shop-1: { title: First } }\nsetup: [{ uses: beads.init }]\n${phase}\n`,
  );
  example.commit('Begin anew');
  assert.match((await example.run('preflight', plan)).stdout, /^Creates first, in the tracker: shop-1$/m);
  const { exit, events, stderr } = await example.run('run', plan, '--yes', '--json');
  assert.equal(exit, 0, stderr);
  assert.ok(only(events, 'issue.changed').some((one) => one.issue === 'shop-1' && one.change === 'claimed'));
  // The new tracker's own ids begin as the plan's do.
  assert.match((await example.run('issues', 'create', 'Another')).stdout, /^Created shop-/);
});

test('an issue that only the tracker has is as good as one of the plan; one that nobody has stops the run before it begins', async () => {
  await using example = new Example();
  const [first = ''] = linesOf(example);
  const other = { ...JSON.parse(first), id: 'novacron-other', title: 'Not in the plan', status: 'open' };
  writeFileSync(
    path.join(example.folder, '.beads/issues.jsonl'),
    `${linesOf(example).join('\n')}\n${JSON.stringify(other)}\n`,
  );
  example.editPlan('        issue: novacron-DIST-101\n', '        issue: novacron-other\n');
  example.commit('Work on another issue');
  assert.equal((await example.run('preflight', example.plan, '--phase', 'phase-1')).exit, 0);
  example.editPlan('        issue: novacron-other\n', '        issue: novacron-nobodys\n');
  example.commit('Work on nothing');
  const refused = await example.run('run', example.plan, '--phase', 'phase-1', '--yes', '--json');
  assert.equal(refused.exit, 1);
  assert.match(
    refused.stderr,
    /has 1 error; the first: Neither the tracker nor the plan has an issue "novacron-nobodys"/,
  );
  assert.equal(refused.stdout, '');
});

test('agent --task: the planned agent works as planned', async () => {
  await using example = new Example();
  const { exit, events, stderr } = await example.run('agent', 'reviewer', '--task', 'phase-1/code-reviewer', '--json');
  assert.equal(exit, 0, stderr);
  assert.deepEqual(only(events, 'run.started')[0]?.scope, { kind: 'plan', phase: 'phase-1', task: 'code-reviewer' });
  assert.ok(only(events, 'step.finished').some(({ place, result }) => place === 'verify' && result.ok));
});

test("agent --task: another agent gets the task's prompt and issue, and its work can be merged alone", async () => {
  await using example = new Example();
  const words = ['agent', 'demo', 'Be kind.', '--task', 'phase-1/code-reviewer', '--json'];
  const { exit, events, stderr } = await example.run(...words);
  assert.equal(exit, 0, stderr);
  const [started] = only(events, 'task.started');
  assert.equal(started?.issue, 'novacron-DIST-101');
  const files = only(events, 'task.committed')[0]?.files ?? [];
  assert.deepEqual(files, ['docs/reviews/phase-1.md'], "what the task's own prompt asks for");

  // A later run of something else is not in the way of a task's name.
  assert.equal((await example.run('agent', 'demo', 'Look around', '--isolation', 'none')).exit, 0);
  const merged = await example.run('merge', `agents/${started?.task ?? ''}`);
  assert.equal(merged.exit, 0, merged.stderr);
  assert.match(example.git('show', '--stat', 'HEAD'), /docs\/reviews\/phase-1\.md/);
});

test('agent --task without a plan to find it in: --plan is asked for', async () => {
  await using example = new Example();
  writeFileSync(path.join(example.folder, 'phaseplan.yaml'), 'version: 1\n');
  const end = await example.run('agent', 'demo', '--task', 'phase-1/code-reviewer');
  assert.equal(end.exit, 2);
  assert.match(end.stderr, /--plan/);
});

test('approve takes manual criteria only: what a command decides stays with it', async () => {
  await using example = new Example();
  const ran = await example.run('run', example.plan, '--task', 'phase-1/code-reviewer', '--yes', '--json');
  const criterion = only(ran.events, 'run.started')[0]?.phases.flatMap(({ criteria }) => criteria)[0]?.id ?? '';
  const end = await example.run('approve', criterion);
  assert.equal(end.exit, 1);
  assert.match(end.stderr, new RegExp(`no manual criterion ${criterion}`));
});

test('two runs of one plan at the same time: each has branches of its own', async () => {
  await using example = new Example();
  const words = ['run', example.plan, '--phase', 'phase-0', '--yes', '--json'];
  const ends = await Promise.all([example.run(...words), example.run(...words)]);
  const branches = ends.map(({ events }) => only(events, 'phase.started')[0]?.branch);
  assert.equal(new Set(branches).size, 2, branches.join());
  for (const { events } of ends)
    for (const { reason } of only(events, 'phase.finished')) assert.doesNotMatch(reason, /is not a worktree/);
});

test('a file that is no text is not imported as a plan of nothing', async () => {
  await using example = new Example();
  writeFileSync(path.join(example.folder, 'picture.md'), Buffer.from([0x89, 0x50, 0x00, 0x01]));
  const { exit, stdout, stderr } = await example.run('import', 'picture.md');
  assert.deepEqual([exit, stdout], [2, '']);
  assert.match(stderr, /not a text/);
});

test('an agent program that is not installed is refused: no other works in its name', async () => {
  await using example = new Example({ PATH: '/usr/bin:/bin' });
  const end = await example.run('agent', 'qwen', 'Look around', '--json');
  assert.equal(end.exit, 1);
  assert.match(only(end.events, 'task.finished')[0]?.reason ?? '', /qwen was not found on PATH/);
});

test('hook names the file and the hook, not only how it ended', async () => {
  await using example = new Example();
  example.editPlan('\nhooks:\n', '\nhooks:\n  - { on: post-edit, files: ["*.md"], run: node -e process.exit(3) }\n');
  const end = await example.run('hook', 'post-edit', 'README.md');
  assert.equal(end.exit, 1);
  assert.match(end.stdout, /^failed README\.md: node -e 'process\.exit\(3\)': expected exit code 0, got 3$/m);
});

test('discarding twice is no failure, and harms nothing', async () => {
  await using example = new Example();
  assert.equal((await example.run('agent', 'demo', 'Mind go.mod')).exit, 0);
  assert.equal((await example.run('discard', 'agents/demo')).exit, 0);
  const again = await example.run('discard', 'agents/demo');
  assert.equal(again.exit, 0, again.stderr);
});

test('a dry run says for each hook why it would or would not run, and runs nothing', async () => {
  await using example = new Example();
  const text =
    'version: 1\nname: why\ntitle: Why\nhooks:\n  - { on: post-edit, files: "src/**", run: node nowhere.js }\n  - { on: post-edit, files: "*.go", name: vet, run: go vet }\nphases: {}\n';
  writeFileSync(path.join(example.folder, 'why.phaseplan.yaml'), text);
  writeFileSync(path.join(example.folder, '.gitignore'), 'src/out/\n');
  const { exit, stdout } = await example.run(
    'hook',
    'post-edit',
    'src/out/a.js',
    '--plan',
    'why.phaseplan.yaml',
    '--dry-run',
  );
  assert.equal(exit, 0);
  assert.match(stdout, /src\/out\/a\.js: its edits set off nothing, because it is ignored \(\.gitignore: src\/out\/\)/);
  assert.match(
    stdout,
    /src\/out\/a\.js: would run node nowhere\.js \(plan:[0-9a-f]{12}\): files: src\/\*\* matches src\/out\/a\.js/,
  );
  assert.match(stdout, /src\/out\/a\.js: would not run vet \(plan:[0-9a-f]{12}\): none of files: \*\.go matches/);
});

const unix = { skip: process.platform === 'win32' ? 'programs are found by other rules there' : false };

test('an agent that people can talk to in a terminal says how its session is taken up', unix, async () => {
  await using example = new Example();
  const bin = path.join(example.folder, 'bin');
  mkdirSync(bin);
  const demo = `#!/bin/sh\nexec "${process.execPath}" "${example.cli}" demo-agent\n`;
  writeFileSync(path.join(bin, 'qwen'), demo, { mode: 0o755 });
  example.env['PATH'] = `${bin}${path.delimiter}${process.env['PATH']}`;
  const { exit, events, stderr } = await example.run('agent', 'qwen', 'Look around', '--json');
  assert.equal(exit, 0, stderr);
  const [started] = only(events, 'agent.started');
  assert.equal(started?.takeUp, `qwen --resume ${started?.session}`);
});
