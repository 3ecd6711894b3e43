import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watched } from '../../../src/extension/plans/watched.ts';

test('a glob is watched with the folders that lead to it', () => {
  assert.deepEqual(watched('a.ts'), ['a.ts']);
  assert.deepEqual(watched('src/deep/a.ts'), ['src', 'src/deep', 'src/deep/a.ts']);
  assert.deepEqual(watched('.claude/agents/**/*.md'), ['.claude', '.claude/agents', '.claude/agents/**/*.md']);
  assert.deepEqual(watched('**/*.go'), ['**/*.go']);
  assert.deepEqual(watched('{a,b}/*.go'), ['{a,b}/*.go']);
});
