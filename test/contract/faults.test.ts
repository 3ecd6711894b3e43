import assert from 'node:assert/strict';
import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mock, test } from 'node:test';
import { jsonlStore } from '../../src/adapters/tracker/jsonl.ts';
import { createTracker, trackerPlace } from '../../src/adapters/tracker/open.ts';
import { changeIssue } from '../../src/issues/change.ts';
import { explain } from '../../src/protocol/explain.ts';
import { type IssuesNews, Tracker } from '../../src/runner/daemon/tracker.ts';
import { faultyBd } from './faulty-bd.ts';
import { temporaryFolder } from './folder.ts';
import { noSmallDisk, smallDisk } from './small-disk.ts';
import { value } from './trackers.ts';

const line = (id: string, more: object = {}): string => JSON.stringify({ id, title: id, ...more });

/** A folder on a disk that can be full: what is written to it then stops in the middle. */
type Disk = { readonly folder: string; fill(): Promise<void>; free(): Promise<void>; remove(): void };

/** Every write of Node's to an open file puts down half of it, as a disk does that has no more room. */
async function pretended(root: string): Promise<Disk> {
  const folder = path.join(root, 'pretended');
  await mkdir(folder);
  const handle = await open(folder, 'r');
  const prototype: {
    write: typeof handle.write;
    writeFile: typeof handle.writeFile;
    appendFile: typeof handle.appendFile;
  } = Object.getPrototypeOf(handle);
  await handle.close();
  const half = async function (this: typeof handle, data: unknown): Promise<void> {
    const bytes = Buffer.from(String(data));
    await this.write(bytes, 0, bytes.length >> 1);
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  return {
    folder,
    fill: async () => {
      mock.method(prototype, 'writeFile', half);
      mock.method(prototype, 'appendFile', half);
    },
    free: async () => mock.restoreAll(),
    remove: () => mock.restoreAll(),
  };
}

/** A file system in memory that has so many bytes left when it is full. */
const mounted =
  (left: number) =>
  async (root: string): Promise<Disk> => {
    const folder = path.join(root, 'mounted');
    await mkdir(folder);
    const { fill, free, remove } = smallDisk(folder);
    return { folder, fill: () => fill(left), free, remove };
  };

for (const [name, disk, skip] of [
  ['a disk that is full, pretended', pretended, false],
  ['a file system that is full', mounted(0), noSmallDisk],
  ['a file system with room for a lock and no more', mounted(8192), noSmallDisk],
] as const) {
  test(`${name}: what is written is refused with one clear reason, nothing is lost, and it works again by itself`, {
    skip,
  }, async () => {
    await temporaryFolder(async (root) => {
      const { folder, fill, free, remove } = await disk(root);
      const file = path.join(folder, 'issues.jsonl');
      const before = `${line('n-1', { description: 'd'.repeat(20_000), odd: 1 })}\n${line('n-2')}\n`;
      await writeFile(file, before);
      const store = jsonlStore({ folder, actor: 'ann' });
      try {
        value(await store.load());
        const told: string[] = [];
        store.onChange(() => told.push('changed'));
        await fill();
        // Longer than the rest of a block, which a full disk still has.
        const description = 'x'.repeat(20_000);
        for (const refused of [
          await store.create({ id: 'n-3', title: 'new', description }),
          await store.update('n-1', { notes: description }),
          await store.comment('n-2', description),
        ]) {
          assert.ok(!refused.ok);
          const { what, next } = explain(refused.error);
          assert.match(`${what} ${next}`, /ENOSPC.*The disk is full: free some space and try again; nothing was lost/);
          assert.equal(await readFile(file, 'utf8'), before);
        }
        assert.deepEqual([...value(await store.load()).issues.keys()], ['n-1', 'n-2']);
        assert.deepEqual(told, []);
        await free();
        assert.deepEqual((await readdir(folder)).sort(), ['issues.jsonl']);
        value(await store.create({ id: 'n-3', title: 'new', description }));
        value(await store.update('n-1', { notes: 'again' }));
        const { issues, broken } = value(await store.load());
        assert.deepEqual([issues.size, issues.get('n-1')?.notes, broken], [3, 'again', []]);
        assert.ok((await stat(file)).size > before.length);
      } finally {
        store.dispose();
        remove();
      }
    });
  });
}

const posix = { skip: process.platform === 'win32' ? 'the double is started by a shell script' : false };

for (const [fault, title] of [
  ['die-before', 'one'],
  ['die-after', 'two'],
] as const) {
  test(
    `a bd that is killed in the middle of a write (${fault}) is told once, and what it left is shown right afterwards`,
    posix,
    async () => {
      await temporaryFolder(async (folder) => {
        const bd = faultyBd();
        const options = { actor: 'ann', findProgram: (): string => bd.program };
        value(await createTracker(folder, 'nova', options)).dispose();
        const tracker = new Tracker({
          ...trackerPlace(folder, options),
          kept: { read: async () => undefined, write: async () => {} },
        });
        try {
          await tracker.load();
          value(await tracker.write((store) => store.create({ id: 'nova-1', title: 'one' })));
          await tracker.refresh();
          const news: IssuesNews[] = [];
          tracker.onNews((one) => news.push(one));
          await bd.fail(fault, 'update');
          const written = await tracker.write(
            (store) => store.update('nova-1', { title: 'two' }),
            (context) => {
              const issue = context.issues.get('nova-1');
              assert.ok(issue);
              return changeIssue(issue, { title: 'two' }, context);
            },
          );
          assert.ok(!written.ok);
          assert.match(explain(written.error).what, /bd update.*(killed|signal)/i);
          await tracker.refresh();
          assert.equal(tracker.issue('nova-1')?.title, title);
          assert.ok(
            news.every((one) => !one.whole),
            'the whole tracker is not a failure',
          );
          await bd.mend(fault, 'update');
          value(await tracker.write((store) => store.update('nova-1', { title: 'three' })));
          await tracker.refresh();
          assert.equal(tracker.issue('nova-1')?.title, 'three');
        } finally {
          tracker.dispose();
        }
      });
    },
  );
}
