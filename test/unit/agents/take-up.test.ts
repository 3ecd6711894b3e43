import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeUpLine } from '../../../src/agents/take-up.ts';

test('a session is taken up by its id', () => {
  assert.equal(takeUpLine(['codex', 'resume'], '019a-7c.e_1'), 'codex resume 019a-7c.e_1');
  assert.equal(takeUpLine([], '019a'), undefined, 'no such command');
});

test('an id that could mean something to a shell, or to the command, is never typed', () => {
  for (const session of [
    '',
    '-x',
    'a b',
    'a;reboot',
    '$(reboot)',
    'a\nreboot\n',
    'a\rb',
    '`b`',
    'a"b',
    "a'b",
    '\u001b[A',
    'ü',
  ])
    assert.equal(takeUpLine(['qwen', '--resume'], session), undefined, JSON.stringify(session));
});
