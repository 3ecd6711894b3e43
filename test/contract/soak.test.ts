import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soak } from './soak.ts';

test('three writers that are killed at random lose nothing that was acknowledged, and nothing else is there', async () => {
  const outcome = await soak(150, 25, 7);
  assert.deepEqual([outcome.lost, outcome.strange], [[], []]);
  assert.ok(outcome.acknowledged >= 150);
  assert.ok(outcome.torn <= outcome.kills);
});
