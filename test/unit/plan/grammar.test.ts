import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(import.meta.dirname, '../../..');
const samples = readdirSync(path.join(root, 'test/grammar')).filter((name) => name.endsWith('.yaml'));

/** Shell and Markdown have stand-ins with a word or two of each: enough to see where the embedded grammars are at work. */
const grammars = [
  'syntaxes/phaseplan.tmLanguage.json',
  'test/grammar/stand-in/shell.tmLanguage.json',
  'test/grammar/stand-in/markdown.tmLanguage.json',
];

for (const sample of samples) {
  test(`the grammar gives every part of ${sample} the scopes that it is known to give (snapshot -u renews them)`, () => {
    const tool = fileURLToPath(import.meta.resolve('vscode-tmgrammar-test/dist/snapshot.js'));
    const words = ['-s', 'source.phaseplan', ...grammars.flatMap((file) => ['-g', file]), `test/grammar/${sample}`];
    const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...words], { cwd: root, encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
  });
}
