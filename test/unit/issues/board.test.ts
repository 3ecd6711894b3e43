import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { boardColumns, boardOf, cardMoves, cardOf } from '../../../src/issues/board.ts';
import { isClosed, issueGraph } from '../../../src/issues/graph.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import { surroundings } from '../../../src/issues/surroundings.ts';
import { issue, issues } from './issues.ts';

const graphOf = (...all: Issue[]) => issueGraph(issues(...all), 0);

test('each issue stands once on the board, in the column of its state and the lane of its epic', () => {
  const graph = graphOf(
    issue('e', { issue_type: 'epic', title: 'The epic' }),
    issue('a', { parent: 'e', priority: 1 }),
    issue('b', { parent: 'e', needs: ['a'] }),
    issue('c', { status: 'review', assignee: 'ann' }),
    issue('d', { status: 'closed', parent: 'a' }),
    issue('f', { priority: 0, parent: 'e' }),
    issue('g', { status: 'tombstone' }),
  );
  const { lanes, shown, total } = boardOf(graph, { lanes: 'epic' });
  assert.deepEqual(lanes, [
    { value: 'e', title: 'The epic', cells: [['f', 'a'], ['b'], [], [], ['d']] },
    { value: '', title: 'Without an epic', cells: [[], [], ['c'], [], []] },
  ]);
  assert.deepEqual([shown, total], [5, 5]);
  assert.equal(cardOf(graph, graph.issues.get('c') ?? issue('c')).stateWords, 'review');
  assert.equal(cardOf(graph, graph.issues.get('e') ?? issue('e')).progress, '0/3');
  const one = boardOf(graph, { lanes: 'none', only: new Set(['a', 'b']), filter: ({ id }) => id !== 'b' });
  assert.deepEqual(one.lanes[0]?.cells[0], ['a']);
  assert.deepEqual(
    boardOf(graph, { lanes: 'assignee' }).lanes.map(({ title }) => title),
    ['ann', 'Nobody'],
  );
});

test('a card laid elsewhere gets the status of the column and what the lane shares', () => {
  assert.deepEqual(cardMoves('done', undefined), [{ by: 'status', value: 'closed' }]);
  assert.deepEqual(cardMoves('doing', { lanes: 'assignee', value: 'ann' }), [
    { by: 'assignee', value: 'ann' },
    { by: 'status', value: 'in_progress' },
  ]);
  assert.deepEqual(cardMoves(undefined, { lanes: 'none', value: '' }), []);
});

test('around an issue: what it waits for and what waits for it, and the longest chain', () => {
  const graph = graphOf(
    issue('e', { issue_type: 'epic' }),
    issue('a', { parent: 'e', estimated_minutes: 60 }),
    issue('b', { parent: 'e', needs: ['a'], estimated_minutes: 60 }),
    issue('long', { estimated_minutes: 2400 }),
    issue('c', { parent: 'e', needs: ['b', 'long'] }),
    issue('after', { needs: ['c'] }),
    issue('elsewhere'),
    issue('done', { status: 'closed', parent: 'e', needs: ['a'] }),
  );
  const around = surroundings(graph, 'e', 50);
  assert.deepEqual([...around.nodes].sort(), ['a', 'after', 'b', 'c', 'done', 'e', 'long']);
  assert.equal(around.nodes[0], 'e');
  assert.deepEqual(around.chain, ['long', 'c', 'after']);
  assert.deepEqual(
    around.edges.filter(({ onChain }) => onChain).map(({ from, to }) => `${from} ${to}`),
    ['long c', 'c after'],
  );
  assert.equal(around.edges.find(({ to }) => to === 'done')?.holds, false);
  assert.deepEqual(around.cycles, []);
  const few = surroundings(graph, 'e', 3);
  assert.deepEqual([few.nodes.length, few.leftOut], [3, 4]);
});

test('one issue that waits for another is a chain', () => {
  const graph = graphOf(issue('e'), issue('a', { parent: 'e' }), issue('b', { parent: 'e', needs: ['a'] }));
  assert.deepEqual(surroundings(graph, 'e', 50).chain, ['a', 'b']);
});

test('circles in the data are named and end nothing', () => {
  const graph = graphOf(issue('a', { needs: ['b'] }), issue('b', { needs: ['a'] }), issue('c', { needs: ['a'] }));
  const around = surroundings(graph, 'a', 50);
  assert.deepEqual(around.cycles, [['a', 'b', 'a']]);
  assert.equal(around.edges.filter(({ inCycle }) => inCycle).length, 2);
});

test('whatever waits for whatever, the picture holds edges of its nodes only and the chain is one', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const some = fc.record({
    needs: fc.subarray(ids),
    parent: fc.option(fc.constantFrom(...ids), { nil: undefined }),
    status: fc.constantFrom('open', 'closed', 'in_progress', 'odd', 'tombstone'),
  });
  fc.assert(
    fc.property(fc.array(some, { minLength: 6, maxLength: 6 }), fc.nat(6), (all, most) => {
      const graph = graphOf(
        ...all.map(({ needs, parent, status }, at) =>
          issue(ids[at] ?? '', { needs, status, ...(parent === undefined ? {} : { parent }) }),
        ),
      );
      const { nodes, edges, chain } = surroundings(graph, 'a', most);
      const shown = new Set(nodes);
      assert.ok(nodes.length <= most);
      for (const { from, to } of edges) assert.ok(shown.has(from) && shown.has(to));
      for (const [at, id] of chain.entries()) {
        const next = chain[at + 1];
        const found = graph.issues.get(id);
        assert.ok(found !== undefined && !isClosed(found));
        assert.ok(next === undefined || edges.some(({ from, to, holds }) => from === id && to === next && holds));
      }
      const { lanes, shown: count } = boardOf(graph, { lanes: 'epic' });
      const cards = lanes.flatMap(({ cells }) => cells.flat());
      assert.equal(new Set(cards).size, count);
      assert.equal(cards.length, count);
      for (const { cells } of lanes) assert.equal(cells.length, boardColumns.length);
    }),
  );
});
