import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { IssueLines } from '../../src/adapters/tracker/issue-lines.ts';
import { KeptSnapshot } from '../../src/adapters/tracker/kept.ts';
import type { IssueSnapshot } from '../../src/issues/store.ts';
import { temporaryFolder } from './folder.ts';

const fixture = path.resolve(import.meta.dirname, '../fixtures/trackers/beads_rust.jsonl');

async function snapshotOf(file: string): Promise<IssueSnapshot> {
  const lines = new IssueLines(file);
  lines.take(await readFile(file));
  return { ...lines.end().snapshot, token: 'root' };
}

test('a snapshot comes back as it was kept', async () => {
  await temporaryFolder(async (folder) => {
    const snapshot = await snapshotOf(fixture);
    const kept = new KeptSnapshot(path.join(folder, 'cache', 'issues.bin'));
    assert.equal(await kept.read('/w/.beads'), undefined);
    await kept.write('/w/.beads', snapshot);
    assert.deepEqual(await kept.read('/w/.beads'), snapshot);
    assert.equal(await kept.read('/other/.beads'), undefined);
  });
});

test('letters of several bytes come back whole, wherever a piece of the file ends', async () => {
  await temporaryFolder(async (folder) => {
    const lines = new IssueLines('issues.jsonl');
    const description = 'ü你🙂'.repeat(100_001);
    lines.take(Buffer.from(`${JSON.stringify({ id: 'n-1', title: 'one', description })}\n`));
    lines.take(Buffer.from(`${JSON.stringify({ id: 'n-2', title: 'x', description: `x${description}` })}\n`));
    const snapshot = { ...lines.end().snapshot, token: 'root' };
    const kept = new KeptSnapshot(path.join(folder, 'issues.bin'));
    await kept.write('/w', snapshot);
    assert.deepEqual(await kept.read('/w'), snapshot);
  });
});

test('a kept file that is torn, damaged or of another version counts as not there, and is replaced', async () => {
  await temporaryFolder(async (folder) => {
    const file = path.join(folder, 'issues.bin');
    const kept = new KeptSnapshot(file);
    const snapshot = await snapshotOf(fixture);
    await kept.write('/w', snapshot);
    const whole = await readFile(file);
    const text = whole.toString('latin1');
    const changed = (from: string, to: string): Buffer => Buffer.from(text.replace(from, to), 'latin1');
    const damaged = [
      Buffer.from(''),
      Buffer.from('not json'),
      Buffer.alloc(40),
      // As this was written before.
      Buffer.from(`${JSON.stringify({ _type: 'kept', version: 1, folder: '/w', token: 'root', issues: 0 })}\n`),
      whole.subarray(0, whole.length / 2),
      whole.subarray(0, whole.length - 1),
      Buffer.concat([whole, Buffer.from('x')]),
      changed('"version":2', '"version":3'),
      changed('"_type":"kept"', '"_type":"cept"'),
      changed('"edges"', '"hedge"'),
      changed('"count":', '"c0unt":'),
    ];
    for (const bytes of damaged) {
      assert.ok(!bytes.equals(whole));
      await writeFile(file, bytes);
      assert.equal(await kept.read('/w'), undefined, bytes.toString('latin1', 0, 80));
    }
    await kept.write('/w', snapshot);
    assert.equal((await kept.read('/w'))?.issues.size, snapshot.issues.size);
  });
});
