import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentEnd, PermissionRequest, ToolKind } from '../../../src/agents/agent.ts';
import { decide, isRefusal, optionFor } from '../../../src/agents/policy.ts';
import { judge } from '../../../src/agents/verdict.ts';

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

test('a turn is good only when it ended by itself and nothing was denied', () => {
  assert.deepEqual(judge(end('end_turn')), { ok: true });
  assert.deepEqual(judge(end('end_turn', '', ['Write a.go'])), {
    ok: false,
    reason: 'it was not allowed to: Write a.go',
  });
  assert.deepEqual(judge(end('died', 'out of memory')), { ok: false, reason: 'its process died: out of memory' });
  for (const stop of ['max_tokens', 'max_turn_requests', 'refusal', 'cancelled'] as const)
    assert.equal(judge(end(stop)).ok, false);
});
