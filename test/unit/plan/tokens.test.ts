import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokens } from '../../../src/plan/features/tokens.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';

const told = (text: string): readonly string[] =>
  tokens(new Snapshot(text)).map(({ span, type, modifiers }) =>
    [text.slice(span.start, span.end), type, ...modifiers].join(' '),
  );

test('keys, names and values are told apart, and a name that the plan gives from one that it only uses', () => {
  const text = `agents:
  mine: {}
phases:
  one:
    stray: 1
    tasks:
      build: { agent: mine, issue: a-1, timeout: 5m, retries: 2, sparc: refinement }
    after:
      - uses: git.commit
      - run: echo $\{{ phase.id }} twice $\{{ phase.id }}
`.replaceAll('$\\', '$');
  assert.deepEqual(told(text), [
    'agents property',
    'mine class declaration',
    'phases property',
    'one namespace declaration',
    'tasks property',
    'build function declaration',
    'agent property',
    'mine class',
    'issue property',
    'a-1 variable readonly',
    'timeout property',
    '5m number',
    'retries property',
    '2 number',
    'sparc property',
    'refinement enumMember',
    'after property',
    'uses property',
    'git.commit method readonly',
    'run property',
    '$' + '{{ phase.id }} macro',
    '$' + '{{ phase.id }} macro',
  ]);
});

test('what an anchor holds is coloured once, and nothing reaches over a line’s end', () => {
  const text =
    'phases:\n  one: &a\n    title: x\n    needs:\n      - two\n  two: *a\n  three:\n    window: "a\n      b"\n';
  const all = tokens(new Snapshot(text));
  let end = 0;
  for (const { span } of all) {
    assert.ok(span.start >= end && !text.slice(span.start, span.end).includes('\n'));
    end = span.end;
  }
  assert.equal(told(text).filter((one) => one === 'title property').length, 1);
});
