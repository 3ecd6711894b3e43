import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
  withFolder((file) => {
    assert.deepEqual(takeLock(file), { taken: true });
    assert.deepEqual(takeLock(file), { taken: false, holder: process.pid });
    releaseLock(file);
    assert.equal(existsSync(file), false);
  }),
);

test(
  'the lock of a dead process is taken over, and so is one that holds nonsense',
  withFolder((file) => {
    for (const stale of [String(deadPid), 'nonsense', '']) {
      writeFileSync(file, stale);
      assert.deepEqual(takeLock(file), { taken: true });
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
      process.stdout.write(takeLock(${JSON.stringify(file)}).taken ? 'taken' : 'refused');
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
