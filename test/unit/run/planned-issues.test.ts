import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlannedIssue } from '../../../src/plan/model/plan.ts';
import { plannedIssues } from '../../../src/run/planned-issues.ts';
import { issue } from '../extension/fixtures.ts';
import { plan } from './rehearsal.ts';

const planned = (id: string, more: Partial<PlannedIssue> = {}): PlannedIssue => ({
  id,
  title: id,
  description: '',
  type: 'task',
  priority: 2,
  status: 'open',
  parent: undefined,
  needs: [],
  labels: [],
  assignee: undefined,
  estimateMinutes: undefined,
  ...more,
});
const held = (planned: readonly PlannedIssue[], there: readonly ReturnType<typeof issue>[]) =>
  plannedIssues(
    plan([], { issues: new Map(planned.map((one) => [one.id, one])) }),
    new Map(there.map((one) => [one.id, one])),
  );

test('what the tracker lacks comes with parents before their children, and a circle of them ends', () => {
  const { missing, total } = held(
    [
      planned('c', { parent: 'b' }),
      planned('b', { parent: 'a' }),
      planned('a'),
      planned('x', { parent: 'y' }),
      planned('y', { parent: 'x' }),
    ],
    [issue('z')],
  );
  assert.deepEqual([missing.map(({ id }) => id), total], [['a', 'b', 'c', 'y', 'x'], 5]);
});

test('what reads differently is told where the plan says it, and only there', () => {
  const there = issue('a', { title: 'Other', priority: 0, issue_type: 'epic' });
  assert.deepEqual(held([planned('a')], [there]).drifted, [
    { id: 'a', differences: [{ field: 'title', plan: 'a', tracker: 'Other' }] },
  ]);
  const said = planned('a', { title: 'Other', priority: 1, type: 'bug', parent: 'b' });
  assert.deepEqual(held([said, planned('b')], [there]).drifted, [
    {
      id: 'a',
      differences: [
        { field: 'type', plan: 'bug', tracker: 'epic' },
        { field: 'priority', plan: 'P1', tracker: 'P0' },
        { field: 'parent', plan: 'b', tracker: 'none' },
      ],
    },
  ]);
});
