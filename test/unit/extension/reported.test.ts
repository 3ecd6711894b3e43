import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReported } from '../../../src/extension/reported.ts';

test('what lies in the folder is an edit; what is outside, of Git, or of agents is none', () => {
  for (const path of ['a.ts', 'src/a.ts', '.gitignore', '..a/b', 'docs/.phaseline-notes.md'])
    assert.ok(isReported(path), path);
  for (const path of [
    '',
    '../a.ts',
    '..',
    '.git/config',
    'sub/.git/HEAD',
    '.phaseline/worktrees/r/t/a.ts',
    'C:/x',
    '/x',
  ]) {
    assert.ok(!isReported(path), path);
  }
});
