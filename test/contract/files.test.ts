import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { IssueLines } from '../../src/adapters/tracker/issue-lines.ts';
import { jsonlStore } from '../../src/adapters/tracker/jsonl.ts';
import { SharedIssueFile } from '../../src/adapters/tracker/shared-file.ts';
import { fail, ok } from '../../src/base/result.ts';
import type { IssueStore } from '../../src/issues/store.ts';
import { value } from './trackers.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/trackers');

/** Counted once by another program (`python3 -c 'import json…'`), so that a mistake of ours cannot agree with itself. */
const trackers = [
  { file: 'beads-2026-01-13.jsonl', issues: 2646, edges: 1003, comments: 16 },
  { file: 'beads-2026-02-27-dolt-export.jsonl', issues: 704, edges: 745, comments: 0 },
  { file: 'beads-v0.9.9.jsonl', issues: 116, edges: 20, comments: 0 },
  { file: 'beads_rust.jsonl', issues: 513, edges: 464, comments: 180 },
  { file: 'beads_viewer.jsonl', issues: 39, edges: 22, comments: 0 },
  { file: 'nemo-platform.modern-sample.jsonl', issues: 2, edges: 1, comments: 0 },
];

async function inFolder(
  content: Buffer | string,
  body: (store: IssueStore, file: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'phaseline-jsonl-'));
  const file = path.join(folder, 'issues.jsonl');
  await writeFile(file, content);
  const store = jsonlStore({ folder, actor: 'ann' });
  try {
    await body(store, file);
  } finally {
    store.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

const linesOf = (bytes: Buffer): string[] => bytes.toString('latin1').split('\n');

for (const { file: name, issues, edges, comments } of trackers) {
  test(`${name} loads whole, and a write leaves every other line as it was`, async () => {
    const before = await readFile(path.join(fixtures, name));
    await inFolder(before, async (store, file) => {
      const loaded = value(await store.load());
      const all = [...loaded.issues.values()];
      const sum = (count: (at: (typeof all)[number]) => number): number =>
        all.reduce((total, one) => total + count(one), 0);
      assert.deepEqual(
        [all.length, sum((one) => one.dependencies.length), sum((one) => one.comments.length), loaded.broken.length],
        [issues, edges, comments, 0],
      );
      const last = all.at(-1);
      assert.ok(last);
      for (const id of [all[0]?.id ?? '', last.id]) {
        const old = linesOf(await readFile(file));
        value(await store.update(id, { add_labels: ['touched'] }));
        const now = linesOf(await readFile(file));
        const changed = now.flatMap((line, at) => (line === old[at] ? [] : [line]));
        assert.equal(now.length, old.length);
        assert.equal(changed.length, 1);
        assert.equal(JSON.parse(Buffer.from(changed[0] ?? '', 'latin1').toString('utf8')).id, id);
      }
      // Undone again, the two lines differ in nothing but the time of the change.
      for (const id of [all[0]?.id ?? '', last.id]) value(await store.update(id, { remove_labels: ['touched'] }));
      const unstamped = (bytes: Buffer): unknown[] =>
        bytes
          .toString('utf8')
          .trimEnd()
          .split('\n')
          .map((line) => ({ ...JSON.parse(line), updated_at: '' }));
      assert.deepEqual(unstamped(await readFile(file)), unstamped(before));
    });
  });
}

test('lines that cannot be read are named, kept where they are, and in nobody’s way', async () => {
  const lines = [
    '{"id":"a","title":"one"}',
    '<<<<<<< HEAD',
    '',
    '{"title":"no id"}',
    '{"_type":"memory","key":"k","value":"v"}',
    '{"id":"a","title":"one again"}\r',
    '[1,2]',
    '{"id":"b","title":"torn',
  ];
  await inFolder(lines.join('\n'), async (store, file) => {
    const { issues, broken } = value(await store.load());
    assert.deepEqual(
      [...issues.values()].map(({ title }) => title),
      ['one again'],
    );
    assert.deepEqual(
      broken.map(({ line, detail }) => `${line} ${detail}`),
      ['2 not JSON', '4 no id', '1 a is there again in line 6, which counts', '7 not a JSON object', '8 not JSON'],
    );
    value(await store.update('a', { title: 'two' }));
    value(await store.create({ id: 'c', title: 'new' }));
    const now = (await readFile(file, 'utf8')).split('\n');
    assert.deepEqual(now.slice(0, 5), lines.slice(0, 5));
    assert.match(now[5] ?? '', /^\{"id":"a","title":"two".*\}\r$/);
    assert.deepEqual(now.slice(6, 8), lines.slice(6));
    assert.equal(JSON.parse(now[8] ?? '').id, 'c');
  });
});

test('a line with bytes that are not UTF-8 is read, and never rewritten', async () => {
  const bytes = Buffer.concat([
    Buffer.from('{"id":"a","title":"x'),
    Buffer.from([0xff]),
    Buffer.from('"}\n{"id":"b","title":"y"}\n'),
  ]);
  await inFolder(bytes, async (store, file) => {
    assert.equal(value(await store.load()).issues.size, 2);
    const refused = await store.update('a', { priority: 1 });
    assert.equal(refused.ok ? '' : refused.error.kind, 'tracker-broken');
    value(await store.update('b', { priority: 1 }));
    assert.ok((await readFile(file)).includes(0xff));
  });
});

test('a change of another program between our read and our write is kept, field by field', async () => {
  await inFolder('{"id":"a","title":"one","priority":2}\n', async (store, file) => {
    value(await store.load());
    await writeFile(file, '{"id":"a","title":"theirs","priority":2,"owner":"eve"}\n{"id":"b","title":"new"}\n');
    value(await store.update('a', { priority: 0 }));
    const issues = value(await store.load()).issues;
    assert.deepEqual(
      [issues.get('a')?.title, issues.get('a')?.priority, issues.get('a')?.extra['owner']],
      ['theirs', 0, 'eve'],
    );
    assert.ok(issues.has('b'));
  });
});

test('a change of another program in the middle of our write is not written over', async () => {
  await inFolder('{"id":"a","title":"one"}\n', async (_, file) => {
    const shared = new SharedIssueFile(file);
    let turns = 0;
    const done = await shared.write(async (issues) => {
      turns++;
      if (turns === 1) await writeFile(file, '{"id":"a","title":"theirs"}\n');
      const issue = issues.get('a');
      return issue === undefined ? fail({ kind: 'issue-unknown', id: 'a' }) : ok({ ...issue, priority: 0 });
    });
    shared.dispose();
    assert.equal(turns, 2);
    assert.deepEqual([value(done).title, value(done).priority], ['theirs', 0]);
    assert.match(await readFile(file, 'utf8'), /"title":"theirs","priority":0/);
  });
});

test('a file without issues, and none at all, are empty trackers', async () => {
  await inFolder('', async (store, file) => {
    assert.equal(value(await store.load()).issues.size, 0);
    await rm(file);
    assert.equal(value(await store.load()).issues.size, 0);
    value(await store.create({ id: 'x-1', title: 'one' }));
    assert.equal(value(await store.load()).issues.size, 1);
  });
});

test('a link stays a link, the mode of the file stays, and nothing is left beside it', {
  skip: process.platform === 'win32',
}, async () => {
  await inFolder('', async (store, file) => {
    const elsewhere = path.join(path.dirname(file), 'real');
    await mkdir(elsewhere);
    await writeFile(path.join(elsewhere, 'file.jsonl'), '', { mode: 0o600 });
    await rm(file);
    await symlink(path.join('real', 'file.jsonl'), file);
    value(await store.create({ id: 'x-1', title: 'one' }));
    assert.match(await readFile(path.join(elsewhere, 'file.jsonl'), 'utf8'), /x-1/);
    assert.deepEqual(await readdir(path.dirname(file)), ['issues.jsonl', 'real']);
    assert.deepEqual(await readdir(elsewhere), ['file.jsonl']);
  });
});

test('a folder that cannot be written is said, and nothing changes', {
  skip: process.getuid?.() === 0 || process.platform === 'win32' ? 'root and Windows may write anywhere' : false,
}, async () => {
  await inFolder('{"id":"a","title":"one"}\n', async (store, file) => {
    await chmod(path.dirname(file), 0o500);
    const refused = await store.update('a', { title: 'two' });
    await chmod(path.dirname(file), 0o700);
    assert.equal(refused.ok ? '' : refused.error.kind, 'file-failed');
    assert.equal(value(await store.load()).issues.get('a')?.title, 'one');
  });
});

test('in pieces of any size, each laid over the one before, a file says what it says as a whole', async () => {
  for (const name of ['beads_viewer.jsonl', 'nemo-platform.modern-sample.jsonl']) {
    const bytes = await readFile(path.join(fixtures, name));
    const whole = new IssueLines('f');
    whole.take(bytes);
    const { snapshot } = whole.end();
    for (const size of [7, 1000, 4096, 65_536]) {
      const [read, buffer] = [new IssueLines('f'), Buffer.alloc(size)];
      for (let at = 0; at < bytes.length; at += size) read.take(buffer.subarray(0, bytes.copy(buffer, 0, at)));
      assert.deepEqual(read.end().snapshot, snapshot);
      for (const id of snapshot.issues.keys()) assert.deepEqual(read.placeOf(id), whole.placeOf(id));
    }
  }
});

test('ten thousand issues are read in well under a second', () => {
  const line = (at: number): string =>
    JSON.stringify({
      id: `x-${at}`,
      title: `Issue ${at}`,
      status: 'open',
      priority: at % 5,
      issue_type: 'task',
      labels: ['a'],
      description: 'd'.repeat(300),
    });
  const bytes = Buffer.from(Array.from({ length: 10_000 }, (_, at) => line(at)).join('\n'));
  const begin = performance.now();
  const read = new IssueLines('f');
  read.take(bytes);
  assert.equal(read.end().snapshot.issues.size, 10_000);
  assert.ok(performance.now() - begin < 1500);
});
