import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeInPlan } from '../../../src/plan/features/place-in-plan.ts';

const plan = `version: 1
phases:
  build:
    tasks:
      ship: { agent: coder }
  ship:
    tasks: { ship: { agent: coder } }
`;
const at = (phase: string, task?: string): string | undefined => {
  const span = placeInPlan(plan, phase, task);
  return span && `${plan.slice(span.start, span.end)} in line ${plan.slice(0, span.start).split('\n').length}`;
};

test('a phase and a task are found where the plan names them, and nothing where it does not', () => {
  assert.equal(at('build'), 'build in line 3');
  assert.equal(at('ship'), 'ship in line 6');
  assert.equal(at('build', 'ship'), 'ship in line 5');
  assert.equal(at('ship', 'ship'), 'ship in line 7');
  assert.deepEqual([at('gone'), at('build', 'gone'), at('gone', 'ship')], [undefined, undefined, undefined]);
});
