import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../../../src/plan/model/plan.ts';
import { type Circumstances, govern } from '../../../src/run/governor.ts';
import { decide } from '../../../src/run/schedule.ts';
import { phase, plan, Rehearsal, task } from './rehearsal.ts';

const idle: Circumstances = {
  limits: { agents: 30, load: 8, freeMemory: 1024 },
  machine: { load: 0.5, freeMemory: 4096 },
  beside: 0,
  workspaceTaken: false,
  now: 100_000,
};
const two = (limits: Plan['limits'] = { agents: 10 }): Plan =>
  plan([phase('one', { tasks: [task('a'), task('b')] }), phase('two', { tasks: [task('c', { agent: 'other' })] })], {
    limits,
  });

/** A run of which task a has used something, and whatever else happened. */
function begun(made: Plan, more: (rehearsal: Rehearsal) => void = () => undefined): Rehearsal {
  const rehearsal = new Rehearsal(made);
  rehearsal.record({ phase: 'one' }, { kind: 'phase.started', title: '', branch: 'b', worktree: 'w' });
  rehearsal.record({ phase: 'two' }, { kind: 'phase.started', title: '', branch: 'b', worktree: 'w' });
  const at = { phase: 'one', task: 'a' };
  rehearsal.record(at, { kind: 'task.started', title: 'a', agent: 'coder', issue: undefined, attempt: 1 });
  rehearsal.record(at, { kind: 'agent.spawned', pid: 1 });
  const usage = { tokens: 1000, cost: 2, context: undefined };
  rehearsal.record(at, { kind: 'agent.progress', said: '', usage, files: [] });
  more(rehearsal);
  return rehearsal;
}

/** Tasks that would start now. */
function starting(made: Plan, rehearsal: Rehearsal, circumstances: Circumstances = idle): readonly string[] {
  const { allowance } = govern(made, rehearsal.run, circumstances);
  const keys = decide(made, rehearsal.run, allowance).map(({ key }) => key);
  return keys.filter((key) => key.startsWith('task:') && key !== 'task:one/a');
}
const kinds = (made: Plan, rehearsal: Rehearsal, circumstances: Circumstances = idle): readonly string[] =>
  govern(made, rehearsal.run, circumstances).holds.map(({ kind }) => kind);

test('places are shared by all runs', () => {
  const made = two();
  const run = begun(made);
  assert.deepEqual(starting(made, run), ['task:one/b', 'task:two/c']);
  assert.deepEqual(starting(made, run, { ...idle, beside: 28 }), ['task:one/b']);
  assert.deepEqual(starting(made, run, { ...idle, beside: 40 }), []);
  assert.deepEqual(kinds(made, run), []);
});

test('a spent budget of the plan holds everything, with the figures; one of a phase only that phase', () => {
  for (const [limits, kind] of [
    [{ agents: 10, cost: 2 }, 'cost'],
    [{ agents: 10, tokens: 1000 }, 'tokens'],
    [{ agents: 10, minutes: 1 }, 'time'],
  ] as const) {
    const made = two(limits);
    assert.deepEqual(starting(made, begun(made)), []);
    assert.deepEqual(kinds(made, begun(made)), [kind]);
  }
  const [first, second] = two().phases;
  assert.ok(first && second);
  const made = plan([{ ...first, limits: { cost: 1.5 } }, second]);
  assert.deepEqual(starting(made, begun(made)), ['task:two/c']);
  assert.deepEqual(govern(made, begun(made).run, idle).holds, [
    { kind: 'cost', phase: 'one', reason: 'the budget of one is used up: $2.00 of $1.50' },
  ]);
});

test('a busy machine or little memory holds agents beside others, never the only one, and is looked at again', () => {
  const made = two();
  for (const machine of [
    { load: 9, freeMemory: 4096 },
    { load: 1, freeMemory: 10 },
  ]) {
    const busy = { ...idle, machine };
    assert.deepEqual(starting(made, begun(made), busy), []);
    assert.equal(govern(made, begun(made).run, busy).lookAgain, 105_000);
    const alone = begun(made, (run) =>
      run.record({ phase: 'one', task: 'a' }, { kind: 'task.finished', state: 'failed', reason: '' }),
    );
    assert.deepEqual(starting(made, alone, busy), ['task:one/b', 'task:two/c']);
  }
  const unknown = { ...idle, machine: { load: undefined, freeMemory: undefined } };
  assert.deepEqual(kinds(made, begun(made), unknown), []);
});

test('a usage limit rests every agent of the type until its end, and the paused task begins again by itself', () => {
  const made = two();
  const until = new Date(160_000).toISOString();
  const run = begun(made, (one) =>
    one.record({ phase: 'one', task: 'a' }, { kind: 'task.paused', until, reason: 'usage limit' }),
  );
  assert.deepEqual(decideKeys(made, run, idle), ['task:two/c']);
  assert.equal(govern(made, run.run, idle).lookAgain, 160_000);
  assert.deepEqual(decideKeys(made, run, { ...idle, now: 160_000 }), ['task:one/a', 'task:one/b', 'task:two/c']);
});

const decideKeys = (made: Plan, rehearsal: Rehearsal, circumstances: Circumstances): readonly string[] =>
  decide(made, rehearsal.run, govern(made, rehearsal.run, circumstances).allowance)
    .map(({ key }) => key)
    .filter((key) => key.startsWith('task:'));

test('a person holds the queue, and releases it over whatever else holds it', () => {
  const made = two({ agents: 10, cost: 1 });
  const run = begun(made, (one) => one.record({}, { kind: 'run.paused', by: 'ada' }));
  assert.deepEqual(kinds(made, run), ['person', 'cost']);
  run.record({}, { kind: 'run.released', by: 'ada', kinds: ['cost'] });
  assert.deepEqual(kinds(made, run), []);
  assert.deepEqual(starting(made, run), ['task:one/b', 'task:two/c']);
});

test('agents that work in the workspace itself do so one at a time, over all runs, and those in worktrees beside them', () => {
  const type = {
    name: 'coder',
    runner: undefined,
    prompt: '',
    isolation: 'none',
    model: undefined,
    mode: undefined,
  } as const;
  const agents = new Map([['coder', { ...type, permissions: {}, limits: {} }]]);
  const tasks = [task('b'), task('c'), task('d', { agent: 'other' })];
  const made = plan([phase('one', { tasks })], { agents });
  const rehearsal = new Rehearsal(made);
  rehearsal.record({ phase: 'one' }, { kind: 'phase.started', title: '', branch: 'b', worktree: 'w' });
  assert.deepEqual(starting(made, rehearsal), ['task:one/b', 'task:one/d']);
  assert.deepEqual(starting(made, rehearsal, { ...idle, workspaceTaken: true }), ['task:one/d']);
  assert.deepEqual(kinds(made, rehearsal), ['workspace']);
  rehearsal.record({}, { kind: 'run.released', by: 'Ada', kinds: ['workspace'] });
  assert.deepEqual(starting(made, rehearsal, { ...idle, workspaceTaken: true }), [
    'task:one/b',
    'task:one/c',
    'task:one/d',
  ]);
});
