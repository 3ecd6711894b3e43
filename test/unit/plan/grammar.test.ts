import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(import.meta.dirname, '../../..');

test('the grammar gives every part of a plan the scopes that it is known to give (snapshot -u renews them)', () => {
  const tool = fileURLToPath(import.meta.resolve('vscode-tmgrammar-test/dist/snapshot.js'));
  const words = [
    '-s',
    'source.phaseplan',
    '-g',
    'syntaxes/phaseplan.tmLanguage.json',
    'test/grammar/sample.phaseplan.yaml',
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...words], { cwd: root, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
});
