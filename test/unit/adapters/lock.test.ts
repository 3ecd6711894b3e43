import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs, { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { releaseLock, takeLock } from '../../../src/adapters/ipc/lock.ts';

const module = path.resolve(import.meta.dirname, '../../../src/adapters/ipc/lock.ts');
const deadPid = spawnSync(process.execPath, ['-e', '']).pid;

function withFolder(act: (file: string) => void | Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-lock-'));
    try {
      await act(path.join(folder, 'runner.lock'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

test(
  'a lock is held by one process, and free again when that one lets go',
  withFolder(async (file) => {
    assert.deepEqual(await takeLock(file), { taken: true });
    assert.deepEqual(await takeLock(file), { taken: false, holder: process.pid });
    releaseLock(file);
    assert.equal(existsSync(file), false);
  }),
);

test(
  'the lock of a dead process is taken over, and so is one that holds nonsense',
  withFolder(async (file) => {
    for (const stale of [String(deadPid), 'nonsense', '']) {
      writeFileSync(file, stale);
      assert.deepEqual(await takeLock(file), { taken: true });
      releaseLock(file);
    }
  }),
);

test(
  'of many that find the same stale lock, exactly one gets it',
  withFolder(async (file) => {
    writeFileSync(file, String(deadPid));
    // Each holds on until its standard input is closed, so that nobody takes over from one that had it and ended.
    const script = `import { takeLock } from ${JSON.stringify(`file://${module}`)};
      process.stdout.write((await takeLock(${JSON.stringify(file)})).taken ? 'taken' : 'refused');
      process.stdin.resume();`;
    const children = Array.from({ length: 8 }, () =>
      spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const words = await Promise.all(
      children.map(
        (child) => new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data)))),
      ),
    );
    for (const child of children) child.stdin.end();
    assert.equal(words.filter((word) => word === 'taken').length, 1, words.join(' '));
  }),
);

test(
  'a lock whose number was given to another process since is held by nobody',
  withFolder(async (file) => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'inherit'] });
    writeFileSync(file, String(other.pid));
    assert.deepEqual(await takeLock(file), { taken: false, holder: other.pid });
    const yesterday = Date.now() / 1000 - 86_400;
    utimesSync(file, yesterday, yesterday);
    assert.deepEqual(await takeLock(file), { taken: true });
    other.stdin.end();
  }),
);

test(
  'a file system without links has locks all the same',
  withFolder(async (file) => {
    const { linkSync } = fs;
    fs.linkSync = () => {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    };
    syncBuiltinESMExports();
    try {
      assert.deepEqual(await takeLock(file), { taken: true });
      assert.deepEqual(await takeLock(file), { taken: false, holder: process.pid });
    } finally {
      fs.linkSync = linkSync;
      syncBuiltinESMExports();
    }
  }),
);
