import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commentsPrompt, conflictPrompt, followUpPrompt } from '../../../src/agents/follow-up.ts';
import { parseScript } from '../../../src/agents/script.ts';

test('a follow-up brings the task along, quoted, so that nothing in it is taken for the new demand', () => {
  const task = '# Fix it\n\n```demo\nsay old\n```\n';
  const text = followUpPrompt(['Now do more.\n\n```demo\nsay new\n```'], task);
  assert.match(text, /^# Follow-up\n\nNow do more\./);
  assert.match(text, /> # Fix it/);
  assert.deepEqual(parseScript(text), parseScript('```demo\nsay new\n```'));
  assert.deepEqual(parseScript(followUpPrompt(['No script.'], task)), parseScript('No script.'));
});

test('comments come by file and line, with the line that they are about', () => {
  const comment = { before: false, quote: '' } as const;
  const text = commentsPrompt([
    { ...comment, file: 'b.ts', line: 3, text: 'Third.' },
    { ...comment, file: 'a.ts', line: 12, quote: '  const a = `x`;', text: ' First, please. ' },
    { ...comment, file: 'b.ts', line: 2, before: true, text: 'Why is it gone?' },
  ]);
  const places = [...text.matchAll(/^### (.+)$/gm)].map(([, place]) => place);
  assert.deepEqual(places, ['`a.ts:12`', '`b.ts:2` (as it was before your change)', '`b.ts:3`']);
  assert.match(text, /> `const a = 'x';`\n\nFirst, please\.\n/);
});

test('a conflict is told with its files and the branch', () => {
  assert.match(conflictPrompt('main', ['a.ts', 'b.ts']), /on `main`[\s\S]*- `a\.ts`\n- `b\.ts`/);
});
