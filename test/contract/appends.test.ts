import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import { appendFile, open, readFile, rename, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mock, test } from 'node:test';
import fc from 'fast-check';
import { stampOf } from '../../src/adapters/tracker/file-bytes.ts';
import { FileReader } from '../../src/adapters/tracker/file-reader.ts';
import { IssueLines } from '../../src/adapters/tracker/issue-lines.ts';
import { jsonlStore } from '../../src/adapters/tracker/jsonl.ts';
import { temporaryFolder } from './folder.ts';
import { value } from './trackers.ts';

const line = (id: string, title = id): string => `${JSON.stringify({ id, title })}\n`;

function replaceSync(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

test('what is appended is all that is read: every other issue stays the same object', async () => {
  await temporaryFolder(async (folder) => {
    const file = path.join(folder, 'issues.jsonl');
    await writeFile(file, line('a') + line('b'));
    const reader = new FileReader(file);
    const { snapshot: before, lines } = await reader.read();
    const kept = before.issues.get('a');
    await appendFile(file, line('c') + line('b', 'again'));
    const after = await reader.read();
    assert.equal(after.lines, lines);
    assert.equal(after.snapshot.issues.get('a'), kept);
    const since = reader.since(before.token);
    assert.deepEqual(
      since?.changed.map(({ id, title }) => [id, title]),
      [
        ['c', 'c'],
        ['b', 'again'],
      ],
    );
    assert.deepEqual(since?.removed, []);
    assert.deepEqual(reader.since(after.snapshot.token), { changed: [], removed: [] });
    assert.equal(reader.since('another'), undefined);
  });
});

test('a torn last line is named until the rest of it comes', async () => {
  await temporaryFolder(async (folder) => {
    const file = path.join(folder, 'issues.jsonl');
    const torn = line('b');
    await writeFile(file, line('a') + torn.slice(0, 9));
    const reader = new FileReader(file);
    const { snapshot } = await reader.read();
    assert.deepEqual(snapshot.broken, [{ file, line: 2, detail: 'not JSON' }]);
    await appendFile(file, torn.slice(9) + line('c').trimEnd());
    const after = (await reader.read()).snapshot;
    assert.deepEqual([[...after.issues.keys()], after.broken], [['a', 'b', 'c'], []]);
    await appendFile(file, ' garbage\n');
    const { issues, broken } = (await reader.read()).snapshot;
    assert.deepEqual([[...issues.keys()], broken], [['a', 'b'], [{ file, line: 3, detail: 'not JSON' }]]);
    assert.deepEqual(reader.since(after.token), { changed: [], removed: ['c'] });
  });
});

test('a write that hides behind the same size and time is found when the file rests', async () => {
  await temporaryFolder(async (folder) => {
    const file = path.join(folder, 'issues.jsonl');
    await writeFile(file, line('a', 'one') + line('b', 'x'));
    const reader = new FileReader(file);
    await reader.read();
    const stamp = await stampOf(file);
    assert.ok(stamp && reader.doubted);
    await writeFile(file, line('a', 'two') + line('b', 'x'));
    await utimes(file, new Date(stamp.time), new Date(stamp.time));
    const { snapshot } = await reader.verify();
    assert.equal(snapshot.issues.get('a')?.title, 'two');
  });
});

for (const [how, replace] of [
  ['replaced', replaceSync],
  ['written over', writeFileSync],
] as const) {
  test(`a file that is ${how} in the middle of a reading is read as what it is then`, async () => {
    await temporaryFolder(async (folder) => {
      const file = path.join(folder, 'issues.jsonl');
      // Several times as long as what is read at once.
      const content = (title: string): string =>
        Array.from({ length: 40 }, (_, at) => line(`n-${at}`, title.repeat(90_000))).join('');
      await writeFile(file, content('a'));
      const handle = await open(file, 'r');
      const prototype: { read: typeof handle.read } = Object.getPrototypeOf(handle);
      await handle.close();
      const { read } = prototype;
      let reads = 0;
      mock.method(prototype, 'read', async function (this: unknown, ...asked: unknown[]): Promise<unknown> {
        const done: unknown = await Reflect.apply(read, this, asked);
        reads += 1;
        if (reads === 2) replace(file, content('b'));
        return done;
      });
      try {
        const { issues, broken } = (await new FileReader(file).read()).snapshot;
        assert.deepEqual([issues.size, broken], [40, []]);
        assert.ok([...issues.values()].every(({ title }) => title[0] === 'b'));
      } finally {
        mock.restoreAll();
      }
    });
  });
}

test('whatever others do to the file, what was read piece by piece is what a whole reading says', async () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd');
  const text = fc.oneof(
    id.map((one) => line(one)),
    id.map((one) => line(one, 'again').trimEnd()),
    id.map((one) => line(one).slice(0, 7)),
    fc.constantFrom('\n', '\r\n', '<<<<<<< HEAD\n', '{"title":"no id"}\n', '\ufeff'),
  );
  const step = fc.oneof(
    { weight: 4, arbitrary: text.map((content) => ({ does: 'append', content })) },
    fc.array(text, { maxLength: 4 }).map((all) => ({ does: 'replace', content: all.join('') })),
    fc.array(text, { maxLength: 4 }).map((all) => ({ does: 'write', content: all.join('') })),
    fc.nat(20).map((size) => ({ does: 'cut', content: String(size) })),
  );
  await temporaryFolder(async (folder) => {
    const file = path.join(folder, 'issues.jsonl');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        await writeFile(file, '');
        const reader = new FileReader(file);
        for (const { does, content } of steps) {
          if (does === 'append') await appendFile(file, content);
          if (does === 'write') await writeFile(file, content);
          if (does === 'cut') await truncate(file, Math.min(Number(content), (await readFile(file)).length));
          if (does === 'replace') {
            await writeFile(`${file}.new`, content);
            await rename(`${file}.new`, file);
          }
          await reader.read();
          const read = (await (does === 'append' ? reader.read() : reader.verify())).snapshot;
          const whole = new IssueLines(file);
          whole.take(await readFile(file));
          const { snapshot } = whole.end();
          assert.deepEqual([...read.issues].sort(), [...snapshot.issues].sort());
          assert.deepEqual([read.broken, read.token], [snapshot.broken, snapshot.token]);
        }
      }),
      { numRuns: 150 },
    );
  });
});

test('creating writes one line at the end and leaves the file itself where it is; what follows builds on it', async () => {
  await temporaryFolder(async (folder) => {
    const file = path.join(folder, 'issues.jsonl');
    await writeFile(file, line('x-1') + line('x-2').slice(0, 8));
    const store = jsonlStore({ folder, actor: 'ann' });
    try {
      const before = await stampOf(file);
      value(await store.create({ id: 'x-3', title: 'three' }));
      assert.equal((await stampOf(file))?.inode, before?.inode);
      value(await store.update('x-1', { title: 'longer than before' }));
      value(await store.update('x-3', { title: 'drei' }));
      value(await store.create({ id: 'x-4', title: 'four', parent: 'x-3' }));
      const { issues, broken } = value(await store.load());
      const whole = new IssueLines(file);
      whole.take(await readFile(file));
      assert.deepEqual([...issues], [...whole.end().snapshot.issues]);
      assert.deepEqual(
        broken.map((one) => one.line),
        [2],
      );
    } finally {
      store.dispose();
    }
  });
});
