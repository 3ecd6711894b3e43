import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../../../src/base/failure.ts';
import { fail, ok } from '../../../src/base/result.ts';
import { inTurn } from '../../../src/extension/commands/in-turn.ts';
import { sentence } from '../../../src/protocol/explain.ts';

const taken: Failure = { kind: 'issue-claimed', id: 'b', by: 'kim' };
const claim = async (id: string) => (id === 'b' ? fail(taken) : ok(id));

test('a refusal in the middle ends it, and says how many were done before', async () => {
  assert.deepEqual(await inTurn(['a', 'c'], claim), ok(undefined));
  const refused = await inTurn(['a', 'c', 'b', 'd'], claim);
  assert.deepEqual(refused, fail({ kind: 'partly-done', done: 2, of: 4, failure: taken }));
  assert.match(refused.ok ? '' : sentence(refused.error), /kim.* 2 of 4 were done before that\./);
});

test('of one alone only its refusal is said', async () => {
  assert.deepEqual(await inTurn(['b'], claim), fail(taken));
});
