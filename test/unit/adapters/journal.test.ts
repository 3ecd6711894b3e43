import assert from 'node:assert/strict';
import fs, { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { JsonLines, readJsonLines } from '../../../src/adapters/journal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const valuesOf = (file: string): readonly unknown[] => {
  const read = readJsonLines(file);
  assert.ok(read.ok);
  return read.value.values;
};

test('what was appended is in the file at once, also for another reader', () => {
  const file = path.join(folder, 'run/events.jsonl');
  const lines = new JsonLines(file);
  assert.ok(lines.append({ seq: 1, text: 'zwei\nZeilen "und" \u2028 mehr' }, true).ok);
  assert.deepEqual(valuesOf(file), [{ seq: 1, text: 'zwei\nZeilen "und" \u2028 mehr' }]);
  lines.dispose();
});

test('a line that a kill tore is cut off when the file is opened again, and everything before it stays', () => {
  const file = path.join(folder, 'events.jsonl');
  const first = new JsonLines(file);
  first.append({ seq: 1 }, true);
  first.dispose();
  appendFileSync(file, '{"seq":2,"te');
  const second = new JsonLines(file);
  second.append({ seq: 2 }, true);
  second.dispose();
  assert.equal(readFileSync(file, 'utf8'), '{"seq":1}\n{"seq":2}\n');
});

test('a line that is no JSON is counted, and the others are read', () => {
  const file = path.join(folder, 'events.jsonl');
  appendFileSync(file, '{"seq":1}\nnonsense\n{"seq":3}\n');
  assert.deepEqual(readJsonLines(file), { ok: true, value: { values: [{ seq: 1 }, { seq: 3 }], broken: 1 } });
});

test('no file is an empty journal; a file that cannot be written is said so', () => {
  assert.deepEqual(readJsonLines(path.join(folder, 'nothing.jsonl')), { ok: true, value: { values: [], broken: 0 } });
  const written = new JsonLines(folder).append({ seq: 1 }, true);
  assert.equal(written.ok, false);
  if (!written.ok) assert.equal(written.error.kind, 'file-failed');
});

test('a full disk is said so and loses nothing', {
  skip: process.platform === 'linux' ? false : 'only Linux has /dev/full',
}, () => {
  const written = new JsonLines('/dev/full').append({ seq: 1 }, false);
  assert.equal(written.ok, false);
  if (!written.ok && written.error.kind === 'file-failed') assert.equal(written.error.code, 'ENOSPC');
});

test('a line for which the disk had not room enough is not there at all, and the next one is whole', (t) => {
  const file = path.join(folder, 'events.jsonl');
  const lines = new JsonLines(file);
  lines.append({ seq: 1 }, true);
  const { writeSync } = fs;
  let full = false;
  t.mock.method(fs, 'writeSync', (descriptor: number, bytes: Buffer, at: number) => {
    if (full) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    full = true;
    return writeSync(descriptor, bytes, at, 3);
  });
  syncBuiltinESMExports();
  const refused = lines.append({ seq: 2 }, true);
  t.mock.restoreAll();
  syncBuiltinESMExports();
  assert.ok(!refused.ok && refused.error.kind === 'file-failed' && refused.error.code === 'ENOSPC');
  assert.ok(lines.append({ seq: 3 }, true).ok);
  lines.dispose();
  assert.equal(readFileSync(file, 'utf8'), '{"seq":1}\n{"seq":3}\n');
});
