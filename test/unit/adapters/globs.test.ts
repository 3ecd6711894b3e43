import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { matchGlobs } from '../../../src/adapters/globs.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-globs-'));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const file of ['src/deep/a.go', '.github/ci.yml', 'node_modules/x/index.js', 'app/(group)/[id].tsx']) {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), '');
}

test('globs are held against the files of a folder as hooks are against edits', async () => {
  const globs = ['src/**/*.go', './src/', '.github/*', '**/*.rs', '**/index.js', 'src/deep/a.go', 'app/**', 'src/*.go'];
  assert.deepEqual(await matchGlobs(folder, globs), {
    'src/**/*.go': true,
    './src/': true,
    '.github/*': true,
    '**/*.rs': false,
    '**/index.js': false,
    'src/deep/a.go': true,
    'app/**': true,
    'src/*.go': false,
  });
});

test('a folder that cannot be read has no files, and no globs cost nothing', async () => {
  assert.deepEqual(await matchGlobs(path.join(folder, 'gone'), ['*']), { '*': false });
  assert.deepEqual(await matchGlobs(folder, []), {});
});
