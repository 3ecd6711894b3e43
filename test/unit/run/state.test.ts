import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phase, plan, Rehearsal, task } from './rehearsal.ts';

test('an agent is remembered with the moment at which it lived, so that a later runner can end it', () => {
  const rehearsal = new Rehearsal(plan([phase('p', { tasks: [task('t')] })]));
  const at = { phase: 'p', task: 't' };
  rehearsal.record(at, { kind: 'task.started', title: 't', agent: 'coder', issue: undefined, attempt: 1 });
  rehearsal.record(at, { kind: 'agent.started', name: 'a', version: '', session: 's', pid: 42 });
  const { pid, pidSince } = rehearsal.run.tasks['p/t'] ?? {};
  assert.equal(pid, 42);
  assert.equal(pidSince, new Date(3).toISOString());
});
