import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cachedEntry, notFetched } from '../../scripts/caches.ts';
import { createClaudeFlow } from '../../src/adapters/claude-flow/session.ts';
import { IgnoredFiles } from '../../src/adapters/ignored.ts';
import { postEdit, realHooks } from '../unit/runner/real-hooks.ts';
import { recorded } from './claude-flow-store.ts';
import { descendants } from './descendants.ts';

test('500 edits by the hooks are in the store of the real claude-flow, none twice, and nothing is left behind', {
  skip: notFetched('claude-flow'),
}, async (t) => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-500-')));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  execFileSync('git', ['init', '-q'], { cwd: folder });
  mkdirSync(path.join(folder, 'src'));
  const before = await descendants();
  const setting = (): string => path.resolve(cachedEntry('claude-flow') ?? '.', '../..');
  const { driver, log, follow, end } = realHooks(folder, undefined, createClaudeFlow({ workspace: folder, setting }));
  follow(postEdit({ kind: 'uses', action: 'claude-flow.post-edit', with: {} }));
  await driver.watched(folder);

  // Each of a hundred files five times; every save is reported by a window and seen by the watch.
  const expected: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    const files = Array.from({ length: 100 }, (_, n) => `src/file ${n}.ts`);
    for (const file of files) writeFileSync(path.join(folder, file), `${round}`);
    await driver.report(files.map((file) => ({ path: file, change: 'changed' })));
    expected.push(...files);
  }
  await driver.idle('workspace');
  await end();

  assert.deepEqual(recorded(folder), expected.sort());
  const ends = log.eventsOf('workspace').flatMap((event) => (event.kind === 'hook.finished' ? [event.state] : []));
  assert.deepEqual([ends.length, new Set(ends)], [500, new Set(['ok'])]);
  assert.deepEqual(await descendants(), before, 'no process is left behind');
  const ignored = new IgnoredFiles(folder);
  const left = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile())
    .map((file) => path.relative(folder, path.join(file.parentPath, file.name)).split(path.sep).join('/'))
    .filter((file) => !ignored.has(file) && !file.startsWith('src/'));
  assert.deepEqual(left, [], 'no file outside the ignore list is left behind');
});
