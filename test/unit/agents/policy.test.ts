import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentEnd, PermissionRequest, ToolKind } from '../../../src/agents/agent.ts';
import { decide, isRefusal, optionFor } from '../../../src/agents/policy.ts';
import { verdict } from '../../../src/agents/verdict.ts';

const request = (
  tool: ToolKind,
  kinds: readonly PermissionRequest['options'][number]['kind'][],
): PermissionRequest => ({
  id: '1',
  title: 'Do it',
  tool,
  files: [],
  detail: '',
  options: kinds.map((kind) => ({ id: `id-${kind}`, name: kind, kind })),
});
const all = ['allow_always', 'allow_once', 'reject_always', 'reject_once'] as const;

test('edits in its worktree are allowed, running and fetching is asked, and the policy of a type wins', () => {
  assert.deepEqual(decide(request('edit', all), {}), { kind: 'answer', option: 'id-allow_once', allowed: true });
  assert.deepEqual(decide(request('execute', all), {}), { kind: 'ask' });
  assert.deepEqual(decide(request('other', all), {}), { kind: 'ask' });
  assert.deepEqual(decide(request('execute', all), { execute: 'deny' }), {
    kind: 'answer',
    option: 'id-reject_once',
    allowed: false,
  });
  assert.deepEqual(decide(request('edit', all), { edit: 'ask' }), { kind: 'ask' });
});

test('where the fitting option is missing, the nearest one is taken, and never its opposite', () => {
  assert.deepEqual(decide(request('edit', ['allow_always']), {}), {
    kind: 'answer',
    option: 'id-allow_always',
    allowed: true,
  });
  assert.deepEqual(decide(request('edit', ['reject_once']), {}), { kind: 'ask' });
  assert.deepEqual(decide(request('fetch', ['allow_once']), { fetch: 'deny' }), { kind: 'cancel' });
  assert.equal(optionFor(request('edit', []), 'allow'), undefined);
});

test('a refusal is told from the kind of the option, not from its name', () => {
  assert.equal(isRefusal(request('edit', all), 'id-reject_always'), true);
  assert.equal(isRefusal(request('edit', all), 'id-allow_once'), false);
  assert.equal(isRefusal(request('edit', all), 'made up'), true);
});

const end = (stop: AgentEnd['stop'], detail = '', denied: readonly string[] = []): AgentEnd => ({
  stop,
  detail,
  denied,
});

test('success needs a good end, nothing denied and every check passed', () => {
  const passed = { name: 'go test', ok: true, reason: '' };
  assert.deepEqual(verdict({ end: end('end_turn'), files: ['a', 'b'], verify: [passed] }), {
    state: 'done',
    ground: '2 files changed, 1 check passed',
  });
  assert.deepEqual(verdict({ end: end('end_turn'), files: [], verify: [] }), {
    state: 'done',
    ground: 'nothing changed, nothing to verify',
  });
  assert.deepEqual(
    verdict({
      end: end('end_turn'),
      files: ['a'],
      verify: [passed, { name: 'lint', ok: false, reason: 'exit code 1' }],
    }),
    {
      state: 'failed',
      ground: '"lint" failed: exit code 1',
    },
  );
  assert.deepEqual(verdict({ end: end('end_turn', '', ['Write a.go']), files: ['a'], verify: [passed] }), {
    state: 'failed',
    ground: 'it was not allowed to: Write a.go',
  });
  assert.deepEqual(verdict({ end: end('died', 'out of memory'), files: ['a'], verify: [] }), {
    state: 'failed',
    ground: 'its process died: out of memory',
  });
  assert.equal(verdict({ end: end('cancelled'), files: [], verify: [] }).state, 'stopped');
});
