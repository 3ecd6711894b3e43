import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issueGraph } from '../../../src/issues/graph.ts';
import { isThere, moveOf, moveRefusal } from '../../../src/issues/move.ts';
import { searchIssues } from '../../../src/issues/search.ts';
import { issue, issues } from './issues.ts';

const graph = issueGraph(
  issues(
    issue('x-1', { title: 'Login page', description: 'The form asks twice for a token.' }),
    issue('x-2', { title: 'Token refresh', status: 'in_progress', assignee: 'ann' }),
    issue('x-3', { title: 'Old token', status: 'closed', close_reason: 'Revoked by hand', external_ref: 'gh-77' }),
    issue('x-4', {
      title: 'Docs',
      comments: [{ id: 1, author: 'ann', text: 'Needs the new token flow' }],
      labels: ['api'],
    }),
    issue('x-12', { title: 'Twelve' }),
  ),
  0,
);
const found = (text: string): readonly string[] =>
  searchIssues(text, { graph, me: 'ann' }, 10).map(({ issue: { id } }) => id);

test('all fields are searched, titles first, a closed issue behind open ones', () => {
  assert.deepEqual(found('token'), ['x-2', 'x-1', 'x-3', 'x-4']);
  assert.deepEqual(found('token form'), ['x-1']);
  assert.deepEqual(found('x-1'), ['x-1', 'x-12']);
  assert.deepEqual(found('revoked'), ['x-3']);
  assert.deepEqual(found('gh-77'), ['x-3']);
  assert.deepEqual(found('nowhere'), []);
  assert.equal(found('').length, 5);
});

test('a hit says where its word was found, where neither id nor title shows it', () => {
  const [hit] = searchIssues('flow', { graph, me: 'ann' }, 10);
  assert.equal(hit?.excerpt, 'comment: Needs the new token flow');
  assert.equal(searchIssues('login', { graph, me: 'ann' }, 10)[0]?.excerpt, '');
});

test('what is not meant takes no place among the best', () => {
  const many = Array.from({ length: 50 }, (_, n) => issue(`o-${n}`, { title: 'Open one' }));
  const closed = issue('c-1', { title: 'Closed one', status: 'closed' });
  const context = { graph: issueGraph(issues(...many, closed), 0), me: 'ann' };
  const hits = searchIssues('one', context, 10, ({ status }) => status === 'closed');
  assert.deepEqual(
    hits.map(({ issue: { id } }) => id),
    ['c-1'],
  );
  assert.equal(searchIssues('one', context, 10).length, 10);
});

test('words of the filter language leave out what does not fit', () => {
  assert.deepEqual(found('token status:closed'), ['x-3']);
  assert.deepEqual(found('@me'), ['x-2']);
  assert.deepEqual(found('-status:closed token'), ['x-2', 'x-1', 'x-4']);
});

test('a key that every object has is no key of the filter', () => {
  assert.deepEqual(found('constructor:x'), []);
  assert.deepEqual(found('-toString:x').length, 5);
});

test('laying an issue on a group sets what the group stands for', () => {
  assert.deepEqual(moveOf({ by: 'epic', value: 'e' }), { kind: 'change', change: { parent: 'e' } });
  assert.deepEqual(moveOf({ by: 'epic', value: '' }), { kind: 'change', change: { parent: '' } });
  assert.deepEqual(moveOf({ by: 'priority', value: '1' }), { kind: 'change', change: { priority: 1 } });
  assert.deepEqual(moveOf({ by: 'assignee', value: '' }), { kind: 'change', change: { assignee: '' } });
  assert.deepEqual(moveOf({ by: 'status', value: 'blocked' }), { kind: 'change', change: { status: 'blocked' } });
  assert.deepEqual(moveOf({ by: 'status', value: 'closed' }), { kind: 'close' });
  assert.deepEqual(moveOf({ by: 'ready', value: 'ready' }), { kind: 'open' });
  assert.deepEqual(moveOf({ by: 'label', value: 'b', from: 'a' }), {
    kind: 'change',
    change: { add_labels: ['b'], remove_labels: ['a'] },
  });
  assert.equal(moveOf({ by: 'label', value: '' }), undefined);
  assert.equal(moveOf({ by: 'phase', value: 'p' }), undefined);
});

test('what others hold back is neither ready nor to do, and whoever lays it there hears by what', () => {
  const laid = issueGraph(
    issues(
      issue('a'),
      issue('b', { needs: ['a'] }),
      issue('c', { status: 'in_progress', needs: ['a'] }),
      issue('d', { defer_until: '2026-05-01T00:00:00Z' }),
    ),
    Date.parse('2026-01-01T00:00:00Z'),
  );
  const refusal = (id: string, by: string, value: string) =>
    moveRefusal(laid, laid.issues.get(id) ?? issue(id), { by, value });
  const blocked = (id: string) => ({ kind: 'issue-blocked', id, by: ['a'] });
  assert.deepEqual(refusal('b', 'ready', 'ready'), blocked('b'));
  assert.deepEqual(refusal('b', 'status', 'open'), blocked('b'));
  assert.deepEqual(refusal('c', 'ready', 'ready'), blocked('c'));
  assert.equal(refusal('d', 'ready', 'ready')?.kind, 'usage');
  assert.equal(refusal('c', 'status', 'open'), undefined, 'its status changes');
  assert.equal(refusal('b', 'status', 'in_progress'), undefined);
  assert.equal(refusal('b', 'label', 'open'), undefined);
  assert.ok(isThere(laid, issue('a'), { by: 'ready', value: 'ready' }));
  assert.ok(!isThere(laid, issue('a'), { by: 'label', value: 'open' }));
});
