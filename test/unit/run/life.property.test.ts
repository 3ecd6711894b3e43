import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PermissionRequest } from '../../../src/agents/agent.ts';
import type { Payload } from '../../../src/run/events.ts';
import { isOver, type TaskLife } from '../../../src/run/state.ts';
import { phase, plan, Rehearsal, task } from './rehearsal.ts';

const request = (id: string): PermissionRequest => ({
  id,
  title: id,
  tool: 'execute',
  files: [],
  detail: '',
  options: [],
});
const start: Payload = { kind: 'task.started', title: 't', agent: 'coder', issue: undefined, attempt: 1 };
const end = (state: 'done' | 'failed' | 'stopped' | 'lost'): Payload => ({
  kind: 'task.finished',
  state,
  reason: state,
});
const events: readonly Payload[] = [
  start,
  { kind: 'task.worktree', folder: 'f', branch: 'b', base: 'c' },
  { kind: 'agent.started', name: 'a', version: '', session: 's', pid: 1 },
  { kind: 'agent.progress', said: '.', usage: { tokens: 5, cost: 1, context: undefined }, files: [] },
  { kind: 'agent.waiting', request: request('a') },
  { kind: 'agent.waiting', request: request('b') },
  { kind: 'agent.answered', request: 'a', option: 'y', by: 'person' },
  { kind: 'agent.answered', request: 'b', option: 'y', by: 'person' },
  { kind: 'agent.finished', stop: 'end_turn', detail: '' },
  { kind: 'task.committed', commit: 'c', files: ['x'] },
  { kind: 'task.paused', until: new Date(9).toISOString(), reason: 'usage limit' },
  { kind: 'task.verified' },
  { kind: 'task.merging', into: 'b' },
  { kind: 'task.merged', commit: 'c', into: 'b' },
  { kind: 'task.retried' },
  { kind: 'run.interrupted' },
  { kind: 'run.resumed', pid: 1 },
  end('done'),
  end('failed'),
  end('stopped'),
  end('lost'),
];
const history = fc.array(fc.constantFrom(...events), { maxLength: 40 });

/** The lives of one task as a history goes on, with the event before each. */
function lives(happened: readonly Payload[]): readonly (readonly [Payload, TaskLife])[] {
  const rehearsal = new Rehearsal(plan([phase('p', { tasks: [task('t')] })]));
  return [start, ...happened].map((payload) => {
    const ofRun = payload.kind.startsWith('run.');
    rehearsal.record(ofRun ? {} : { phase: 'p', task: 't' }, payload);
    return [payload, rehearsal.run.tasks['p/t']?.life ?? assert.fail()] as const;
  });
}

const again: readonly string[] = ['task.started', 'task.retried', 'run.resumed'];

test('in any history, an end is left only by what asks for another attempt, and what is done is never left', () => {
  fc.assert(
    fc.property(history, (happened) => {
      const seen = lives(happened);
      for (const [at, [event, life]] of seen.entries()) {
        const before = seen[at - 1]?.[1];
        if (before === undefined || !isOver(before) || life === before) continue;
        assert.notEqual(before, 'done');
        assert.ok(again.includes(event.kind), `${before} → ${event.kind} → ${life}`);
      }
    }),
  );
});

test('in any history, a task comes to exactly the end that it is told first', () => {
  fc.assert(
    fc.property(history, fc.constantFrom('done', 'failed', 'stopped', 'lost'), (happened, state) => {
      const before = lives(happened).at(-1)?.[1] ?? 'starting';
      const [, after] =
        lives([...happened, end(state), end('failed'), events[3] ?? start, events[8] ?? start]).at(-1) ?? [];
      assert.equal(after, isOver(before) ? before : state);
    }),
  );
});

test('in any history, a task waits for a person exactly while a question of its agent is open', () => {
  fc.assert(
    fc.property(history, (happened) => {
      const rehearsal = new Rehearsal(plan([phase('p', { tasks: [task('t')] })]));
      for (const payload of [start, ...happened]) {
        rehearsal.record(payload.kind.startsWith('run.') ? {} : { phase: 'p', task: 't' }, payload);
        const { life, waiting } = rehearsal.run.tasks['p/t'] ?? assert.fail();
        if (life === 'waiting') assert.ok(waiting.length > 0);
        if (life === 'working' || isOver(life)) assert.equal(waiting.length, 0, life);
      }
    }),
  );
});

test('what earlier attempts used is kept', () => {
  const rehearsal = new Rehearsal(plan([phase('p', { tasks: [task('t')] })]));
  const at = { phase: 'p', task: 't' };
  for (const payload of [start, events[2], events[3], end('failed'), start, events[3]])
    if (payload !== undefined) rehearsal.record(at, payload);
  const { usage, spent } = rehearsal.run.tasks['p/t'] ?? assert.fail();
  assert.equal(usage?.tokens, 5);
  assert.deepEqual(spent, { tokens: 5, cost: 1, milliseconds: 2 });
});
