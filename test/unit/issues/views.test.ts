import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesBetween, sameIssue } from '../../../src/issues/diff.ts';
import { parseFilter } from '../../../src/issues/filter.ts';
import { issueGraph } from '../../../src/issues/graph.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import type { ProjectionOptions } from '../../../src/issues/projection.ts';
import type { IssueRow } from '../../../src/issues/row.ts';
import { stateOf } from '../../../src/issues/state.ts';
import { oneLine, plainText } from '../../../src/issues/text.ts';
import { issueTree } from '../../../src/issues/tree.ts';
import { parseEstimate, parsePriority, parseStatus } from '../../../src/issues/words.ts';
import { issue, issues } from './issues.ts';

const now = Date.parse('2026-06-01T00:00:00Z');
const graphOf = (...all: Issue[]) => issueGraph(issues(...all), now);

/** Rows as indented ids, groups as their labels. */
const drawn = (rows: readonly IssueRow[], indent = ''): string[] =>
  rows.flatMap((row) => [
    `${indent}${row.kind === 'issue' ? row.id : `[${row.label} ${row.description}]`}`,
    ...drawn(row.children, `${indent}  `),
  ]);

const tree = (all: Issue[], options: Partial<ProjectionOptions> = {}) =>
  issueTree(graphOf(...all), { groupBy: 'epic', ...options });

const plan = [
  issue('n-E', { issue_type: 'epic', priority: 0, title: 'Epic', updated_at: '2026-05-31T20:00:00Z' }),
  issue('n-2', { parent: 'n-E', status: 'closed', priority: 1, labels: ['dwcp'] }),
  issue('n-10', { parent: 'n-E', priority: 1, assignee: 'bob', labels: ['dwcp', 'ui'] }),
  issue('n-9', { parent: 'n-E', priority: 1, status: 'in_progress', needs: [] }),
  issue('n-3', { parent: 'n-9', priority: 3, needs: ['n-10'] }),
  issue('n-x', { title: 'alone\n\u001b[31mand\u202e red' }),
  issue('n-y', { parent: 'n-gone', status: 'tombstone' }),
];

test('by epic: children under parents, closed ones last, then by priority and number', () => {
  const { rows, total } = tree(plan);
  assert.deepEqual(drawn(rows), ['n-E', '  n-9', '    n-3', '  n-10', '  n-2', '[Without an epic 1]', '  n-x']);
  assert.equal(total, 6);
  const epic = rows[0];
  assert.equal(epic?.description, '1/3 · 33 % · n-E · 4h');
  assert.equal(rows[1]?.children[0]?.label, 'alone and red');
});

test('parents that are missing, deleted or in a circle lose no issue', () => {
  const odd = [
    issue('a', { parent: 'nowhere' }),
    issue('b', { parent: 'gone' }),
    issue('gone', { status: 'tombstone' }),
    issue('c', { parent: 'd' }),
    issue('d', { parent: 'c' }),
    issue('e', { parent: 'd' }),
    issue('s', { parent: 's' }),
  ];
  assert.deepEqual(
    drawn(tree(odd).rows)
      .map((line) => line.trim())
      .filter((line) => !line.startsWith('['))
      .sort(),
    ['a', 'b', 'c', 'd', 'e', 's'],
  );
});

test('ids with a dot lie under the issue that they extend, where no edge says otherwise', () => {
  assert.deepEqual(
    drawn(tree([issue('n-e', { issue_type: 'epic' }), issue('n-e.2'), issue('n-e.10'), issue('n-q.1')]).rows),
    ['n-e', '  n-e.2', '  n-e.10', '[Without an epic 1]', '  n-q.1'],
  );
});

test('a filter keeps the parents of what fits, and says how many fit', () => {
  const graph = graphOf(...plan);
  const { rows, fitting } = issueTree(graph, { groupBy: 'epic', filter: parseFilter('p:3', { graph, me: '' }) });
  assert.deepEqual(drawn(rows), ['n-E', '  n-9', '    n-3']);
  assert.equal(fitting, 1);
});

test('closed issues can be hidden, and are counted', () => {
  const { rows, closedHidden } = tree(plan, { hideClosed: true, groupBy: 'label' });
  assert.deepEqual(drawn(rows), [
    '[dwcp 1]',
    '  n-10',
    '[ui 1]',
    '  n-10',
    '[Without a label 4]',
    '  n-E',
    '  n-9',
    '  n-x',
    '  n-3',
  ]);
  assert.equal(closedHidden, 1);
});

test('the other groupings', () => {
  assert.deepEqual(
    drawn(tree(plan, { groupBy: 'status' }).rows).filter((line) => line.startsWith('[')),
    ['[In progress 1]', '[Open 3]', '[Blocked 1]', '[Closed 1]'],
  );
  assert.deepEqual(
    drawn(tree(plan, { groupBy: 'ready' }).rows).filter((line) => line.startsWith('[')),
    ['[Ready 3]', '[In progress 1]', '[Blocked 1]', '[Closed 1]'],
  );
  assert.deepEqual(
    drawn(tree(plan, { groupBy: 'assignee' }).rows).filter((line) => line.startsWith('[')),
    ['[bob 1]', '[Nobody 5]'],
  );
  assert.deepEqual(
    drawn(tree(plan, { groupBy: 'priority' }).rows).filter((line) => line.startsWith('[')),
    ['[P0 critical 1]', '[P1 high 3]', '[P2 medium 1]', '[P3 low 1]'],
  );
  const keys = (rows: readonly IssueRow[]): string[] => rows.flatMap((row) => [row.key, ...keys(row.children)]);
  const all = keys(tree(plan, { groupBy: 'label' }).rows);
  assert.equal(new Set(all).size, all.length);
});

test('states follow from edges and dates, not from the stored word alone', () => {
  const graph = graphOf(
    ...plan,
    issue('later', { defer_until: '2027-01-01T00:00:00Z' }),
    issue('odd', { status: 'in_review' }),
  );
  const states = [...graph.issues.values()].map((one) => `${one.id} ${stateOf(graph, one)}`);
  assert.deepEqual(states, [
    'n-E open',
    'n-2 closed',
    'n-10 open',
    'n-9 in_progress',
    'n-3 blocked',
    'n-x open',
    'n-y closed',
    'later deferred',
    'odd other',
  ]);
});

test('the words of the filter', () => {
  const graph = graphOf(...plan);
  const fit = (words: string): string[] => {
    const filter = parseFilter(words, { graph, me: 'Bob' });
    return plan.filter((one) => one.status !== 'tombstone' && filter(one)).map(({ id }) => id);
  };
  assert.deepEqual(fit(''), ['n-E', 'n-2', 'n-10', 'n-9', 'n-3', 'n-x']);
  assert.deepEqual(fit('status:closed'), ['n-2']);
  assert.deepEqual(fit('status:in-progress,blocked'), ['n-9', 'n-3']);
  assert.deepEqual(fit('label:DWCP -status:closed'), ['n-10']);
  assert.deepEqual(fit('p:0-1 type:epic'), ['n-E']);
  assert.deepEqual(fit('priority:low'), ['n-3']);
  assert.deepEqual(fit('@me'), ['n-10']);
  assert.deepEqual(fit('@none p:1'), ['n-2', 'n-9']);
  assert.deepEqual(fit('epic:n-9'), ['n-9', 'n-3']);
  assert.deepEqual(fit('is:ready'), ['n-E', 'n-10', 'n-x']);
  assert.deepEqual(fit('"title of n-1"'), ['n-10']);
  assert.deepEqual(fit('ALONE'), ['n-x']);
  for (const typed of ['status:', '-status:', '-label:', '-"', 'p:', '-p:'])
    assert.deepEqual(fit(typed), fit(''), typed);
  assert.deepEqual(fit('p:1-'), fit('p:1'));
  assert.deepEqual(fit('no:such'), []);
});

test('what leads from some issues to others is those that came or differ, and the ids of those that went', () => {
  const before = issues(
    issue('a'),
    issue('b', { title: 'x', started_at: '1' }),
    issue('c'),
    issue('e', { started_at: '1' }),
  );
  const after = issues(
    issue('b', { title: 'y', started_at: '1' }),
    issue('c'),
    issue('d'),
    issue('e', { started_at: '2' }),
  );
  const { changed, removed } = changesBetween(before, after);
  assert.deepEqual([changed.map(({ id }) => id), removed], [['b', 'd', 'e'], ['a']]);
});

test('texts cannot leave their line, colour it, or turn it round', () => {
  assert.equal(oneLine('a\r\nb\tc\u0000 \u2028d'), 'a b c d');
  assert.equal(oneLine('\u001b[1;31mred\u001b[0m \u001b]0;title\u0007x\u009b2Jy'), 'red xy');
  assert.equal(oneLine('\u202eevil\u202c \u2066x\u2069'), 'evil x');
  assert.equal(oneLine('שלום עולם 你好 é'), 'שלום עולם 你好 é');
  assert.equal(plainText('a\u001b[31m\r\n\tb\u0007'), 'a\n\tb');
});

test('priorities, estimates and statuses as people write them', () => {
  assert.deepEqual(['critical', 'Low', '3', 'P0', '5', 'urgent', ''].map(parsePriority), [
    0,
    3,
    3,
    0,
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(['90', '90m', '3h', '3d', '1.5h', '1w', 'soon', ''].map(parseEstimate), [
    90,
    90,
    180,
    1440,
    90,
    2400,
    undefined,
    undefined,
  ]);
  assert.deepEqual(['in-progress', 'In Progress', 'open'].map(parseStatus), ['in_progress', 'in_progress', 'open']);
});

test('two issues are the same only when every field is', () => {
  const one = issue('a', { labels: ['x'], metadata: { n: 1 }, needs: ['b'] });
  assert.ok(sameIssue(one, structuredClone(one)));
  for (const field of Object.keys(one)) assert.ok(!sameIssue(one, { ...one, [field]: ['other'] }), field);
});
