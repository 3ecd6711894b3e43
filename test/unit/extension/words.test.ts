import assert from 'node:assert/strict';
import { test } from 'node:test';
import { age, count, duration, plain } from '../../../src/extension/say/words.ts';
import { noon } from './fixtures.ts';

test('durations are as long as a glance needs', () => {
  assert.deepEqual([340, 8000, 61_000, 3_600_000, 4_800_000, 200_000_000].map(duration), [
    '340 ms',
    '8 s',
    '1 min',
    '1 h',
    '1 h 20',
    '2 d',
  ]);
});

test('an age is told from a time, and is empty where there is none', () => {
  assert.equal(age('2026-01-01T11:00:00Z', noon), '1 h ago');
  assert.equal(age('2026-01-01T12:00:00Z', noon), 'just now');
  assert.equal(age(undefined, noon), '');
  assert.equal(age('soon', noon), '');
});

test('tokens are counted in thousands and millions', () => {
  assert.deepEqual([950, 12_340, 1_200_000].map(count), ['950', '12.3k', '1.2M']);
});

test('text from elsewhere cannot format Markdown', () => {
  assert.equal(plain('[x](command:y) *b* <i>'), '\\[x\\](command:y) \\*b\\* \\<i\\>');
});
