import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingKnown } from '../../../src/plan/model/knowledge.ts';
import { readLevels, shown } from '../../../src/plan/model/levels.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { check } from '../../../src/plan/rules/check.ts';

const codes = (text: string, given = {}): readonly string[] =>
  shown(new Snapshot(text), check(new Snapshot(text), nothingKnown), given).map(
    ({ code, severity }) => `${code} ${severity}`,
  );

const plan = (line: string): string => `version: 1\nname: x\nphases: {}\n${line}\n`;

test('a comment behind a line or above it hides the code that it names there, and nothing else', () => {
  assert.deepEqual(codes(plan('foo: 1')), ['unknown-key error']);
  for (const line of [
    'foo: 1 # phaseline-ignore unknown-key',
    '# phaseline-ignore unknown-key\nfoo: 1',
    '# phaseline-ignore syntax, unknown-key we want it\n\n# another remark\r\nfoo: 1',
  ])
    assert.deepEqual(codes(plan(line)), [], line);
  for (const line of [
    'foo: 1 # phaseline-ignore',
    'foo: 1 # phaseline-ignore wrong-type',
    'foo: 1\n# phaseline-ignore unknown-key',
    '# phaseline-ignore unknown-key\nx-a: 1\nfoo: 1',
    'foo: 1 # phaseline-ignored unknown-key',
  ])
    assert.deepEqual(codes(plan(line)), ['unknown-key error'], line);
});

test('a comment does not make a run take a plan that it would refuse', () => {
  assert.equal(readPlan(plan('foo: 1 # phaseline-ignore unknown-key')).plan, undefined);
});

test('settings make a problem milder, graver or silent; what is no level is passed over', () => {
  assert.deepEqual(codes(plan('foo: 1'), { 'unknown-key': 'hint' }), ['unknown-key hint']);
  assert.deepEqual(codes(plan('foo: 1'), { 'unknown-key': 'off' }), []);
  assert.deepEqual(readLevels({ a: 'off', b: 'loud', c: 3 }), { a: 'off' });
  for (const value of [undefined, null, 3, 'off']) assert.deepEqual(readLevels(value), {});
});
