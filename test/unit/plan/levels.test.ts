import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { ignoreHere } from '../../../src/plan/features/ignore.ts';
import { nothingKnown } from '../../../src/plan/model/knowledge.ts';
import { readLevels } from '../../../src/plan/model/levels.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { check } from '../../../src/plan/rules/check.ts';
import { shown } from '../../../src/plan/rules/shown.ts';

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
    '# phaseline-ignore need-settled, unknown-key we want it\n\n# another remark\r\nfoo: 1',
  ])
    assert.deepEqual(codes(plan(line)), [], line);
  for (const line of [
    'foo: 1 # phaseline-ignore',
    'foo: 1 # phaseline-ignore wrong-type',
    'foo: 1\n# phaseline-ignore unknown-key',
    '# phaseline-ignore unknown-key\nx-a: 1\nfoo: 1',
    'foo: 1 # phaseline-ignored unknown-key',
  ])
    assert.deepEqual(
      codes(plan(line)).filter((told) => told !== 'ignores-nothing hint'),
      ['unknown-key error'],
      line,
    );
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

test('a problem is ignored where it stands, with the comment that is there already', () => {
  const hidden = (text: string): string => {
    const snapshot = new Snapshot(text);
    const problem = shown(snapshot, check(snapshot, nothingKnown)).find(({ code }) => code === 'unknown-key');
    assert.ok(problem);
    const fix = ignoreHere(snapshot, problem);
    assert.ok(fix);
    const after = applyEdits(text, fix.edits);
    assert.ok(!codes(after).includes(`${problem.code} ${problem.severity}`), after);
    return after;
  };
  assert.equal(hidden(plan('foo: 1')), plan('foo: 1 # phaseline-ignore unknown-key'));
  assert.equal(hidden(plan('foo: 1 # ours')), plan('foo: 1 # ours # phaseline-ignore unknown-key'));
  assert.equal(
    hidden(plan('# phaseline-ignore wrong-type\nfoo: 1').replace(/\n/g, '\r\n')),
    plan('# phaseline-ignore wrong-type unknown-key\nfoo: 1').replace(/\n/g, '\r\n'),
  );
});

test('nothing is ignored where a comment would be text, nor what keeps the plan from being read', () => {
  for (const text of [plan('setup:\n  - run: |\n      echo\n      a > b'), plan('"foo')]) {
    const snapshot = new Snapshot(text);
    const [problem] = check(snapshot, nothingKnown);
    assert.ok(problem);
    assert.equal(ignoreHere(snapshot, problem), undefined, problem.message);
  }
});
