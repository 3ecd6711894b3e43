import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { insideFolder } from '../../../src/runner/demo/inside-folder.ts';

test('the demo agent stays inside its folder, links followed, and out of its .git', async (t) => {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-inside-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const folder = path.join(root, 'work');
  mkdirSync(folder);
  symlinkSync(root, path.join(folder, 'out'), 'junction');
  assert.equal(await insideFolder(folder, 'deep/b.txt'), path.join(folder, 'deep', 'b.txt'));
  for (const bad of ['../secret.txt', 'out/secret.txt', '.git/config', path.join(root, 'secret.txt'), ''])
    assert.equal(await insideFolder(folder, bad), undefined, bad);
});
