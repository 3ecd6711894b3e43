import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../../src/adapters/clock.ts';
import { createWorktrees } from '../../../src/adapters/git/worktrees.ts';
import { workspaceFolders } from '../../../src/adapters/workspace.ts';
import type { HookDeclaration } from '../../../src/plan/model/plan.ts';
import type { Payload, StepResult } from '../../../src/run/events.ts';
import { EventLog } from '../../../src/runner/daemon/event-log.ts';
import { HookDriver } from '../../../src/runner/daemon/hook-driver.ts';
import { step } from '../run/rehearsal.ts';

const good: StepResult = { ok: true, exit: 0, output: '', found: '', reason: '', milliseconds: 1 };
const on = (name: string): HookDeclaration => ({ on: 'pre-task', files: [], ignore: [], step: step(name) });
const moment = { run: 'r', phase: 'p', task: 't', on: 'pre-task', root: '/', subject: 's' } as const;

/** A driver whose steps end when they are told to, or when they are cancelled. */
function bench(t: TestContext) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-hooks-'));
  const folders = workspaceFolders(folder);
  const log = new EventLog(folders.journal, systemClock);
  const ends = new Map<string, () => void>();
  const driver = new HookDriver({
    log,
    folders,
    clock: systemClock,
    worktrees: createWorktrees(folder),
    stepRunner:
      () =>
      ({ name }, _context, cancelled) =>
        new Promise((resolve) => {
          ends.set(name, () => resolve(good));
          cancelled.addEventListener('abort', () => resolve({ ...good, ok: false, reason: 'it was cancelled' }));
        }),
    report: (problem) => assert.fail(String(problem)),
  });
  t.after(() => {
    driver.dispose();
    log.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const ended = (): readonly Extract<Payload, { kind: 'hook.finished' }>[] =>
    log.eventsOf('r').flatMap((event) => (event.kind === 'hook.finished' ? [event] : []));
  return { driver, ended, end: (name: string) => ends.get(name)?.(), at: (name: string) => ends.has(name) };
}

/** Whether a promise has settled once everything that could go on has. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let over = false;
  void promise.then(() => {
    over = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return over;
}

test('a pause lets nobody wait for hooks that did not start, and everybody for the one that did', async (t) => {
  const { driver, end, at } = bench(t);
  driver.follow('r', undefined, [on('first'), on('second')]);
  const over = driver.moment(moment);
  driver.pause(true);
  assert.equal(await settled(over), false, 'the first still works in the folder');
  end('first');
  assert.equal(await settled(over), true);
  assert.equal(at('second'), false);
  assert.equal(driver.busy, false, 'a paused hook keeps no runner');
});

test('what waited in a pause longer than its run is carried out all the same, as it was declared', async (t) => {
  const { driver, ended, end, at } = bench(t);
  driver.follow('r', undefined, [on('first'), on('second')]);
  const over = driver.moment(moment);
  driver.pause(true);
  end('first');
  await over;
  driver.unfollow('r');
  driver.pause(false);
  assert.ok(at('second'));
  end('second');
  await driver.idle('r');
  assert.deepEqual(
    ended().map(({ state }) => state),
    ['ok', 'ok'],
  );
});

test('the hooks of a stopped run are cut, and the next life of the run has hooks again', async (t) => {
  const { driver, ended, end } = bench(t);
  driver.follow('r', undefined, [on('first'), on('second')]);
  const over = driver.moment(moment);
  driver.stop('r');
  await over;
  assert.deepEqual(
    ended().map(({ state }) => state),
    ['cut', 'cut'],
  );
  driver.follow('r', undefined, [on('first')]);
  const again = driver.moment({ ...moment, task: 'other' });
  end('first');
  await again;
  assert.equal(ended().at(-1)?.state, 'ok');
});

test('when the runner ends, a hook at work is ended and not recorded, so that it is set off again', async (t) => {
  const { driver, ended, at } = bench(t);
  driver.follow('r', undefined, [on('first'), on('second')]);
  const over = driver.moment(moment);
  await driver.end();
  assert.equal(await settled(over), true);
  assert.deepEqual(ended(), []);
  assert.equal(at('second'), false);
});
