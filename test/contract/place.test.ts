// A tracker that comes, goes, or is taken over by bd while it is followed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { createTracker, trackerPlace } from '../../src/adapters/tracker/open.ts';
import { Tracker } from '../../src/runner/daemon/tracker.ts';
import { faultyBd } from './faulty-bd.ts';
import { value } from './trackers.ts';

const execute = promisify(execFile);
const line = (id: string): string => `${JSON.stringify({ id, title: id })}\n`;
const posix = { skip: process.platform === 'win32' ? 'the double is started by a shell script' : false };

type Followed = {
  readonly folder: string;
  readonly tracker: Tracker;
  /** Resolves once this is told to be the tracker: its title, and how many issues it has. */
  told(what: string): Promise<void>;
};

async function follow(t: TestContext, findProgram: () => string | undefined): Promise<Followed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'phaseline-place-'));
  const tracker = new Tracker({
    ...trackerPlace(folder, { actor: 'ann', findProgram }),
    kept: { read: async () => undefined, write: async () => {} },
  });
  t.after(async () => {
    await tracker.dispose();
    await rm(folder, { recursive: true, maxRetries: 5 });
  });
  const told = (what: string): Promise<void> =>
    new Promise((resolve) => {
      tracker.onNews(async () => {
        const state = await tracker.load();
        const now = state.state === 'known' ? `${state.title}: ${state.issues.length}` : state.state;
        if (now === what) resolve();
      });
    });
  return { folder, tracker, told };
}

test('a tracker that comes where there is none is shown, and so is that it went', { timeout: 20_000 }, async (t) => {
  const { folder, tracker, told } = await follow(t, () => undefined);
  assert.equal((await tracker.load()).state, 'none');
  const file = path.join(folder, '.beads', 'issues.jsonl');
  const comes = told('issues.jsonl (embedded store): 1');
  await mkdir(path.dirname(file));
  await writeFile(file, line('a'));
  await comes;
  const goes = told('none');
  await rm(path.dirname(file), { recursive: true });
  await goes;
  const again = told('issues.jsonl (embedded store): 2');
  await mkdir(path.dirname(file));
  await writeFile(file, line('a') + line('b'));
  await again;
  const grows = told('issues.jsonl (embedded store): 3');
  await appendFile(file, line('c'));
  await grows;
});

test('what is written after bd took a tracker over goes to bd', { ...posix, timeout: 20_000 }, async (t) => {
  const bd = faultyBd();
  const { folder, tracker, told } = await follow(t, () => bd.program);
  const file = path.join(folder, '.beads', 'issues.jsonl');
  await mkdir(path.dirname(file));
  await writeFile(file, line('a'));
  await tracker.load();
  assert.equal(tracker.issues.size, 1);
  const taken = told('bd 1.0.3, embedded Dolt: 1');
  await execute(bd.program, ['init', '-p', 'nova'], { cwd: folder });
  value(await tracker.write((open) => open.create({ id: 'nova-1', title: 'one' })));
  await taken;
  assert.deepEqual([...tracker.issues.keys()], ['nova-1']);
  assert.equal(await readFile(file, 'utf8'), line('a'));
});

test('a bd that is installed later is found by a refresh', { ...posix, timeout: 20_000 }, async (t) => {
  const bd = faultyBd();
  let installed = false;
  const { folder, tracker } = await follow(t, () => (installed ? bd.program : undefined));
  value(await createTracker(folder, 'nova', { actor: 'ann', findProgram: () => bd.program })).dispose();
  const before = await tracker.load();
  assert.match((before.state === 'known' && before.readOnly) || '', /bd is not on PATH/);
  installed = true;
  await tracker.refresh();
  const after = await tracker.load();
  assert.deepEqual(after.state === 'known' && [after.title, after.readOnly], ['bd 1.0.3, embedded Dolt', undefined]);
});
