import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldIssues } from '../../../src/extension/commands/held-issues.ts';
import { issueGraph } from '../../../src/issues/graph.ts';
import { issue, issues } from '../issues/issues.ts';

test('of chosen issues those are named that cannot be taken up now, with the reason', () => {
  const all = issues(
    issue('a'),
    issue('b', { needs: ['a'] }),
    issue('begun', { status: 'in_progress' }),
    issue('begun-too-soon', { status: 'in_progress', needs: ['a'] }),
    issue('over', { status: 'closed' }),
    issue('later', { defer_until: '2026-07-01T00:00:00Z' }),
    issue('unchosen', { needs: ['a'] }),
  );
  const graph = issueGraph(all, Date.parse('2026-06-01T00:00:00Z'));
  const chosen = ['a', 'b', 'begun', 'begun-too-soon', 'over', 'later', 'not-known-yet'];
  assert.deepEqual(
    [...heldIssues(graph, chosen)],
    [
      ['b', 'b title of b: blocked by a'],
      ['begun-too-soon', 'begun-too-soon title of begun-too-soon: in progress, blocked by a'],
      ['over', 'over title of over: closed'],
      ['later', 'later title of later: deferred'],
    ],
  );
});
