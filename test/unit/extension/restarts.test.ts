import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Restarts } from '../../../src/extension/restarts.ts';

test('a server that breaks is started again, and the person hears of it once', () => {
  const restarts = new Restarts();
  assert.deepEqual(restarts.ended(0), {
    again: true,
    says: 'The language server for plans ended unexpectedly and was started again. The log says why.',
  });
  assert.deepEqual(restarts.ended(60_000), { again: true, says: '' });
  assert.deepEqual(restarts.ended(200_000), { again: true, says: '' });
});

test('one that breaks twice in a minute is left off, and the person is told what that means', () => {
  const restarts = new Restarts();
  restarts.ended(1000);
  const { again, says } = restarts.ended(2000);
  assert.equal(again, false);
  assert.match(says, /not checked until it is started again/);
});
