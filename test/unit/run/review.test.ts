import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskRecord } from '../../../src/run/state.ts';
import { bad, phase, plan, Rehearsal, task } from './rehearsal.ts';

const at = { phase: 'p', task: 't' };

/** A task whose agent has had its turn. */
class Reviewed extends Rehearsal {
  constructor() {
    super(plan([phase('p', { tasks: [task('t')] })]));
    this.record({ phase: 'p' }, { kind: 'phase.started', title: 'p', branch: 'b', worktree: '/w' });
    this.turn(1);
  }

  turn(attempt: number): void {
    this.record(at, { kind: 'task.started', title: 't', agent: 'coder', issue: undefined, attempt });
    this.record(at, { kind: 'agent.started', name: 'a', version: '', session: 's', pid: 42 });
  }

  end(): void {
    this.record(at, { kind: 'agent.finished', stop: 'end_turn', detail: '' });
    this.record(at, { kind: 'task.verified' });
    this.record(at, { kind: 'task.finished', state: 'done', reason: '' });
  }

  get task(): TaskRecord {
    const record = this.run.tasks['p/t'];
    assert.ok(record);
    return record;
  }
}

test('what is said to an agent at work is said in another turn, and heard once', () => {
  const rehearsal = new Reviewed();
  rehearsal.record(at, { kind: 'task.followed', text: 'More.' });
  assert.equal(rehearsal.task.life, 'working');
  rehearsal.end();
  assert.equal(rehearsal.task.life, 'queued', 'an end with something unheard is no end');
  assert.deepEqual(rehearsal.task.followUps.texts, ['More.']);
  rehearsal.turn(2);
  rehearsal.record(at, { kind: 'task.followed', text: 'And more.' });
  rehearsal.end();
  assert.deepEqual(rehearsal.task.followUps.texts, ['And more.'], 'only what the turn began with was heard');
  rehearsal.turn(3);
  rehearsal.end();
  assert.equal(rehearsal.task.life, 'done');
  assert.deepEqual(rehearsal.task.followUps.texts, []);
});

test('a turn that a kill cut off has heard nothing', () => {
  const rehearsal = new Reviewed();
  rehearsal.end();
  rehearsal.record(at, { kind: 'task.followed', text: 'More.' });
  rehearsal.turn(2);
  rehearsal.record({}, { kind: 'run.interrupted' });
  rehearsal.record({}, { kind: 'run.resumed', pid: 1 });
  assert.equal(rehearsal.task.life, 'queued');
  assert.deepEqual(rehearsal.task.followUps.texts, ['More.']);
});

test('a phase and a run that were over are not, once somebody has more to say', () => {
  const rehearsal = new Reviewed();
  rehearsal.end();
  rehearsal.record({ phase: 'p' }, { kind: 'phase.finished', met: true, reason: '' });
  rehearsal.record({}, { kind: 'run.finished', outcome: 'met', reason: '' });
  rehearsal.record(at, { kind: 'task.followed', text: 'More.' });
  assert.deepEqual([rehearsal.task.life, rehearsal.run.phaseStates['p']?.state], ['queued', 'running']);
  assert.equal(rehearsal.run.finishedAt, undefined);
});

for (const kind of ['task.retried', 'task.resolved'] as const)
  test(`a phase that was closed over a task has more to do once that is taken up, while its run goes on (${kind})`, () => {
    const rehearsal = new Reviewed();
    const step = { place: 'after', index: 0, step: 'after' } as const;
    rehearsal.record(at, { kind: 'task.finished', state: 'failed', reason: 'it failed' });
    rehearsal.record({ phase: 'p' }, { kind: 'step.started', ...step, command: 'after' });
    rehearsal.record({ phase: 'p' }, { kind: 'step.finished', ...step, result: bad });
    rehearsal.record({ phase: 'p' }, { kind: 'phase.finished', met: false, reason: 'it failed' });
    rehearsal.record(at, { kind });
    assert.equal(rehearsal.run.phaseStates['p']?.state, 'running');
    assert.deepEqual(rehearsal.keys(), ['task:p/t']);
    assert.deepEqual(rehearsal.run.steps, [], 'what failed after it is tried again, too');
  });

test('a stop is the end, whatever else was to be said', () => {
  const rehearsal = new Reviewed();
  rehearsal.record(at, { kind: 'task.followed', text: 'More.' });
  rehearsal.record(at, { kind: 'task.finished', state: 'stopped', reason: 'stopped' });
  assert.equal(rehearsal.task.life, 'stopped');
});

test('a conflict is known until it is merged, and a merge until it is taken back', () => {
  const rehearsal = new Reviewed();
  rehearsal.end();
  rehearsal.record(at, { kind: 'task.foreseen', into: 'main', conflicts: ['a', 'b'] });
  assert.deepEqual(rehearsal.task.conflict, { into: 'main', files: ['a', 'b'] });
  rehearsal.record(at, { kind: 'task.resolving', into: 'main', files: ['a'] });
  assert.equal(rehearsal.task.resolving, true);
  rehearsal.record(at, { kind: 'task.merged', commit: 'c', before: 'b', into: 'main' });
  const { conflict, resolving, merged, merge } = rehearsal.task;
  assert.deepEqual([conflict, resolving, merged], [undefined, false, true]);
  assert.deepEqual(merge, { commit: 'c', before: 'b', into: 'main' });
  rehearsal.record(at, { kind: 'task.unmerged', commit: 'b', into: 'main' });
  assert.deepEqual([rehearsal.task.merged, rehearsal.task.merge], [false, undefined]);
});
