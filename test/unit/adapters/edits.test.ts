import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { hashFile, hashOf } from '../../../src/adapters/content.ts';
import { createEditDetector, relativeTo, withoutFolders } from '../../../src/adapters/edits.ts';
import type { Author } from '../../../src/hooks/edit.ts';
import { KnownContent } from '../../../src/hooks/known.ts';

const person: Author = { kind: 'person' };

async function folder(t: TestContext): Promise<string> {
  const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'phaseline-edits-')));
  t.after(() => rm(root, { recursive: true, force: true }));
  return root;
}

async function write(root: string, file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

test('a change is reported once, an undo again, a deletion once', async (t) => {
  const root = await folder(t);
  const detector = createEditDetector({ root, known: new KnownContent() });
  const look = async (change?: 'created' | 'deleted') => {
    const { edits } = await detector.detect([{ path: path.join(root, 'src/a b.ts'), change }], person);
    return edits.map((edit) => [edit.path, edit.change, edit.hash]);
  };
  await write(root, 'src/a b.ts', 'one');
  assert.deepEqual(await look('created'), [['src/a b.ts', 'created', hashOf('one')]]);
  assert.deepEqual(await look(), []);
  await write(root, 'src/a b.ts', 'two');
  assert.deepEqual(await look(), [['src/a b.ts', 'changed', hashOf('two')]]);
  await write(root, 'src/a b.ts', 'one');
  assert.deepEqual(await look(), [['src/a b.ts', 'changed', hashOf('one')]]);
  await rm(path.join(root, 'src/a b.ts'));
  assert.deepEqual(await look('deleted'), [['src/a b.ts', 'deleted', 'absent']]);
  assert.deepEqual(await look('deleted'), []);
});

test('a file that Git names and that is not there was deleted, one that a window calls changed was not', async (t) => {
  const root = await folder(t);
  const detector = createEditDetector({ root, known: new KnownContent() });
  const { edits } = await detector.detect([{ path: 'gone' }, { path: 'never', change: 'changed' }], person);
  assert.deepEqual(
    edits.map((edit) => [edit.path, edit.change]),
    [['gone', 'deleted']],
  );
});

test('a file that its writer has emptied and not filled yet is no edit of its own', async (t) => {
  const root = await folder(t);
  await write(root, 'a', 'one');
  const rest = (): Promise<void> => write(root, 'a', 'two');
  const detector = createEditDetector({ root, known: new KnownContent(), rest });
  await detector.detect([{ path: 'a' }], person);
  await write(root, 'a', '');
  const soon = new Date(Date.now() + 60_000);
  await utimes(path.join(root, 'a'), soon, soon);
  const { edits } = await detector.detect([{ path: 'a' }], person);
  assert.deepEqual(
    edits.map(({ hash }) => hash),
    [hashOf('two')],
  );
});

test('two reports of the same change at the same time give one edit', async (t) => {
  const root = await folder(t);
  await write(root, 'a', 'one');
  const detector = createEditDetector({ root, known: new KnownContent() });
  const both = await Promise.all([detector.detect([{ path: 'a' }], person), detector.detect([{ path: 'a' }], person)]);
  assert.equal(both.flatMap(({ edits }) => edits).length, 1);
});

test('what the reporter saw counts although the file was overwritten since', async (t) => {
  const root = await folder(t);
  await write(root, 'a', 'two');
  const detector = createEditDetector({ root, known: new KnownContent() });
  const first = await detector.detect([{ path: 'a', hash: hashOf('one') }], person);
  const second = await detector.detect([{ path: 'a' }], person);
  assert.deepEqual(
    [...first.edits, ...second.edits].map(({ hash }) => hash),
    [hashOf('one'), hashOf('two')],
  );
});

test('repositories, our state, what claude-flow writes and what Git ignores are no edits', async (t) => {
  const root = await folder(t);
  await write(root, '.gitignore', '*.log\nbuild/\n');
  await write(root, 'docs/.gitignore', '!keep.log\n/draft.md\n');
  const no = [
    '.git/index',
    '.phaseline/journal/x',
    '.beads/issues.jsonl',
    '.claude-flow/a',
    '.swarm/memory.db',
    'ruvector.db',
    'a.log',
    'build/x',
    'docs/draft.md',
    'src/node_modules/x/y.js',
  ];
  const yes = ['src/a.ts', 'docs/keep.log', 'docs/deep/draft.md', '.github/workflows/ci.yml'];
  for (const file of [...no, ...yes]) await write(root, file, file);
  const detector = createEditDetector({ root, known: new KnownContent() });
  const { edits } = await detector.detect(
    [...no, ...yes, '../outside', '.', 'src'].map((file) => ({ path: file })),
    person,
  );
  assert.deepEqual(edits.map((edit) => edit.path).sort(), [...yes].sort());
});

test('a folder that has become a file, or a link to itself, keeps nobody from telling what was in it', {
  skip: process.platform === 'win32',
}, async (t) => {
  const root = await folder(t);
  await write(root, 'lib/a.ts', 'a');
  await write(root, 'loop/b.ts', 'b');
  const detector = createEditDetector({ root, known: new KnownContent() });
  const candidates = [{ path: 'lib/a.ts' }, { path: 'lib' }, { path: 'loop/b.ts' }];
  const told = async () => (await detector.detect(candidates, person)).edits.map((edit) => [edit.path, edit.change]);
  assert.equal((await told()).length, 2);
  await rm(path.join(root, 'lib'), { recursive: true });
  await rm(path.join(root, 'loop'), { recursive: true });
  await write(root, 'lib', 'now a file');
  await symlink('loop', path.join(root, 'loop'));
  assert.deepEqual(await told(), [
    ['lib/a.ts', 'deleted'],
    ['lib', 'changed'],
  ]);
});

test('a changed .gitignore counts at once', async (t) => {
  const root = await folder(t);
  await write(root, 'a.tmp', '1');
  const detector = createEditDetector({ root, known: new KnownContent() });
  assert.equal((await detector.detect([{ path: 'a.tmp' }], person)).edits.length, 1);
  await write(root, '.gitignore', '*.tmp\n');
  await write(root, 'a.tmp', '2');
  assert.equal((await detector.detect([{ path: 'a.tmp' }], person)).edits.length, 0);
});

test('a root that is reached through a link has the same files', { skip: process.platform === 'win32' }, async (t) => {
  const real = await folder(t);
  const link = `${real}-link`;
  await symlink(real, link);
  t.after(() => rm(link));
  await write(real, 'a', 'one');
  const detector = createEditDetector({ root: link, known: new KnownContent() });
  const { edits } = await detector.detect([{ path: path.join(real, 'a') }, { path: path.join(link, 'a') }], person);
  assert.deepEqual(
    edits.map(({ root, path: file }) => [root, file]),
    [[link, 'a']],
  );
});

test('paths are relative to the root under the rules of either system', () => {
  assert.equal(relativeTo('/w', '/w/src/a', path.posix), 'src/a');
  assert.equal(relativeTo('/w', '/wider/a', path.posix), undefined);
  assert.equal(relativeTo('/w', '..hidden', path.posix), '..hidden');
  assert.equal(relativeTo('C:\\Work', 'c:\\work\\Src\\a.ts', path.win32), 'Src/a.ts');
  assert.equal(relativeTo('C:\\Work', 'src/a.ts', path.win32), 'src/a.ts');
  assert.equal(relativeTo('C:\\Work', 'D:\\a.ts', path.win32), undefined);
});

test('a file above the limit stands for its size and time, one that cannot be read is a failure', async (t) => {
  const root = await folder(t);
  await write(root, 'a', 'long');
  const file = path.join(root, 'a');
  const large = await hashFile(file, 2);
  assert.ok(large.ok && large.value !== hashOf('long'));
  assert.deepEqual(await hashFile(file), { ok: true, value: hashOf('long') });
  assert.deepEqual(await hashFile(path.join(root, 'a/b')), { ok: true, value: 'absent' });
  assert.deepEqual(await hashFile(root), { ok: true, value: 'absent' });
  if (process.platform === 'win32' || process.getuid?.() === 0) return;
  await chmod(file, 0);
  assert.equal((await hashFile(file)).ok, false);
});

test('a folder that is renamed or deleted stands for the files in it', async (t) => {
  const root = await folder(t);
  execFileSync('git', ['init', '-q'], { cwd: root });
  for (const file of ['old/a.ts', 'old/deep/b.ts', 'c.ts']) await write(root, file, file);
  execFileSync('git', ['add', '-A'], { cwd: root });
  await rename(path.join(root, 'old'), path.join(root, 'new'));
  const told = await withoutFolders(root, [
    { path: 'old', change: 'deleted', hash: 'absent' },
    { path: 'new', change: 'created' },
    { path: 'c.ts', change: 'deleted', hash: 'absent' },
  ]);
  const { edits } = await createEditDetector({ root, known: new KnownContent() }).detect(told, person);
  assert.deepEqual(edits.map(({ path: file, change }) => `${change} ${file}`).sort(), [
    'created new/a.ts',
    'created new/deep/b.ts',
    'deleted c.ts',
    'deleted old/a.ts',
    'deleted old/deep/b.ts',
  ]);
});
