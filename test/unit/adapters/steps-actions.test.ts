import assert from 'node:assert/strict';
import { mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { createClaudeFlow } from '../../../src/adapters/claude-flow/session.ts';
import { ProgramLedger } from '../../../src/adapters/program-ledger.ts';
import { createStepRunner } from '../../../src/adapters/steps/step-runner.ts';
import { createTracker, openTracker } from '../../../src/adapters/tracker/open.ts';
import type { Json } from '../../../src/base/json.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import type { StepResult } from '../../../src/run/events.ts';

const standIn = fileURLToPath(new URL('../../fixtures/claude-flow', import.meta.url));
const embedded = { actor: 'tester', findProgram: () => undefined };

const planText = `version: 1
name: demo
methodology: sparc
epic: demo-1
issues:
  demo-3: { title: Child, parent: demo-1, needs: [demo-2], labels: [x], estimate: 1d, priority: high, status: in_progress }
  demo-1: { title: Epic, type: epic }
  demo-2: { title: Other }
hooks:
  - on: post-edit
    uses: claude-flow.post-edit
phases:
  one:
    issues: [demo-2, demo-3]
    tasks:
      do: { title: Do it, agent: coder, issue: demo-3, prompt: Do it. }
`;

type Action = (
  action: string,
  given?: Readonly<Record<string, Json>>,
  values?: Record<string, string>,
) => Promise<StepResult>;

async function workspace(
  t: TestContext,
): Promise<{ root: string; act: Action; calls: () => Promise<readonly Json[]> }> {
  const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'phaseline-actions-')));
  const { plan, problems } = readPlan(planText);
  assert.ok(plan, JSON.stringify(problems));
  const claudeFlow = createClaudeFlow({ workspace: root, setting: () => standIn });
  t.after(async () => {
    await claudeFlow.end();
    await rm(root, { recursive: true, force: true });
  });
  const issues = () => openTracker(root, embedded);
  const runStep = createStepRunner({
    issues,
    createTracker: (prefix) => createTracker(root, prefix, embedded),
    claudeFlow,
    programs: new ProgramLedger(path.join(root, '.phaseline/programs')),
    plan,
  });
  const act: Action = (action, given = {}, values = {}) =>
    runStep(
      {
        name: action,
        do: { kind: 'uses', action, with: given },
        env: {},
        cwd: undefined,
        timeoutSeconds: 20,
        retries: 0,
        continueOnError: false,
        expect: { exit: 0, match: undefined, number: undefined, json: undefined },
      },
      { workspace: root, worktree: root, env: {}, values },
      new AbortController().signal,
    );
  const calls = async (): Promise<readonly Json[]> => {
    const lines = (await readFile(path.join(root, 'calls.jsonl'), 'utf8')).trim().split('\n');
    return lines.map((line): Json => JSON.parse(line).args);
  };
  return { root, act, calls };
}

const passed = (result: StepResult): string => {
  assert.equal(result.ok, true, result.reason);
  return result.output;
};

test('a tracker is made once, and all issues of the plan are created once, parents first', async (t) => {
  const { act } = await workspace(t);
  assert.match((await act('beads.list')).reason, /No issue tracker/);
  passed(await act('beads.init', { prefix: 'demo' }));
  assert.match(passed(await act('beads.init')), /there already/);
  const created = passed(await act('beads.create'));
  assert.match(created, /demo-1 created: Epic\ndemo-3 created: Child\ndemo-2 created: Other\n0 of 3/);
  assert.equal(passed(await act('beads.create')), '3 of 3 issues were there already.\n');
  const [child] = JSON.parse(passed(await act('beads.list', { parent: 'demo-1', format: 'json' })));
  assert.deepEqual(
    [child.id, child.status, child.priority, child.estimated_minutes, child.labels],
    ['demo-3', 'in_progress', 1, 480, ['x']],
  );
  assert.match(passed(await act('beads.blocked')), /demo-3 {2}high {2}in_progress {2}Child {2}waits for demo-2/);
});

test('an issue is created, brought up to date, commented, closed and reopened, each as often as one likes', async (t) => {
  const { act } = await workspace(t);
  passed(await act('beads.init', { prefix: 'demo' }));
  const given = {
    id: 'demo-7',
    title: 'Seven',
    priority: 'critical',
    status: 'in-progress',
    labels: 'a, b',
    estimate: '3d',
  };
  assert.match(passed(await act('beads.create', given)), /demo-7 created \(in_progress\): Seven/);
  assert.match(passed(await act('beads.create', { ...given, title: 'Siebte' })), /demo-7 brought up to date .*Siebte/);
  passed(await act('beads.update', { id: 'demo-7', progress: 50, type: 'Bug', comment: 'half way' }));
  assert.match(passed(await act('beads.comment', { id: 'demo-7', text: 'hello' })), /commented/);
  passed(await act('beads.close', { id: 'demo-7', reason: 'all done' }));
  passed(await act('beads.update', { id: 'demo-7', status: 'Done' }));
  const file = 'out/issues.jsonl';
  passed(await act('beads.export', { output: file }));
  const [line = ''] = passed(await act('beads.list', { status: 'done', format: 'json' })).split('\n\n');
  const [issue] = JSON.parse(line);
  assert.deepEqual([issue.close_reason, issue.metadata, issue.comments.length], ['all done', { progress: 50 }, 2]);
  assert.equal(issue.issue_type, 'bug');
  assert.match(passed(await act('beads.reopen', { id: 'demo-7' })), /reopened \(open\)/);
  assert.match(passed(await act('beads.stats')), /total issues: 1\nopen issues: 1/);
  assert.equal((await act('beads.export', { output: '../out' })).ok, false);
  assert.match(passed(await act('beads.import', { input: file })), /0 issues added, 1 were there already/);
});

test('a refused change is a reason', async (t) => {
  const { act } = await workspace(t);
  passed(await act('beads.init', { prefix: 'demo' }));
  assert.match((await act('beads.update', { id: 'demo-9', status: 'closed' })).reason, /no issue demo-9/);
  assert.match((await act('beads.close')).reason, /needs id/);
  passed(await act('beads.create'));
  const circle = await act('beads.link', { id: 'demo-2', 'depends-on': 'demo-3', type: 'depends-on' });
  assert.match(circle.reason, /circle/);
});

test('an edit is told to claude-flow as it wants it, and what it refuses is not told', async (t) => {
  const { act, calls } = await workspace(t);
  passed(await act('claude-flow.post-edit', {}, { file: 'src/a b.ts', 'agent.id': 'one/do it' }));
  const refused = await act('claude-flow.post-edit', {}, { file: 'app/(group)/[id].tsx' });
  assert.equal(refused.unavailable, true);
  assert.match(refused.reason, /no file with \( \) \[ \] in its name, and this is app\/\(group\)\/\[id\]\.tsx/);
  assert.match((await act('claude-flow.post-edit', { file: 'lie' })).reason, /no disk/);
  assert.deepEqual((await calls())[0], { filePath: 'src/a b.ts', success: true, agent: 'one:do-it' });
});

test('several task ids are told one by one', async (t) => {
  const { act, calls } = await workspace(t);
  passed(await act('claude-flow.pre-task', { 'task-id': 'demo-1,demo-2', description: 'Both' }));
  passed(await act('claude-flow.pre-task', {}, { 'task.id': 'do', 'task.title': 'Do it' }));
  assert.deepEqual(await calls(), [
    { taskId: 'demo-1', description: 'Both' },
    { taskId: 'demo-2', description: 'Both' },
    { taskId: 'do', description: 'Do it' },
  ]);
});

test('what claude-flow only says it did is no success', async (t) => {
  const { act } = await workspace(t);
  assert.match((await act('claude-flow.neural-train', { epochs: 100 })).reason, /learned nothing/);
  assert.match((await act('claude-flow.memory-retrieve', { key: 'nothing' })).reason, /nothing is stored as nothing/);
  const gone = await act('claude-flow.neural-predict', { input: 'x' });
  assert.equal(gone.unavailable, true);
  assert.match(gone.reason, /claude-flow 0\.0\.1 has no tool neural_predict/);
  assert.match((await act('claude-flow.sparc-pipeline', { task: 'Build it' })).reason, /make it a task of the phase/);
  assert.match(
    (await act('claude-flow.hooks-enable', { 'pre-task': true })).reason,
    /on: pre-task, uses: claude-flow\.pre-task/,
  );
});

test('arguments that claude-flow ignores are said to be ignored', async (t) => {
  const { act, calls } = await workspace(t);
  const given = { topology: 'mesh', 'max-agents': 15, strategy: 'adaptive', name: 'demo', 'memory-pool': 512 };
  assert.match(
    passed(await act('claude-flow.swarm-init', given)),
    /name, memory-pool: claude-flow takes no such thing/,
  );
  assert.deepEqual(await calls(), [{ topology: 'mesh', maxAgents: 15, strategy: 'adaptive' }]);
});

test('memory is stored, found again and backed up, packed and encrypted', async (t) => {
  const { act, root } = await workspace(t);
  passed(await act('claude-flow.memory-store', { key: 'design', value: 'quorum' }));
  assert.equal(passed(await act('claude-flow.memory-retrieve', { key: 'design' })), 'quorum\n');
  passed(await act('claude-flow.memory-backup', { path: 'b/memory.gz', compress: true }));
  const packed = await readFile(path.join(root, 'b/memory.gz'));
  assert.deepEqual(JSON.parse(gunzipSync(packed).toString()), [['design', 'quorum']]);
  assert.match((await act('claude-flow.memory-backup', { encrypt: true })).reason, /PHASELINE_BACKUP_KEY/);
  process.env['PHASELINE_BACKUP_KEY'] = 'secret';
  t.after(() => delete process.env['PHASELINE_BACKUP_KEY']);
  passed(await act('claude-flow.memory-backup', { encrypt: true, path: 'b/memory.enc' }));
  const sealed = await readFile(path.join(root, 'b/memory.enc'));
  assert.equal(sealed.subarray(0, 10).toString(), 'PHASELINE1');
  assert.ok(!sealed.includes('quorum'));
});

test('a performance report is a page that shows what claude-flow said, and nothing of it as markup', async (t) => {
  const { act, root } = await workspace(t);
  passed(await act('claude-flow.performance-report', { format: 'html', export: 'report/p.html' }));
  const page = await readFile(path.join(root, 'report/p.html'), 'utf8');
  assert.match(page, /<th>cpu<\/th><td>7<\/td>/);
  assert.match(page, /&lt;b&gt;/);
});

test('issues of a file are added with what the store can hold', async (t) => {
  const { act, root } = await workspace(t);
  passed(await act('beads.init', { prefix: 'demo' }));
  const lines = [
    { id: 'demo-5', title: 'Five', status: 'closed', comments: [{ id: 1, author: 'a', text: 'hi' }], design: 'plain' },
    { id: 'demo-6', title: 'Six', dependencies: [{ issue_id: 'demo-6', depends_on_id: 'demo-5', type: 'blocks' }] },
  ];
  await writeFile(path.join(root, 'in.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
  assert.match(passed(await act('beads.import', { input: 'in.jsonl' })), /2 issues added/);
  assert.match(passed(await act('beads.ready')), /demo-6 {2}medium {2}open {2}Six\n1 issues/);
  await writeFile(path.join(root, 'bad.jsonl'), '{"id":"demo-8"}\nnonsense\n');
  assert.match((await act('beads.import', { input: 'bad.jsonl' })).reason, /bad\.jsonl:2 cannot be read/);
  assert.equal((await stat(root)).isDirectory(), true);
});
