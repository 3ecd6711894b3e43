import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endText } from '../../../src/extension/end-text.ts';
import type { RunOutcome, RunScope } from '../../../src/run/events.ts';
import { events, modelOf, started, taskStarted } from './fixtures.ts';

/** What is said of a run that ended, its one task in this state. */
function said(scope: RunScope, state: 'done' | 'failed' | 'stopped', outcome: RunOutcome, reason = ''): string {
  assert.ok(started.kind === 'run.started');
  const told = events('r', [
    { ...started, scope },
    taskStarted('api', 'The API'),
    { kind: 'task.finished', phase: 'build', task: 'api', state, reason: state === 'failed' ? 'it refused' : '' },
    { kind: 'run.finished', outcome, reason },
  ]);
  const [run] = Object.values(modelOf(told).work.runs);
  const end = told.at(-1);
  assert.ok(run !== undefined && end?.kind === 'run.finished');
  return endText(run, end);
}

test('the end of a plan is told by its gate, that of a task or of an agent by what became of it', () => {
  const plan = { kind: 'plan', phase: undefined, task: undefined } as const;
  assert.equal(said(plan, 'done', 'met'), 'A plan reached its gate');
  assert.equal(said(plan, 'failed', 'not-met', 'x'), 'A plan ended without reaching its gate: x');
  for (const scope of [{ kind: 'agent' }, { ...plan, phase: 'build', task: 'api' }] as const) {
    assert.match(said(scope, 'done', 'met'), /^The API: done/);
    assert.equal(said(scope, 'failed', 'not-met', 'Agents: The API failed: it refused'), 'The API: failed: it refused');
    assert.equal(said(scope, 'stopped', 'stopped'), 'The API: stopped');
  }
});
