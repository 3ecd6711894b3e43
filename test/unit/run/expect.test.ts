import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comparison, Expectation } from '../../../src/plan/model/plan.ts';
import { judge } from '../../../src/run/expect.ts';

const nothing: Expectation = { exit: 0, match: undefined, number: undefined, json: undefined };
const shown = (stdout: string, exit: number | undefined = 0, stderr = '') => ({
  exit,
  stdout,
  output: stdout + stderr,
});
const number = (operator: Comparison['operator'], value: number, pattern?: string): Expectation => ({
  ...nothing,
  number: { comparison: { operator, value }, pattern },
});
const json = (path: string, operator: Comparison['operator'], value: number | string | boolean): Expectation => ({
  ...nothing,
  json: { path, comparison: { operator, value } },
});

test('an exit code is compared, and a signal is said', () => {
  assert.deepEqual(judge(nothing, shown('')), { ok: true, found: 'exit 0', reason: '' });
  assert.deepEqual(judge(nothing, shown('', 2)), { ok: false, found: 'exit 2', reason: 'expected exit code 0, got 2' });
  assert.deepEqual(judge({ ...nothing, exit: 1 }, shown('', 1)).ok, true);
  assert.equal(judge(nothing, { exit: undefined, stdout: '', output: '' }).reason, 'it was ended by a signal');
});

test('the last number printed is compared', () => {
  assert.deepEqual(judge(number('>=', 96), shown('Lines 12/13\ncoverage: 91.2 %\n')), {
    ok: false,
    found: '91.2',
    reason: 'expected a number >= 96, found 91.2',
  });
  assert.equal(judge(number('>=', 96), shown('97%')).ok, true);
  for (const [text, found] of [
    ['10-20', '20'],
    ['-3', '-3'],
    ['1,234', '1234'],
    ['1e3', '1000'],
    ['v1.5', '1.5'],
    ['took 3ms', '3'],
    ['\u001B[32m7\u001B[39m', '7'],
  ] as const) {
    assert.equal(judge(number('!=', 999), shown(text)).found, found, text);
  }
  assert.equal(judge(number('>=', 1), shown('none')).reason, 'expected a number >= 1, found none in the output');
});

test('noise on standard error does not hide the number on standard output', () => {
  assert.equal(judge(number('==', 96), shown('96\n', 0, 'npm notice 11.2.0')).ok, true);
  assert.equal(judge(number('==', 5), shown('', 0, 'errors: 5')).ok, true);
});

test('a pattern picks the number', () => {
  assert.equal(judge(number('>=', 96, 'Lines\\s*:\\s*([\\d.]+)'), shown('Lines : 96.5%\nBranches : 20%')).ok, true);
  assert.match(
    judge(number('>=', 96, 'Lines: (.*)'), shown('nope')).reason,
    /found none in what \/Lines: \(\.\*\)\/ picks/,
  );
});

test('output can be matched line by line', () => {
  const match = { ...nothing, match: '^ok$' };
  assert.deepEqual(judge(match, shown('start\nok\nend')), { ok: true, found: 'ok', reason: '' });
  assert.equal(judge(match, shown('not ok')).reason, 'expected output that matches /^ok$/, found none');
  assert.equal(judge({ ...nothing, match: '(' }, shown('')).reason, '( is not a regular expression');
});

test('a path into JSON is compared, also behind lines that a script runner prints', () => {
  const text = '> tool@1.0 cover\n> cover --json\n\n{"total":{"lines":[{"pct":91.2,"state":"low"}]}}\n';
  assert.equal(judge(json('total.lines.0.pct', '>=', 90), shown(text)).ok, true);
  assert.equal(judge(json('total.lines.0.state', '==', 'low'), shown(text)).ok, true);
  assert.equal(judge(json('total.lines.length', '==', 1), shown(text)).ok, true);
  assert.equal(
    judge(json('total.lines.0.pct', '>=', 96), shown(text)).reason,
    'expected total.lines.0.pct >= 96, found 91.2',
  );
  assert.match(judge(json('a.b', '==', 1), shown('{}')).reason, /nothing at a\.b/);
  assert.match(judge(json('constructor', '==', 1), shown('{}')).reason, /nothing at constructor/);
  assert.match(judge(json('a', '==', 1), shown('hello')).reason, /not JSON/);
});

test('everything that is expected must hold, and all that is missed is said', () => {
  const both: Expectation = { ...number('>=', 96), match: 'PASS' };
  assert.equal(
    judge(both, shown('50', 1)).reason,
    'expected exit code 0, got 1; expected output that matches /PASS/, found none; expected a number >= 96, found 50',
  );
});
