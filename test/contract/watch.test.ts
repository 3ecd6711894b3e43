import assert from 'node:assert/strict';
import fs from 'node:fs';
import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock, type TestContext, test } from 'node:test';
import { jsonlStore } from '../../src/adapters/tracker/jsonl.ts';
import type { Disposable } from '../../src/base/disposable.ts';
import type { IssueStore } from '../../src/issues/store.ts';
import { value } from './trackers.ts';

const line = (id: string): string => `${JSON.stringify({ id, title: id })}\n`;

/** Does something to the tracker, and resolves once the store has told of it and holds just these issues. */
async function tells(store: IssueStore, ids: readonly string[], act: () => Promise<unknown>): Promise<void> {
  let listening: Disposable | undefined;
  const told = new Promise<void>((resolve) => {
    listening = store.onChange(async () => {
      const { issues } = value(await store.load());
      if ([...issues.keys()].join() === ids.join()) resolve();
    });
  });
  await act();
  await told;
  listening?.dispose();
}

async function trackerIn(t: TestContext): Promise<{ readonly store: IssueStore; readonly beads: string }> {
  const beads = path.join(await mkdtemp(path.join(tmpdir(), 'phaseline-watch-')), '.beads');
  await mkdir(beads);
  await writeFile(path.join(beads, 'issues.jsonl'), line('a'));
  const store = jsonlStore({ folder: beads, actor: 'ann' });
  t.after(async () => {
    store.dispose();
    await rm(path.dirname(beads), { recursive: true });
  });
  return { store, beads };
}

test('a tracker whose folder goes and comes again is followed on', { timeout: 20_000 }, async (t) => {
  const { store, beads } = await trackerIn(t);
  const file = path.join(beads, 'issues.jsonl');
  value(await store.load());
  // The first change shows that it is watched.
  await tells(store, ['a', 'x'], () => appendFile(file, line('x')));
  for (const added of ['b', 'c']) {
    await tells(store, [], () => rm(beads, { recursive: true }));
    await tells(store, ['a'], async () => {
      await mkdir(beads);
      await writeFile(file, line('a'));
    });
    await tells(store, ['a', added], () => appendFile(file, line(added)));
  }
  await tells(store, [], () => rename(beads, `${beads}.old`));
  await tells(store, ['a', 'c'], () => rename(`${beads}.old`, beads));
});

test('a tracker that the system refuses to watch says that it is not live', async (t) => {
  const { store } = await trackerIn(t);
  const refused = mock.method(fs, 'watch', () => {
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  });
  syncBuiltinESMExports();
  t.after(() => {
    refused.mock.restore();
    syncBuiltinESMExports();
  });
  assert.equal(store.live, true);
  store.onChange(() => {});
  value(await store.load());
  assert.equal(store.live, false);
});
