import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Queue, type Urgency } from '../../../src/adapters/tracker/queue.ts';

test('one runs at a time; what a person waits for overtakes what waits, and interrupts nothing', async () => {
  const queue = new Queue();
  const order: string[] = [];
  let running = 0;
  const add = (name: string, urgency: Urgency): Promise<void> =>
    queue.run(async () => {
      running += 1;
      assert.equal(running, 1);
      order.push(name);
      await new Promise(setImmediate);
      running -= 1;
      if (name === 'fails') throw new Error(name);
    }, urgency);
  const all = [
    add('list', 'whenever'),
    add('export', 'whenever'),
    add('fails', 'now'),
    add('click', 'now'),
    add('list again', 'whenever'),
  ];
  const settled = await Promise.allSettled(all);
  assert.deepEqual(order, ['list', 'fails', 'click', 'export', 'list again']);
  assert.equal(settled.filter(({ status }) => status === 'rejected').length, 1);
});
