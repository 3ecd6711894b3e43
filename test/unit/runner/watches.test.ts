import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Peer } from '../../../src/adapters/ipc/server.ts';
import { DisposableStore } from '../../../src/base/disposable.ts';
import { Transcripts } from '../../../src/runner/daemon/transcripts.ts';
import { Watches } from '../../../src/runner/daemon/watches.ts';

const ref = { run: 'r', phase: 'p', task: 't' };

test('a client that asks for a transcript twice hears each part once, and none after it let go', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-watches-'));
  const transcripts = new Transcripts((run) => path.join(folder, run));
  t.after(() => {
    transcripts.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const heard: string[] = [];
  const owned = new DisposableStore();
  const peer: Peer = {
    id: 1,
    notify: (name) => void heard.push(name),
    send: async (name) => heard.push(name) > 0,
    own: (item) => void owned.add(item),
  };
  const watches = new Watches(transcripts);
  const say = (): void => transcripts.append(ref, { kind: 'message', text: 'hello' });
  watches.watch(ref, peer, 1000);
  say();
  assert.equal(watches.watch(ref, peer, 1000).updates.length, 1, 'what was said before is there');
  say();
  assert.deepEqual(heard, ['transcript', 'transcript']);
  watches.unwatch(ref, peer);
  say();
  assert.equal(heard.length, 2);
  watches.watch(ref, peer, 1000);
  owned.dispose();
  say();
  assert.equal(heard.length, 2, 'a client that has gone is told nothing');
});

test('a long transcript is read from its end, part by part, and every part once', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-watches-'));
  const transcripts = new Transcripts((run) => path.join(folder, run));
  t.after(() => {
    transcripts.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const told: string[] = [];
  for (let number = 0; number < 300; number += 1) {
    // One line in a while is longer than any part.
    const text = `${number} ${'größer '.repeat(number % 100 === 7 ? 200 : number % 5)}`;
    told.push(text);
    transcripts.append(ref, { kind: 'message', text });
  }
  const read: string[] = [];
  let before: number | undefined;
  let parts = 0;
  do {
    const { updates, from, to } = transcripts.page(ref, before, 1000);
    assert.ok(before === undefined || to === before);
    read.unshift(...updates.map((update) => (update.kind === 'message' ? update.text : '')));
    before = from;
    parts += 1;
  } while (before > 0);
  assert.deepEqual(read, told);
  assert.ok(parts > 10);
});
