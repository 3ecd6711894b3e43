import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Decision } from '../../../src/run/schedule.ts';
import { criterion, phase, plan, Rehearsal, step, task } from './rehearsal.ts';

const tasks = (decisions: readonly Decision[]): readonly Extract<Decision, { kind: 'task' }>[] =>
  decisions.filter((decision) => decision.kind === 'task');

test('a phase runs its steps, then all its tasks at once, then what follows, then its checks', () => {
  const made = plan([
    phase('one', {
      before: [step('b0'), step('b1')],
      tasks: [task('x'), task('y')],
      after: [step('a')],
      criteria: [criterion('c')],
    }),
  ]);
  const rehearsal = new Rehearsal(made);
  const run = rehearsal.playOut();
  assert.deepEqual(rehearsal.log, [
    'open:one',
    'step:one:before:0',
    'step:one:before:1',
    'task:one/x',
    'task:one/y',
    'merge:one/x',
    'merge:one/y',
    'step:one:after:0',
    'check:one/c',
    'close:one',
    'finish',
  ]);
  assert.equal(run.outcome, 'met');
});

test('issues that the tracker lacks are created after the set-up and before anything else, in a run of a part too', () => {
  const made = plan([phase('one', { tasks: [task('x')] })], { setup: [step('s')] });
  const whole = new Rehearsal(made, { missingIssues: ['a'] });
  whole.playOut();
  assert.deepEqual(whole.log.slice(0, 3), ['step::setup:0', 'step::issues:0', 'open:one']);
  const scope = { kind: 'plan', phase: 'one', task: 'x' } as const;
  const part = new Rehearsal(made, { missingIssues: ['a'], scope });
  part.playOut();
  assert.deepEqual(part.log.slice(0, 2), ['step::issues:0', 'open:one']);
});

test('issues that cannot be created end the run before an agent starts; resumed, it tries again', () => {
  const rehearsal = new Rehearsal(plan([phase('one', { tasks: [task('x')] })]), { missingIssues: ['a'] });
  const run = rehearsal.playOut(new Set(['step::issues:0']));
  assert.deepEqual([run.outcome, run.reason], ['not-met', "the plan's issues were not created: exit code 1"]);
  assert.deepEqual(run.phaseStates, {});
  rehearsal.record({}, { kind: 'run.resumed', pid: 1 });
  assert.deepEqual(rehearsal.keys(), ['step::issues:0']);
  assert.equal(rehearsal.playOut().outcome, 'met');
});

test('the next phase starts when the one that it needs has met its gate, and never otherwise', () => {
  const made = plan([
    phase('one', { criteria: [criterion('c')] }),
    phase('two', { needs: ['one'], tasks: [task('x')] }),
  ]);
  assert.equal(new Rehearsal(made).playOut().outcome, 'met');
  const run = new Rehearsal(made).playOut(new Set(['check:one/c']));
  assert.equal(run.outcome, 'not-met');
  assert.equal(run.phaseStates['two'], undefined);
  assert.match(run.reason, /"c" is not met: no.*two did not start: it needs one/);
});

test('a failed task keeps its phase from closing, but neither the others nor the evidence', () => {
  const made = plan([
    phase('one', { tasks: [task('x'), task('y'), task('z', { needs: ['one/x'] })], criteria: [criterion('c')] }),
  ]);
  const run = new Rehearsal(made).playOut(new Set(['task:one/x']));
  assert.equal(run.tasks['one/y']?.life, 'done');
  assert.equal(run.tasks['one/z'], undefined);
  assert.equal(run.evidence['one/c']?.met, true);
  assert.equal(run.outcome, 'not-met');
  assert.match(run.reason, /x failed: it refused; z did not start: it needs one\/x/);
});

test('no more agents are at work than there is room for, and those at work keep their places', () => {
  const rehearsal = new Rehearsal(plan([phase('one', { tasks: [task('a'), task('b'), task('c')] })]), { capacity: 2 });
  for (const decision of rehearsal.decisions()) rehearsal.carryOut(decision);
  assert.deepEqual(rehearsal.keys(), ['task:one/a', 'task:one/b']);
  const second = tasks(rehearsal.decisions()).find(({ task: { id } }) => id === 'b');
  assert.ok(second);
  rehearsal.start(second);
  assert.deepEqual(rehearsal.keys(), ['task:one/a', 'task:one/b']);
});

test('work is merged in plan order: whoever is ready first waits for those before it', () => {
  const rehearsal = new Rehearsal(plan([phase('one', { tasks: [task('a'), task('b')] })]));
  for (const decision of rehearsal.decisions()) rehearsal.carryOut(decision);
  for (const decision of tasks(rehearsal.decisions())) rehearsal.start(decision);
  rehearsal.record({ phase: 'one', task: 'b' }, { kind: 'task.verified' });
  assert.deepEqual(rehearsal.keys(), ['task:one/a']);
  rehearsal.record({ phase: 'one', task: 'a' }, { kind: 'task.verified' });
  assert.deepEqual(rehearsal.keys(), ['merge:one/a']);
});

test('a task that failed is tried again as often as its plan allows', () => {
  const run = new Rehearsal(plan([phase('one', { tasks: [task('a', { retries: 2 })] })])).playOut(
    new Set(['task:one/a']),
  );
  assert.equal(run.tasks['one/a']?.attempt, 3);
  assert.equal(run.tasks['one/a']?.failures, 3);
});

test('a step that failed stops its phase, unless it is said to be harmless', () => {
  const made = (harmless: boolean) =>
    plan([phase('one', { before: [step('b', { continueOnError: harmless })], tasks: [task('a')] })]);
  const fails = new Set(['step:one:before:0']);
  assert.match(new Rehearsal(made(false)).playOut(fails).reason, /the step "b" before it failed/);
  assert.equal(new Rehearsal(made(true)).playOut(fails).outcome, 'met');
});

test('a single task is run without the steps and gates around it', () => {
  const made = plan([
    phase('one', {
      before: [step('b')],
      tasks: [task('a'), task('b', { needs: ['one/a'] })],
      criteria: [criterion('c')],
    }),
  ]);
  const rehearsal = new Rehearsal(made, { scope: { kind: 'plan', phase: 'one', task: 'b' } });
  assert.equal(rehearsal.playOut().outcome, 'met');
  assert.deepEqual(rehearsal.log, ['open:one', 'task:one/b', 'merge:one/b', 'close:one', 'finish']);
});

test('an ended run that is resumed tries again what failed, and only that', () => {
  const made = plan([phase('one', { tasks: [task('x'), task('y')], criteria: [criterion('c'), criterion('d')] })]);
  const rehearsal = new Rehearsal(made);
  rehearsal.playOut(new Set(['task:one/x', 'check:one/d']));
  rehearsal.record({}, { kind: 'run.resumed', pid: 1 });
  rehearsal.log.length = 0;
  assert.equal(rehearsal.playOut().outcome, 'met');
  assert.deepEqual(rehearsal.log, ['task:one/x', 'merge:one/x', 'check:one/d', 'close:one', 'finish']);
});

/** Tasks whose needs point backwards, so that there is no circle. */
const waves = fc.array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 8 }).map((needs) =>
  plan([
    phase('one', {
      tasks: needs.map((of, index) =>
        task(`t${index}`, { needs: [...new Set(of.filter((n) => n < index))].map((n) => `one/t${n}`) }),
      ),
    }),
  ]),
);

test('whatever its needs, a plan without a circle is carried out whole, each task once and after those that it needs', () => {
  fc.assert(
    fc.property(waves, fc.integer({ min: 1, max: 4 }), (made, capacity) => {
      const rehearsal = new Rehearsal(made, { capacity });
      assert.equal(rehearsal.playOut().outcome, 'met');
      const order = rehearsal.log.filter((key) => key.startsWith('merge:')).map((key) => key.slice('merge:'.length));
      assert.equal(new Set(order).size, made.phases[0]?.tasks.length);
      for (const each of made.phases[0]?.tasks ?? []) {
        for (const need of each.needs) assert.ok(order.indexOf(need) < order.indexOf(`one/${each.id}`));
      }
    }),
  );
});

test('whatever fails, a run comes to an end and says why', () => {
  fc.assert(
    fc.property(waves, fc.array(fc.nat(7)), (made, failing) => {
      const fails = new Set(failing.map((n) => `task:one/t${n}`));
      const run = new Rehearsal(made).playOut(fails);
      const all = made.phases[0]?.tasks.every(({ id }) => run.tasks[`one/${id}`]?.life === 'done');
      assert.equal(run.outcome, all ? 'met' : 'not-met');
      assert.equal(run.reason === '', all);
    }),
  );
});

test('a run that was cut off is not taken for going on, and its agents begin again when it is resumed', () => {
  const rehearsal = new Rehearsal(plan([phase('one', { tasks: [task('a'), task('b'), task('c')] })]));
  for (const decision of rehearsal.decisions()) rehearsal.carryOut(decision);
  for (const decision of tasks(rehearsal.decisions())) rehearsal.start(decision);
  rehearsal.record({ phase: 'one', task: 'a' }, { kind: 'task.verified' });
  rehearsal.record({ phase: 'one', task: 'b' }, { kind: 'agent.finished', stop: 'end_turn', detail: '' });
  rehearsal.record({}, { kind: 'run.interrupted' });
  assert.equal(rehearsal.run.interrupted, true);
  assert.deepEqual(
    ['a', 'b', 'c'].map((id) => rehearsal.run.tasks[`one/${id}`]?.life),
    ['verified', 'verifying', 'lost'],
  );
  rehearsal.record({}, { kind: 'run.resumed', pid: 1 });
  assert.equal(rehearsal.run.tasks['one/c']?.life, 'queued');
  assert.equal(rehearsal.run.interrupted, false);
  assert.equal(rehearsal.playOut().outcome, 'met');
});
