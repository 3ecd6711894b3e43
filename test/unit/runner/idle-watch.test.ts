import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IdleWatch } from '../../../src/runner/daemon/idle-watch.ts';

/** Whether it has ended by the time that promises which could settle have. */
async function isOver(idle: IdleWatch): Promise<boolean> {
  let over = false;
  void idle.over.then(() => {
    over = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return over;
}

test('a runner that is asked to end while something goes on ends when that is over', async () => {
  const idle = new IdleWatch(60_000);
  let going = true;
  idle.busy = () => going;
  idle.clients(1);
  idle.end(false);
  assert.equal(await isOver(idle), false);
  going = false;
  idle.look();
  assert.equal(await isOver(idle), true);
});

test('with force it ends at once', async () => {
  const idle = new IdleWatch(60_000);
  idle.busy = () => true;
  idle.end(true);
  assert.equal(await isOver(idle), true);
});

test('time runs only while nobody is there and nothing goes on', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const idle = new IdleWatch(60_000);
  let going = true;
  idle.busy = () => going;
  idle.clients(1);
  idle.clients(0);
  t.mock.timers.tick(120_000);
  assert.equal(await isOver(idle), false);
  going = false;
  idle.look();
  t.mock.timers.tick(59_000);
  idle.clients(1);
  idle.clients(0);
  t.mock.timers.tick(59_000);
  assert.equal(await isOver(idle), false, 'a visit begins the time anew');
  t.mock.timers.tick(1000);
  assert.equal(await isOver(idle), true);
});
