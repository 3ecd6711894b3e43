import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Issue } from '../../../src/issues/issue.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import type { IssuesState } from '../../../src/protocol/requests.ts';
import { missingIssues } from '../../../src/runner/daemon/issues-ahead.ts';
import { issue } from '../extension/fixtures.ts';

const known: IssuesState = {
  state: 'known',
  title: '',
  readOnly: undefined,
  token: '1',
  issues: [],
  broken: [],
  version: 1,
};

/** What a plan with two issues and this set-up would create, where the tracker stands so and has these. */
function missing(state: IssuesState, setup: string, isWhole: boolean, ...there: readonly Issue[]) {
  const { plan } = readPlan(
    `version: 1\nname: p\nphases: {}\nissues: { x-1: { title: One }, x-2: { title: Two } }\nsetup: [${setup}]\n`,
  );
  assert.ok(plan);
  return missingIssues({ load: async () => state, issues: new Map(there.map((one) => [one.id, one])) }, plan, isWhole);
}

test('what the plan declares and the tracker lacks is missing, where it can be written', async () => {
  assert.deepEqual(await missing(known, '', false, issue('x-1')), ['x-2']);
  assert.deepEqual(await missing({ ...known, readOnly: 'bd is not installed' }, '', true), []);
  const failure = { kind: 'dolt-failed', detail: 'it is away' } as const;
  assert.deepEqual(await missing({ state: 'failed', failure, issues: [] }, '', true), []);
});

test('where there is no tracker all of them are, if the set-up makes one and is carried out', async () => {
  const makes = '{ uses: beads.init }';
  assert.deepEqual(await missing({ state: 'none' }, makes, true), ['x-1', 'x-2']);
  assert.deepEqual(await missing({ state: 'none' }, makes, false), []);
  assert.deepEqual(await missing({ state: 'none' }, '', true), []);
});
