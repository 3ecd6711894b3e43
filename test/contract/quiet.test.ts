// A tracker that nobody changes costs nothing: no call and no reading, however long it is followed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mock, test } from 'node:test';
import { promisify } from 'node:util';
import { createTracker, trackerPlace } from '../../src/adapters/tracker/open.ts';
import { Tracker } from '../../src/runner/daemon/tracker.ts';
import { readsOfFiles } from '../bench/counted-reads.ts';
import { faultyBd } from './faulty-bd.ts';
import { temporaryFolder } from './folder.ts';
import { value } from './trackers.ts';

const execute = promisify(execFile);

/** The programs that this process starts while something goes on. */
async function programsOf(action: () => Promise<void>): Promise<number> {
  let started = 0;
  const count = (): void => {
    started += 1;
  };
  subscribe('child_process', count);
  try {
    await action();
  } finally {
    unsubscribe('child_process', count);
  }
  return started;
}

/** A minute that takes none: every timer that falls into it goes off, and what it sets going goes on. */
async function minute(): Promise<void> {
  for (let second = 0; second < 60; second += 1) {
    mock.timers.tick(1000);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  }
}

/** A tracker that was read, and of whose last change nothing is left to do. */
async function followed(folder: string, findProgram: () => string | undefined): Promise<Tracker> {
  const kept = { read: async () => undefined, write: async () => {} };
  const tracker = new Tracker({ ...trackerPlace(folder, { actor: 'ann', findProgram }), kept });
  const state = await tracker.load();
  assert.equal(state.state === 'known' && state.issues.length, 2);
  await minute();
  await tracker.refresh();
  return tracker;
}

async function withoutTime(body: () => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: Date.now() });
  try {
    await body();
  } finally {
    mock.timers.reset();
  }
}

test('in a quiet minute nothing is read of an issues.jsonl, and nothing is called', async () => {
  await temporaryFolder(async (folder) => {
    await mkdir(path.join(folder, '.beads'));
    const lines = ['n-1', 'n-2'].map((id) => `${JSON.stringify({ id, title: id })}\n`);
    await writeFile(path.join(folder, '.beads/issues.jsonl'), lines.join(''));
    await withoutTime(async () => {
      const tracker = await followed(folder, () => undefined);
      try {
        let started = 0;
        const reads = await readsOfFiles(async () => {
          started = await programsOf(minute);
        });
        assert.deepEqual([reads, started], [[], 0]);
        assert.notDeepEqual(await readsOfFiles(() => tracker.refresh()), [], 'what is read is counted');
      } finally {
        await tracker.dispose();
      }
    });
  });
});

test('in a quiet minute, in which another program reads, bd is not called, and only the manifest is read', {
  skip: process.platform === 'win32' ? 'the double is started by a shell script' : false,
}, async () => {
  await temporaryFolder(async (folder) => {
    const bd = faultyBd();
    const findProgram = (): string => bd.program;
    const store = value(await createTracker(folder, 'nova', { actor: 'ann', findProgram }));
    for (const title of ['one', 'two']) value(await store.create({ title }));
    store.dispose();
    await withoutTime(async () => {
      const tracker = await followed(folder, findProgram);
      const watcher = watch(path.join(folder, '.beads/embeddeddolt/double/.dolt/noms'));
      try {
        let [told, started] = [0, 0];
        tracker.onNews(() => {
          told += 1;
        });
        const reads = await readsOfFiles(async () => {
          const rewritten = once(watcher, 'change');
          await execute(bd.program, ['list', '--json'], { cwd: folder });
          await rewritten;
          started = await programsOf(minute);
        });
        assert.deepEqual([started, told], [0, 0]);
        assert.deepEqual([...new Set(reads.map((file) => path.basename(file)))], ['manifest']);
      } finally {
        watcher.close();
        await tracker.dispose();
      }
    });
  });
});
