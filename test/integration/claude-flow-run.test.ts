import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notFetched } from '../../scripts/caches.ts';
import { locateClaudeFlow } from '../../src/adapters/claude-flow/locate.ts';
import { recorded } from './claude-flow-store.ts';
import { Example, only } from './example.ts';

test('the real claude-flow has recorded every edit of a run, and each once', {
  skip: notFetched('claude-flow'),
}, async () => {
  await using example = new Example();
  const { exit, events, stderr } = await example.run('run', example.plan, '--phase', 'phase-1', '--yes', '--json');
  assert.equal(exit, 0, stderr);
  const edits = only(events, 'edit').map(({ path }) => path);
  assert.ok(edits.length >= 8);
  assert.deepEqual(recorded(example.folder), edits.toSorted());
  for (const { state, result } of only(events, 'hook.finished')) assert.equal(state, 'ok', result.reason);
});

const installed = locateClaudeFlow({ workspace: '/', environment: { ...process.env, PHASELINE_CACHE: '/nowhere' } });
const skipWithout = installed === undefined ? false : `claude-flow is installed in ${installed.folder}`;

test('without claude-flow the same run closes its gate, and says of each hook that it was not to be had', {
  skip: skipWithout,
}, async () => {
  await using example = new Example({ PHASELINE_CACHE: '/nowhere' });
  const { exit, events, stderr } = await example.run('run', example.plan, '--phase', 'phase-1', '--yes', '--json');
  assert.equal(exit, 0, stderr);
  const finished = only(events, 'hook.finished');
  assert.deepEqual(new Set(finished.map(({ state }) => state)), new Set(['unavailable']));
  assert.match(finished[0]?.result.reason ?? '', /claude-flow was not found.*npm i -g claude-flow@/s);
});
