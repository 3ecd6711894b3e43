import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineStart } from '../../../src/base/lines.ts';

test('a line begins behind the break before it, also where the text begins with a break', () => {
  assert.deepEqual(
    [0, 1, 3, 5].map((at) => lineStart('\nab\nc', at)),
    [0, 1, 1, 4],
  );
});
