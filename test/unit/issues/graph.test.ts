import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  blockedBy,
  blockerChain,
  cycles,
  isReady,
  issueGraph,
  otherEndsOf,
  progressOf,
} from '../../../src/issues/graph.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import { issue, issues } from './issues.ts';

const now = Date.parse('2026-06-01T00:00:00Z');
const graphOf = (...all: Issue[]) => issueGraph(issues(...all), now);
const readyOf = (...all: Issue[]): string[] => all.map(({ id }) => id).filter((id) => isReady(graphOf(...all), id));

test('an issue is ready when nothing open blocks it', () => {
  assert.deepEqual(readyOf(issue('a'), issue('b', { needs: ['a'] }), issue('c', { needs: ['b'] })), ['a']);
  assert.deepEqual(
    readyOf(issue('a', { status: 'closed' }), issue('b', { needs: ['a'] }), issue('c', { needs: ['b'] })),
    ['b'],
  );
});

test('pinned and unknown issues and relations of other types hold nothing back', () => {
  const related = { dependencies: [{ depends_on_id: 'a', type: 'discovered-from' }] };
  assert.deepEqual(readyOf(issue('a'), issue('b', related)), ['a', 'b']);
  assert.deepEqual(readyOf(issue('a', { status: 'pinned' }), issue('b', { needs: ['a', 'nowhere'] })), ['b']);
});

test('only open work is ready: not what is begun, put off, pinned, passing or infrastructure', () => {
  const later = '2026-07-01T00:00:00Z';
  const all = [
    issue('begun', { status: 'in_progress' }),
    issue('later', { defer_until: later }),
    issue('under-later', { parent: 'later' }),
    issue('earlier', { defer_until: '2026-05-01T00:00:00Z' }),
    issue('pinned', { pinned: true }),
    issue('wisp', { ephemeral: true }),
    issue('gate', { issue_type: 'gate' }),
    issue('deleted', { status: 'tombstone' }),
  ];
  assert.deepEqual(readyOf(...all), ['earlier']);
});

test('what holds back a parent holds back everything under it', () => {
  const all = [
    issue('a'),
    issue('epic', { needs: ['a'] }),
    issue('child', { parent: 'epic' }),
    issue('grandchild', { parent: 'child' }),
  ];
  const graph = graphOf(...all);
  assert.deepEqual(readyOf(...all), ['a']);
  assert.deepEqual(blockedBy(graph, 'child'), ['epic']);
  assert.deepEqual(blockedBy(graph, 'grandchild'), ['child']);
  assert.deepEqual(blockerChain(graph, 'grandchild'), ['child', 'epic', 'a']);
});

test('an open parent does not hold back its children', () => {
  assert.deepEqual(readyOf(issue('epic'), issue('child', { parent: 'epic' })), ['epic', 'child']);
});

test('waits-for waits for the children of what it names', () => {
  const waits = issue('w', { dependencies: [{ depends_on_id: 's', type: 'waits-for' }] });
  assert.deepEqual(blockedBy(graphOf(issue('s'), issue('s1', { parent: 's' }), waits), 'w'), ['s1']);
  assert.deepEqual(blockedBy(graphOf(issue('s'), issue('s1', { parent: 's', status: 'closed' }), waits), 'w'), []);
});

test('circles in the data are found once each and end no walk in a loop', () => {
  const all = [
    issue('a', { needs: ['b'] }),
    issue('b', { needs: ['c'] }),
    issue('c', { needs: ['a'] }),
    issue('d', { needs: ['d', 'a'] }),
  ];
  assert.deepEqual(cycles(issues(...all)), [
    ['a', 'b', 'c', 'a'],
    ['d', 'd'],
  ]);
  assert.deepEqual(blockerChain(graphOf(...all), 'a'), ['b', 'c']);
  const family = [issue('p', { parent: 'q' }), issue('q', { parent: 'p' })];
  assert.deepEqual(readyOf(...family), ['p', 'q']);
});

test('progress counts children that were not deleted', () => {
  const graph = graphOf(
    issue('e'),
    issue('1', { parent: 'e', status: 'closed' }),
    issue('2', { parent: 'e' }),
    issue('3', { parent: 'e', status: 'tombstone' }),
  );
  assert.deepEqual(progressOf(graph, 'e'), { total: 2, closed: 1 });
  assert.deepEqual(progressOf(graph, '1'), { total: 0, closed: 0 });
});

test('a parent is no dependency that could be taken away', () => {
  assert.deepEqual(otherEndsOf(issue('a', { parent: 'e' })), []);
  assert.deepEqual(otherEndsOf(issue('a', { parent: 'e', needs: ['b', 'c'] })), ['b', 'c']);
});
