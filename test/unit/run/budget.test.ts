import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PermissionRequest } from '../../../src/agents/agent.ts';
import { spentBy } from '../../../src/run/budget.ts';
import type { Payload } from '../../../src/run/events.ts';
import { phase, plan, Rehearsal, task } from './rehearsal.ts';

const request: PermissionRequest = { id: 'q', title: 'q', tool: 'execute', files: [], detail: '', options: [] };
const start: Payload = { kind: 'task.started', title: 't', agent: 'coder', issue: undefined, attempt: 1 };
const spawned: Payload = { kind: 'agent.spawned', pid: 1 };
const begun: Payload = { kind: 'agent.started', name: 'a', version: '', session: 's', pid: 1 };
const finished: Payload = { kind: 'agent.finished', stop: 'end_turn', detail: '' };
const failed: Payload = { kind: 'task.finished', state: 'failed', reason: '' };
const heard: Payload = { kind: 'agent.progress', said: '', usage: undefined, files: [] };
const day = 24 * 60;

/** Minutes of an agent after what happened, each at its minute, seen at a minute. */
function minutes(happened: readonly (readonly [number, Payload])[], now: number): number {
  const rehearsal = new Rehearsal(plan([phase('p', { tasks: [task('t')] })]));
  for (const [minute, payload] of happened)
    rehearsal.record(payload.kind.startsWith('run.') ? {} : { phase: 'p', task: 't' }, payload, minute * 60_000);
  const record = rehearsal.run.tasks['p/t'] ?? assert.fail();
  return spentBy(record, now * 60_000).milliseconds / 60_000;
}

test('an agent at work spends time as it passes, from its process on', () => {
  assert.equal(minutes([[0, start]], 9), 0, 'its worktree is being set up');
  assert.equal(
    minutes(
      [
        [0, start],
        [2, spawned],
      ],
      9,
    ),
    7,
  );
  assert.equal(
    minutes(
      [
        [0, start],
        [2, spawned],
        [3, begun],
        [4, heard],
      ],
      9,
    ),
    7,
  );
});

test('what is over spends nothing, however late it is tried again', () => {
  const once = [
    [0, start],
    [0, begun],
    [5, finished],
    [6, failed],
  ] as const;
  for (const again of [
    { kind: 'task.retried' },
    { kind: 'run.resumed', pid: 1 },
    { kind: 'task.followed', text: 'x' },
  ] as const) {
    const ended =
      again.kind === 'run.resumed' ? [[7, { kind: 'run.finished', outcome: 'not-met', reason: '' }] as const] : [];
    const resumed = [...once, ...ended, [2 * day, again] as const];
    assert.equal(minutes(resumed, 3 * day), 5, again.kind);
    assert.equal(minutes([...resumed, [3 * day, start], [3 * day, begun]], 3 * day + 2), 7, again.kind);
  }
});

test('neither a usage limit nor a person who is waited for spends time', () => {
  const asked = [
    [0, start],
    [0, begun],
    [3, { kind: 'agent.waiting', request }],
  ] as const;
  assert.equal(minutes(asked, day), 3);
  const answered = { kind: 'agent.answered', request: 'q', option: 'y', by: 'person' } as const;
  assert.equal(minutes([...asked, [day, answered]], day + 4), 7);
  const until = new Date(day * 60_000).toISOString();
  const paused = [
    [0, start],
    [0, begun],
    [4, finished],
    [4, { kind: 'task.paused', until, reason: '' }],
  ] as const;
  assert.equal(minutes(paused, day), 4);
  assert.equal(minutes([...paused, [day, start], [day, begun]], day + 1), 5);
});

test('of an agent that was killed, the time up to the last that was heard of it counts', () => {
  const killed = [
    [0, start],
    [0, begun],
    [3, heard],
    [2 * day, { kind: 'run.interrupted' }],
  ] as const;
  assert.equal(minutes(killed, 3 * day), 3);
  assert.equal(minutes([...killed, [3 * day, { kind: 'run.resumed', pid: 1 }]], 4 * day), 3);
});
