import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder, longestWay } from '../../../src/base/order.ts';

const graph = (written: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    written.split(' ').map((part) => {
      const [name = '', before = ''] = part.split(':');
      return [name, before === '' ? [] : before.split(',')] as const;
    }),
  );
const one = (): number => 1;

test('each name stands behind all that come before it; circles, and what is behind them, stand nowhere', () => {
  assert.deepEqual(inOrder(graph('d:b,c b:a c:a,nobody a')), ['a', 'b', 'c', 'd']);
  assert.deepEqual(inOrder(graph('a b:c c:b d:c e:a')), ['a', 'e']);
  assert.deepEqual(inOrder(graph('a b:a,a')), ['a', 'b']);
});

test('the longest way is counted by weight, and of equal ways the first is taken', () => {
  assert.deepEqual(longestWay(graph('a b:a c:a d:b,c'), one), ['a', 'b', 'd']);
  assert.deepEqual(
    longestWay(graph('a b:a c d:c'), (name) => (name === 'd' ? 5 : 1)),
    ['c', 'd'],
  );
  assert.deepEqual(longestWay(graph('a:b b:a c:a d'), one), ['d']);
  assert.deepEqual(
    longestWay(graph('a'), () => 0),
    [],
  );
});

test('a chain of many thousands is no matter', () => {
  const chain = new Map(Array.from({ length: 50_000 }, (_, at) => [`t${at}`, at === 0 ? [] : [`t${at - 1}`]]));
  assert.equal(longestWay(chain, one).length, 50_000);
});
