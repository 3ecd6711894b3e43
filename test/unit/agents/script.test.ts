import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScript } from '../../../src/agents/script.ts';

const script = (...lines: readonly string[]): string =>
  ['Do this:', '', '```demo', ...lines, '```', 'Thanks.'].join('\n');
const instructionsOf = (...lines: readonly string[]): unknown => {
  const parsed = parseScript(script(...lines));
  return parsed?.ok ? parsed.value.instructions : parsed?.error;
};

test('a prompt without a demo block has no script', () => {
  assert.equal(parseScript('Fix it.\n```sh\nsay hello\n```'), undefined);
});

test('every instruction is read', () => {
  assert.deepEqual(
    instructionsOf(
      '# a note',
      'say Hello | there',
      'think hm',
      'wait 1.5s',
      'write src/a.go',
      '  package a',
      '',
      '    x := 1',
      'append a.md | one\\ntwo \\| three',
      'replace a.md | old \\\\ | new',
      'delete b.txt',
      'ask execute | Run the migration',
      'fail no database',
      'crash',
      'hang',
    ),
    [
      { do: 'say', text: 'Hello | there' },
      { do: 'think', text: 'hm' },
      { do: 'wait', milliseconds: 1500 },
      { do: 'write', path: 'src/a.go', content: 'package a\n\n  x := 1\n' },
      { do: 'append', path: 'a.md', text: 'one\ntwo | three' },
      { do: 'replace', path: 'a.md', old: 'old \\', new: 'new' },
      { do: 'delete', path: 'b.txt' },
      { do: 'ask', tool: 'execute', title: 'Run the migration' },
      { do: 'fail', reason: 'no database' },
      { do: 'crash' },
      { do: 'hang' },
    ],
  );
});

test('spaces beyond the one beside a bar belong to the text', () => {
  assert.deepEqual(instructionsOf('replace a.py |   x = 1 |   x = 2'), [
    { do: 'replace', path: 'a.py', old: '  x = 1', new: '  x = 2' },
  ]);
});

test('an indented fence is read, as in a list item', () => {
  const parsed = parseScript('- do\n  ```demo\n  write a.txt\n    text\n  say done\n  ```');
  assert.deepEqual(parsed, {
    ok: true,
    value: {
      instructions: [
        { do: 'write', path: 'a.txt', content: 'text\n' },
        { do: 'say', text: 'done' },
      ],
    },
  });
});

test('what is wrong is said with its line in the prompt', () => {
  assert.deepEqual(instructionsOf('say', 'run rm -rf /', 'wait long', 'write ../x', 'write /etc/passwd', 'dance'), [
    { line: 4, detail: 'what to say is missing' },
    { line: 5, detail: 'the demo agent executes nothing' },
    { line: 6, detail: 'expected a time such as 800ms, 2s or 1m' },
    { line: 7, detail: "../x does not lie in the agent's folder" },
    { line: 8, detail: "/etc/passwd does not lie in the agent's folder" },
    {
      line: 9,
      detail:
        'unknown instruction "dance"; known: say, think, wait, write, append, replace, delete, ask, fail, crash, hang',
    },
  ]);
});

test('an unclosed block is a problem, not a guess', () => {
  const parsed = parseScript('```demo\nsay hi');
  assert.deepEqual(parsed, { ok: false, error: [{ line: 2, detail: 'the block is never closed' }] });
});
