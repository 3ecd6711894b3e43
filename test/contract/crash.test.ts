import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { jsonlStore } from '../../src/adapters/tracker/jsonl.ts';
import { acquireLock } from '../../src/adapters/tracker/lock.ts';
import { value } from './trackers.ts';

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'phaseline-crash-'));
  try {
    await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Comments on issue `x-1` for ever and prints what was acknowledged. */
const writer = `
  import { jsonlStore } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../src/adapters/tracker/jsonl.ts'))};
  const store = jsonlStore({ folder: process.argv[1], actor: 'w' });
  for (let at = 0; ; at++) {
    const text = process.pid + ' ' + at;
    const done = await store.comment('x-1', text);
    if (!done.ok) throw new Error(JSON.stringify(done.error));
    process.stdout.write(text + '\\n');
  }`;

function startWriter(folder: string): ChildProcess {
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', writer, folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
}

test('processes that write at once and are killed at any moment lose nothing that was acknowledged', async () => {
  await inFolder(async (folder) => {
    const file = path.join(folder, 'issues.jsonl');
    await writeFile(file, '{"id":"x-1","title":"one"}\n{"id":"x-2","title":"kept"}\n');
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const writers = [startWriter(folder), startWriter(folder)];
      await Promise.all(
        writers.map(async (child, at) => {
          let left = 4 + 3 * at + round;
          if (child.stdout === null) throw new Error('no output');
          for await (const text of createInterface(child.stdout)) {
            acknowledged.push(text);
            left--;
            if (left === 0) child.kill('SIGKILL');
          }
          if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        }),
      );
    }
    const store = jsonlStore({ folder, actor: 'ann' });
    value(await store.comment('x-1', 'the lock of the dead does not hold us'));
    const { issues, broken } = value(await store.load());
    store.dispose();
    const texts = issues.get('x-1')?.comments.map(({ text }) => text) ?? [];
    assert.deepEqual(broken, []);
    assert.equal(issues.get('x-2')?.title, 'kept');
    assert.deepEqual(
      acknowledged.filter((text) => !texts.includes(text)),
      [],
    );
    assert.equal(new Set(texts).size, texts.length);
    assert.ok(acknowledged.length >= 3 * (4 + 7));
    assert.doesNotMatch(await readFile(file, 'utf8'), /\n\n/);
  });
});

test('a lock is waited for, and said to be held too long', async () => {
  await inFolder(async (folder) => {
    const file = path.join(folder, 'a.lock');
    const held = value(await acquireLock(file));
    const refused = await acquireLock(file, 50);
    assert.equal(refused.ok ? '' : refused.error.kind, 'timed-out');
    await held.release();
    const next = value(await acquireLock(file, 50));
    assert.equal(await next.isOurs(), true);
    assert.equal(await held.isOurs(), false);
    await held.release();
    assert.equal(await next.isOurs(), true);
  });
});

test('a lock is taken over from a process that is gone, and from one that is far too old', async () => {
  await inFolder(async (folder) => {
    const file = path.join(folder, 'a.lock');
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await writeFile(file, JSON.stringify({ pid: child.pid, host: hostname(), time: Date.now() }));
    await value(await acquireLock(file, 1000)).release();
    await writeFile(file, 'nonsense of another host');
    const refused = await acquireLock(file, 50);
    assert.equal(refused.ok, false);
    const old = new Date(Date.now() - 60_000);
    await utimes(file, old, old);
    const taken = await Promise.all([acquireLock(file, 800), acquireLock(file, 800)]);
    assert.deepEqual(taken.map(({ ok }) => ok).sort(), [false, true]);
  });
});
