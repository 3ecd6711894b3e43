import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crash, victims } from '../crash/crash.ts';

/** Each of these seeds kills somebody else; `npm run crash` plays as many as one likes. */
const seeds = [4, 5, 6, 7] as const;

for (const seed of seeds) {
  test(`a run whose ${victims[seed % victims.length]} is killed loses nothing, doubles nothing and leaves nothing behind`, {
    skip: process.platform === 'win32' && 'the stand-in for Git is a shell script',
    timeout: 120_000,
  }, async () => {
    const { wrong, ...about } = await crash(seed);
    assert.deepEqual(wrong, [], JSON.stringify(about));
  });
}
