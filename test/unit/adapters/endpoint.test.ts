import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { freshSocket } from '../../../src/adapters/ipc/endpoint.ts';

const isWindows = process.platform === 'win32';

function inTemporary(act: (folder: string) => void): () => void {
  return () => {
    const before = process.env['TMPDIR'];
    const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-endpoint-'));
    try {
      act(folder);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

test(
  'a folder for sockets that others may enter is not used',
  { skip: isWindows },
  inTemporary((folder) => {
    process.env['TMPDIR'] = folder;
    const usual = path.dirname(freshSocket('/w'));
    assert.equal(statSync(usual).mode & 0o777, 0o700);
    assert.equal(path.dirname(freshSocket('/w')), usual);
    chmodSync(usual, 0o777);
    const other = path.dirname(freshSocket('/w'));
    assert.notEqual(other, usual);
    assert.equal(statSync(other).mode & 0o777, 0o700);
  }),
);

test(
  'a socket has a path that systems take, also where the temporary folder has a long one',
  { skip: isWindows },
  inTemporary((folder) => {
    const long = path.join(folder, 'a'.repeat(60), 'b'.repeat(60));
    mkdirSync(long, { recursive: true });
    process.env['TMPDIR'] = long;
    assert.ok(Buffer.byteLength(freshSocket('/w')) <= 103);
  }),
);
