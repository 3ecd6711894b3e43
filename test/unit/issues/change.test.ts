import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newIssue } from '../../../src/issues/change.ts';
import type { NewIssue } from '../../../src/issues/store.ts';
import { issue, issues } from './issues.ts';

const context = {
  issues: issues(issue('n-1', { needs: ['n-9'] }), issue('n-2', { parent: 'n-1' })),
  now: '2026-01-01T00:00:00Z',
  actor: 'ann',
};
const made = (wanted: Partial<NewIssue>) => newIssue({ title: 'new', ...wanted }, 'n-9', context);

test('a new issue has the edges that it was asked for', () => {
  const created = made({ parent: 'n-1', needs: ['n-2'] });
  assert.ok(created.ok);
  assert.deepEqual(
    created.value.dependencies.map(({ type, depends_on_id }) => `${type} ${depends_on_id}`),
    ['parent-child n-1', 'blocks n-2'],
  );
});

test('a new issue that would close a circle is refused: with itself, and with one that waits for its id already', () => {
  assert.deepEqual(made({ needs: ['n-9'] }), {
    ok: false,
    error: { kind: 'dependency-cycle', path: ['n-9', 'n-9'] },
  });
  assert.deepEqual(made({ needs: ['n-1'] }), {
    ok: false,
    error: { kind: 'dependency-cycle', path: ['n-9', 'n-1', 'n-9'] },
  });
  assert.deepEqual(made({ needs: ['n-3'] }), { ok: false, error: { kind: 'issue-unknown', id: 'n-3' } });
});
