import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { fixesOf } from '../../../src/plan/features/fixes.ts';
import { knowledgeOf } from '../../../src/plan/model/knowledge.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { check } from '../../../src/plan/rules/check.ts';

/** A plan of one phase that has nothing wrong but what is put into it. */
const around = (top: string, task = ''): string => `version: 1
name: x
${top}agents: { coder: {} }
phases:
  build:
    tasks:
      one:
        agent: coder
${task}`;

/** The text after the fix of this name, in which no other mistake may be left. */
function mended(text: string, title: string): string {
  const snapshot = new Snapshot(text);
  const fixes = check(snapshot, knowledgeOf({})).flatMap((problem) => fixesOf(snapshot, problem));
  const fix = fixes.find((one) => one.title === title);
  assert.ok(fix, `no "${title}" among ${fixes.map((one) => one.title).join(', ')}`);
  const after = applyEdits(text, fix.edits);
  assert.deepEqual(
    check(new Snapshot(after), knowledgeOf({})).map(({ message }) => message),
    [],
  );
  return after;
}

test('a text where a list belongs becomes a list that the key takes', () => {
  const cases = [
    ['setup: npm ci\n', 'setup: [{ run: npm ci }]\n'],
    ['setup: |\n  npm ci\n  npm test -- "a: b"\n\n', `setup: [{ run: npm ci }, { run: 'npm test -- "a: b"' }]\n\n`],
    ['checklist: { before: "Tag it, then [go]" }\n', "checklist: { before: ['Tag it, then [go]'] }\n"],
    ['checklist:\n  before: Tag it, then go # why\n', "checklist:\n  before: ['Tag it, then go'] # why\n"],
    [
      'runners: { r: { acp: { command: node agent.js } } }\n',
      'runners: { r: { acp: { command: [node, agent.js] } } }\n',
    ],
  ] as const;
  for (const [written, wanted] of cases) assert.equal(mended(around(written), 'Make it a list'), around(wanted));
});

test('a key that loses the only thing that it holds is left with empty braces or brackets, and its comment', () => {
  const needs = (list: string): string => around('', `        needs:${list}`);
  assert.equal(mended(needs(' # why\n          - one\n'), 'Remove "one"'), needs(' [] # why\n'));
  const done = (map: string): string => around('', `        done:${map}        retries: 1\n`);
  assert.equal(mended(done('\n          closes: true\n'), 'Remove "closes"'), done(' {}\n'));
});

test('a message says what is written as it is written, and no more than its first line', () => {
  const messages = (text: string): readonly string[] =>
    check(new Snapshot(text), knowledgeOf({})).map(({ message }) => message);
  assert.deepEqual(messages(around('').replace('version: 1', 'version: "1"')), ['"version" must be 1, not "1".']);
  assert.deepEqual(messages(around('setup: |\n  npm ci\n  npm test\n')), [
    '"setup" must be a list of steps, not "npm ci …".',
  ]);
});
