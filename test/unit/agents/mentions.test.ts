import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeMention, mentionAt, mentionedIssues, spellOutMentions } from '../../../src/agents/mentions.ts';

const titles = new Map([
  ['nova-1', 'Fix the pool'],
  ['nova-2.1', 'Measure it'],
]);

test('a mention is seen while it is typed, and only where a word begins', () => {
  assert.deepEqual(mentionAt('Fix @src/a', 10), { kind: 'file', typed: 'src/a', start: 4 });
  assert.deepEqual(mentionAt('#', 1), { kind: 'issue', typed: '', start: 0 });
  assert.deepEqual(mentionAt('see (#nova', 10), { kind: 'issue', typed: 'nova', start: 5 });
  for (const text of ['mail me@home', 'C#', 'Fix @a.ts now', '']) assert.equal(mentionAt(text, text.length), undefined);
});

test('a mention is completed in its place, with one space after it', () => {
  const text = 'Fix @sr and go';
  const mention = mentionAt(text, 7);
  assert.ok(mention);
  assert.deepEqual(completeMention(text, mention, 'src/a.ts'), { text: 'Fix @src/a.ts and go', caret: 14 });
});

test('agents read files in backticks and issues with their titles; the rest stays as it was typed', () => {
  assert.equal(
    spellOutMentions('Fix @src/a.ts, see #nova-2.1. Not #42, nor me@home (@b.ts)', titles),
    'Fix `src/a.ts`, see nova-2.1 ("Measure it"). Not #42, nor me@home (`b.ts`)',
  );
});

test('the issues that are mentioned are found once each', () => {
  assert.deepEqual(mentionedIssues('#nova-2.1, #nova-1 and #nova-2.1 but not #nope', titles), ['nova-2.1', 'nova-1']);
});
