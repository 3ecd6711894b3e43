import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fence } from '../../../src/base/fence.ts';

test('no text can leave its fence', () => {
  assert.equal(fence('make\n', 'sh'), '```sh\nmake\n```');
  const fenced = fence('a\n```\nb');
  assert.ok(fenced.startsWith('````\n') && fenced.endsWith('\n````'));
});
