import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cachedEntry, notFetched } from '../../scripts/caches.ts';
import { fieldsOf } from '../../src/adapters/claude-flow/answer.ts';
import { type ClaudeFlow, createClaudeFlow } from '../../src/adapters/claude-flow/session.ts';
import { IgnoredFiles } from '../../src/adapters/ignored.ts';
import { recorded } from './claude-flow-store.ts';
import { descendants } from './descendants.ts';

// With the real claude-flow of the cache; what it recorded is read from its own store, not from its answers.

const skip = notFetched('claude-flow');
/** The package: `bin/cli.js` lies one folder below it. */
const folder = path.resolve(cachedEntry('claude-flow') ?? '.', '../..');

type Cleanup = { after(call: () => unknown): void };

function place(t: Cleanup): { workspace: string; flow: ClaudeFlow } {
  const workspace = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-real-claude-flow-')));
  const flow = createClaudeFlow({ workspace, setting: () => folder });
  t.after(async () => {
    await flow.end();
    rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
  });
  return { workspace, flow };
}

test('every edit is in the store of the real claude-flow once, and nothing stays behind', { skip }, async (t) => {
  const { workspace, flow } = place(t);
  const before = await descendants();
  const names = Array.from({ length: 100 }, (_, n) => `src/part ${n % 7}/file-${n}.ts`);
  for (let first = 0; first < names.length; first += 20) {
    const some = names.slice(first, first + 20);
    const answers = await Promise.all(
      some.map((filePath) => flow.call('hooks_post-edit', { filePath, success: true, agent: 'phase-1:coder' })),
    );
    for (const answer of answers) assert.ok(answer.ok, JSON.stringify(answer));
  }
  const told = await flow.call('memory_list', { namespace: 'feedback', limit: 1000 });
  assert.ok(told.ok);
  const entries = fieldsOf(told.value.body)['entries'];
  assert.equal(Array.isArray(entries) && entries.length, names.length);
  assert.ok((await descendants()).length > before.length, 'the server is a child of ours');
  await flow.end();
  assert.deepEqual(await descendants(), before);
  assert.deepEqual(recorded(workspace), [...names].sort());
});

test('the same file edited again is recorded again', { skip }, async (t) => {
  const { workspace, flow } = place(t);
  for (let n = 0; n < 3; n += 1) {
    assert.ok((await flow.call('hooks_post-edit', { filePath: 'src/a.ts', success: true })).ok);
  }
  await flow.end();
  assert.deepEqual(recorded(workspace), ['src/a.ts', 'src/a.ts', 'src/a.ts']);
});

test('a server that is killed is replaced, and what it had answered is on disk', { skip }, async (t) => {
  const { workspace, flow } = place(t);
  const before = await descendants();
  assert.ok((await flow.call('hooks_post-edit', { filePath: 'src/before.ts' })).ok);
  const [server] = (await descendants()).filter((pid) => !before.includes(pid));
  assert.ok(server !== undefined);
  process.kill(server, 'SIGKILL');
  const hit = await flow.call('hooks_post-edit', { filePath: 'src/after.ts' });
  const again = hit.ok ? hit : await flow.call('hooks_post-edit', { filePath: 'src/after.ts' });
  assert.ok(again.ok, JSON.stringify(again));
  await flow.end();
  assert.deepEqual(recorded(workspace), ['src/after.ts', 'src/before.ts']);
});

test('all that it writes into a workspace is ignored by the detection of edits', { skip }, async (t) => {
  const { workspace, flow } = place(t);
  writeFileSync(path.join(workspace, 'ours.ts'), '');
  await flow.call('hooks_post-edit', { filePath: 'ours.ts', success: true });
  await flow.call('hooks_pre-task', { taskId: 'T1', description: 'Try' });
  await flow.call('hooks_post-task', { taskId: 'T1', success: true });
  await flow.call('hooks_session-start', { sessionId: 's', startDaemon: false });
  await flow.call('swarm_init', { topology: 'mesh', maxAgents: 3 });
  await flow.call('memory_store', { key: 'k', value: 'v' });
  await flow.call('neural_train', { modelType: 'moe', epochs: 1 });
  await flow.call('performance_report', {});
  await flow.end();
  const ignored = new IgnoredFiles(workspace);
  const files = (await readdir(workspace, { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile())
    .map((file) => path.relative(workspace, path.join(file.parentPath, file.name)).split(path.sep).join('/'));
  assert.ok(files.length > 3, 'it writes a lot');
  assert.deepEqual(
    files.filter((file) => !ignored.has(file)),
    ['ours.ts'],
  );
});

test('the installed version has every tool and argument that the actions use', { skip }, async (t) => {
  const { flow } = place(t);
  const tools = ['hooks_pre-task', 'hooks_post-edit', 'hooks_post-task', 'hooks_session-start', 'hooks_session-end']
    .concat(['memory_store', 'memory_retrieve', 'memory_search', 'memory_export', 'swarm_init', 'swarm_status'])
    .concat(['neural_train', 'neural_predict', 'neural_status', 'neural_patterns', 'performance_metrics'])
    .concat(['performance_report', 'performance_bottleneck', 'github_repo_analyze', 'github_pr_manage']);
  assert.deepEqual(await flow.check(tools), { ok: true, value: { version: '3.43.0', lacking: [] } });
});
