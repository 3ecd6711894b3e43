// What is shipped: the packed extension holds what it needs and nothing else, installs, and works.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import manifest from '../../package.json' with { type: 'json' };
import { root, runScript } from '../../scripts/checks.ts';
import { uiTest } from '../harness/ui-test.ts';

/** Everything that may lie in the package, seen from its root. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/package(\.nls(\.[\w-]+)?)?\.json$/,
  /^extension\/(readme|changelog)\.md$/i,
  /^extension\/LICENSE(\.txt|\.md)?$/,
  /^extension\/dist\/(extension|window|language|page|server|cli)\.js$/,
  /^extension\/dist\/(package|phaseplan\.schema)\.json$/,
  /^extension\/docs\/diagnostics\/[\w-]+\.md$/i,
  /^extension\/media\/[\w-]+\.(svg|png|css|js)$/,
  /^extension\/syntaxes\/[\w.-]+\.json$/,
  /^extension\/l10n\/[\w.-]+\.json$/,
];
const largest = 6_000_000;

const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-package-'));
const vsix = path.join(folder, 'phaseline.vsix');

before(async () => {
  const { ok, output } = await runScript('package', [path.join(root, 'scripts', 'package.ts'), '--out', vsix]);
  assert.ok(ok, output);
});
after(() => rm(folder, { recursive: true, force: true }));

test('the package holds the bundles, the manifest, its pictures and the pages of diagnostics, and nothing else', async () => {
  const content = await readFile(vsix);
  const names = zipEntries(content);
  assert.deepEqual(
    names.filter((name) => !allowed.some((pattern) => pattern.test(name))),
    [],
  );
  for (const needed of [
    'extension/package.json',
    'extension/dist/extension.js',
    'extension/dist/window.js',
    'extension/dist/language.js',
    'extension/dist/server.js',
    'extension/dist/cli.js',
    'extension/dist/phaseplan.schema.json',
    'extension/docs/diagnostics/cycle.md',
  ]) {
    assert.ok(names.includes(needed), `${needed} is missing`);
  }
  assert.ok(content.length < largest, `${content.length} bytes`);
});

test('what VS Code waits for at the start is a few kilobytes, which ask for the rest later', async () => {
  const entry = await readFile(path.join(root, 'dist/extension.js'), 'utf8');
  assert.ok(entry.length < 20_000, `${entry.length} characters`);
  assert.match(entry, /require\("\.\/window\.js"\)/);
});

test('the package for npm holds the command line and the language server as programs, and nothing else', async () => {
  const npm = spawnSync('npm', ['pack', '--dry-run', '--json'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  assert.equal(npm.status, 0, npm.stderr);
  const [packed]: readonly { readonly files: readonly { readonly path: string }[] }[] = JSON.parse(npm.stdout);
  const names = packed?.files.map(({ path: name }) => name) ?? [];
  assert.ok(names.includes('dist/phaseplan.schema.json'));
  for (const program of Object.values(manifest.bin).map((file) => path.posix.normalize(file))) {
    assert.ok(names.includes(program), `${program} is missing`);
    assert.match(await readFile(path.join(root, program), 'utf8'), /^#!\/usr\/bin\/env node\n/);
  }
  const expected = /^(?:package\.json|LICENSE|[A-Z]+\.md|(?:dist|media|syntaxes|docs\/diagnostics)\/[\w.-]+)$/;
  assert.deepEqual(
    names.filter((name) => !expected.test(name)),
    [],
  );
});

uiTest(
  'the package installs, and its language server finds a mistake in a plan',
  { vsix, files: { 'wrong.phaseplan.yaml': 'version: 1\nname: wrong\nphasse: {}\n' } },
  async ({ window }) => {
    await window.editor.open('wrong.phaseplan.yaml');
    assert.match(await window.problem('phasse'), /phasse/);
    await window.openContainer('Phaseline');
  },
);

/** The names in a zip file, from its central directory. */
function zipEntries(zip: Buffer): string[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  assert.ok(end >= 0, 'no zip file');
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let entry = 0; entry < zip.readUInt16LE(end + 10); entry += 1) {
    const length = zip.readUInt16LE(at + 28);
    names.push(zip.toString('utf8', at + 46, at + 46 + length));
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names.filter((name) => !name.endsWith('/'));
}
