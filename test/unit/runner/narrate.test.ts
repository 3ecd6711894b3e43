import assert from 'node:assert/strict';
import { test } from 'node:test';
import { narrate } from '../../../src/runner/cli/narrate.ts';

const at = { seq: 1, time: '2026-03-01T10:00:00.000Z', run: 'r', phase: 'build' };

test('a gate is told of a phase, and not of a task or an agent that was run alone', () => {
  const finished = { ...at, kind: 'phase.finished', met: true, reason: '' } as const;
  assert.equal(narrate(finished), '10:00:00  build  ✓ gate met');
  assert.equal(narrate({ ...finished, met: false, reason: 'no' }), '10:00:00  build  ✗ gate not met: no');
  assert.equal(narrate({ ...finished, part: true }), undefined);
});

test('what agents and trackers say moves no cursor', () => {
  const refused = { ...at, kind: 'issue.changed', issue: 'x-1', change: 'refused', detail: 'a\u001b[2Jb\nc' } as const;
  assert.equal(narrate(refused), '10:00:00  build  x-1 refused: a [2Jb c');
});
