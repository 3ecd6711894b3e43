import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AgentUpdate, PermissionRequest } from '../../../src/agents/agent.ts';
import {
  type AgentLimits,
  type Attendance,
  attend,
  beginAttendance,
  type Happening,
  nextLook,
} from '../../../src/agents/attendance.ts';

const request = (id: string): PermissionRequest => ({
  id,
  title: id,
  tool: 'execute',
  files: [],
  detail: '',
  options: [],
});
const asks = (id: string): AgentUpdate => ({ kind: 'permission', request: request(id), waits: true });
const answered = (id: string): AgentUpdate => ({ kind: 'answered', request: id, option: 'y', by: 'person' });
const says: AgentUpdate = { kind: 'message', text: '.' };
const uses = (tokens: number, cost: number): AgentUpdate => ({
  kind: 'usage',
  usage: { tokens, cost, context: undefined },
});

const id = fc.constantFrom('a', 'b', 'c');
const update: fc.Arbitrary<AgentUpdate> = fc.oneof(
  fc.constant(says),
  id.map(asks),
  id.map(answered),
  fc.tuple(fc.nat(2000), fc.nat(20)).map(([tokens, cost]) => uses(tokens, cost)),
);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: update.map((one): Happening => ({ kind: 'update', update: one })) },
  { weight: 2, arbitrary: fc.constant<Happening>({ kind: 'time' }) },
  { weight: 1, arbitrary: fc.constantFrom<Happening>({ kind: 'stop' }, { kind: 'end' }) },
);
const history = fc.array(fc.tuple(fc.nat(50), happening), { maxLength: 60 });
const limits: fc.Arbitrary<AgentLimits> = fc.record(
  {
    time: fc.integer({ min: 1, max: 500 }),
    silence: fc.integer({ min: 1, max: 200 }),
    tokens: fc.nat(1500),
    cost: fc.nat(15),
  },
  { requiredKeys: [] },
);

/** Plays a history as the attendant does: the look that is due comes before whatever happens later. */
function play(
  steps: readonly (readonly [number, Happening])[],
  given: AgentLimits,
): readonly (readonly [number, Attendance])[] {
  let now = 1000;
  let turn = beginAttendance(now);
  const states: [number, Attendance][] = [[now, turn]];
  const step = (what: Happening): void => {
    turn = attend(turn, what, now, given);
    states.push([now, turn]);
  };
  for (const [pause, what] of steps) {
    const until = now + pause;
    for (let due = nextLook(turn, given); due !== undefined && due <= until; due = nextLook(turn, given)) {
      now = Math.max(now, due);
      step({ kind: 'time' });
    }
    now = until;
    step(what);
  }
  return states;
}

test('whatever happens, a turn that is over stays as it is, and what cut it short is said once', () => {
  fc.assert(
    fc.property(history, limits, (steps, given) => {
      const states = play([...steps, [1, { kind: 'end' }], ...steps], given).map(([, turn]) => turn);
      const over = states.findIndex(({ state }) => state === 'over');
      assert.ok(over >= 0);
      for (const later of states.slice(over)) assert.equal(later, states[over]);
      const cut = states.find((turn) => turn.cut !== undefined)?.cut;
      if (cut !== undefined)
        for (const later of states.slice(states.findIndex((turn) => turn.cut === cut))) assert.equal(later.cut, cut);
    }),
  );
});

test('a person is waited for exactly while a question is open', () => {
  fc.assert(
    fc.property(history, limits, (steps, given) => {
      for (const [, { state, questions }] of play(steps, given))
        if (state !== 'over') assert.equal(state === 'waiting', questions.length > 0);
    }),
  );
});

test('no turn that goes on is beyond a limit, and none is cut short that is within all of them', () => {
  fc.assert(
    fc.property(history, limits, (steps, given) => {
      const states = play(steps, given);
      let worked = 0;
      let heard = 1000;
      for (const [at, [now, turn]] of states.entries()) {
        const [then, before] = states[at - 1] ?? [now, turn];
        if (before.state === 'working') worked += now - then;
        heard = Math.max(heard, turn.heard);
        const { time = Infinity, silence = Infinity, tokens = Infinity, cost = Infinity } = given;
        if (turn.state === 'working' && turn.cut === undefined) {
          assert.ok(worked < time || before.state === 'waiting', 'time');
          assert.ok(now - heard < silence, 'silence');
        }
        if (turn.state !== 'over' && turn.cut === undefined) {
          assert.ok((turn.usage?.tokens ?? 0) <= tokens, 'tokens');
          assert.ok((turn.usage?.cost ?? 0) <= cost, 'cost');
        }
        if (turn.cut !== before.cut && turn.cut?.why === 'time') assert.ok(worked >= time);
        if (turn.cut !== before.cut && turn.cut?.why === 'silence') assert.ok(now - before.heard >= silence);
      }
    }),
  );
});

test('an agent that never says anything is given up, and one whose question nobody answers is not', () => {
  const given = { silence: 100, time: 1000 };
  let turn = attend(beginAttendance(0), { kind: 'update', update: asks('a') }, 10, given);
  assert.equal(nextLook(turn, given), undefined, 'a person may take a week');
  turn = attend(turn, { kind: 'update', update: answered('a') }, 50_000, given);
  assert.equal(nextLook(turn, given), 50_100);
  turn = attend(turn, { kind: 'time' }, 50_100, given);
  assert.deepEqual(turn.cut, { why: 'silence', reason: 'nothing was heard of it for 0.1 s' });
});
