import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkDocument, trackerWords } from '../../../src/issues/document/check.ts';
import { completeDocument, documentHelp } from '../../../src/issues/document/complete.ts';
import { blankFields, fieldsOf, type IssueFields, tidy } from '../../../src/issues/document/fields.ts';
import { documentOutline } from '../../../src/issues/document/outline.ts';
import { readDocument } from '../../../src/issues/document/read.ts';
import { conflictsIn, creationOf, saveOf, writesNothing } from '../../../src/issues/document/save.ts';
import { documentText, tailMark } from '../../../src/issues/document/write.ts';
import { oneLine } from '../../../src/issues/text.ts';
import { issue, issues } from './issues.ts';

const tail = '## Relations\n\nNone.';
const one = issue('x-1', {
  title: 'Read: the "config"',
  status: 'in_progress',
  priority: 1,
  assignee: '@bob',
  labels: ['api', 'needs: work'],
  parent: 'x-0',
  needs: ['x-2'],
  description: 'First.\n\n## Design\nnot a section\n',
  notes: 'Noted.',
  estimated_minutes: 960,
  due_at: '2026-03-01T00:00:00Z',
});
const text = documentText(fieldsOf(one), tail);

/** Lines that a document is divided by, and others. */
const line = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '## Design',
    '\\## Notes',
    '## new comment',
    '---',
    '# Title',
    tailMark,
    `\\\\${tailMark}`,
    '',
    '  ',
    '```',
    'id: x',
  ),
);
const block = fc.array(line, { maxLength: 6 }).map((lines) => tidy(lines.join('\n')));
const word = fc.string({ maxLength: 12 }).map((value) => oneLine(value));
const someWord = word.filter((value) => value !== '');
const date = fc.constantFrom('', '2026-03-01', '2026-03-01T09:30:00Z');
const anyFields: fc.Arbitrary<IssueFields> = fc.record(
  {
    id: someWord,
    title: someWord,
    issue_type: someWord,
    status: someWord,
    priority: fc.nat(9),
    assignee: word,
    labels: fc.array(someWord, { maxLength: 3 }),
    parent: word,
    needs: fc.array(someWord, { maxLength: 3 }),
    due_at: date,
    defer_until: date,
    estimated_minutes: fc.nat(99_999),
    close_reason: word,
    description: block,
    design: block,
    acceptance_criteria: block,
    notes: block,
    comment: block,
  },
  { noNullPrototype: true },
);

test('a document is written for people', () => {
  assert.equal(
    text,
    [
      '---',
      'id: x-1',
      'type: task',
      'status: in_progress',
      'priority: P1',
      'assignee: "@bob"',
      'labels: [api, "needs: work"]',
      'parent: x-0',
      'needs: [x-2]',
      'due: 2026-03-01',
      'estimate: 2d',
      '---',
      '',
      '# Read: the "config"',
      '',
      'First.',
      '',
      '\\## Design',
      'not a section',
      '',
      '## Notes',
      '',
      'Noted.',
      '',
      tailMark,
      '',
      tail,
      '',
    ].join('\n'),
  );
});

test('whatever an issue holds, its document reads as what it was written from', () => {
  fc.assert(
    fc.property(anyFields, block, (fields, shown) => {
      const read = readDocument(documentText(fields, shown));
      assert.deepEqual(read.problems, []);
      assert.deepEqual(read.fields, fields);
      assert.equal(read.tail.text, shown);
    }),
    { numRuns: 2000 },
  );
});

test('any text at all is read without an exception, and every problem lies in it', () => {
  const pieces = fc.array(
    fc.oneof(line, fc.constantFrom('priority: P9x', 'labels: [a', 'status:', 'due: soon', '---')),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(pieces, (lines) => {
      const whole = lines.join('\n');
      for (const { span, message } of readDocument(whole).problems) {
        assert.ok(span.start >= 0 && span.start <= span.end && span.end <= Math.max(3, whole.length), message);
      }
    }),
    { numRuns: 2000 },
  );
});

test('saving writes only what was changed, and nothing when nothing was', () => {
  fc.assert(
    fc.property(anyFields, anyFields, (base, theirs) => {
      const quiet = { ...base, comment: '' };
      assert.ok(writesNothing(saveOf({ base: quiet, mine: quiet, theirs })));
      assert.deepEqual(conflictsIn({ base: quiet, mine: quiet, theirs }), []);
    }),
  );
  const base = fieldsOf(one);
  const mine = {
    ...base,
    title: 'New',
    labels: ['api', 'fast'],
    needs: [],
    due_at: '2026-04-02',
    comment: 'Done so far.',
  };
  assert.deepEqual(saveOf({ base, mine, theirs: { ...base, status: 'blocked', labels: ['api'] } }), {
    change: { title: 'New', due_at: '2026-04-02T00:00:00Z', add_labels: ['fast'] },
    needs: { add: [], remove: ['x-2'] },
    comment: 'Done so far.',
    end: undefined,
  });
});

test('two people conflict only where both set one field differently', () => {
  const base = fieldsOf(one);
  const mine = { ...base, title: 'Mine', notes: 'Same', labels: ['mine'] };
  const theirs = { ...base, title: 'Theirs', notes: 'Same', status: 'open', labels: ['theirs'] };
  assert.deepEqual(conflictsIn({ base, mine, theirs }), ['title']);
});

test('closing and opening again go their own way, with the reason', () => {
  const base = fieldsOf(one);
  const closed = saveOf({ base, mine: { ...base, status: 'Closed', close_reason: 'Done' }, theirs: base });
  assert.deepEqual([closed.change, closed.end], [{}, { kind: 'close', reason: 'Done' }]);
  const done = { ...base, status: 'closed' };
  assert.deepEqual(saveOf({ base: done, mine: base, theirs: done }).change, { status: 'in_progress' });
  assert.equal(saveOf({ base: done, mine: { ...done, status: 'open' }, theirs: done }).end?.kind, 'reopen');
});

test('a new issue is created with what can be, and the rest is set afterwards', () => {
  const { issue: made, rest } = creationOf({
    ...blankFields('x-0'),
    title: 'T',
    labels: ['a'],
    design: 'D',
    status: 'in progress',
  });
  assert.deepEqual(made, { title: 'T', issue_type: 'task', priority: 2, labels: ['a'], parent: 'x-0' });
  assert.deepEqual(rest.change, { design: 'D', status: 'in_progress' });
});

const words = trackerWords(
  issues(issue('x-0', { issue_type: 'epic' }), one, issue('x-2', { labels: ['ui'], assignee: 'ann' })),
);
const said = (changed: string): readonly string[] => {
  const read = readDocument(changed);
  return checkDocument(read, { fields: fieldsOf(one), tail }, words).map(
    ({ grave, message, span }) => `${grave} at "${changed.slice(span.start, span.end)}": ${message}`,
  );
};

test('what is wrong is said where it stands, with what to do', () => {
  assert.deepEqual(said(text), []);
  assert.match(said(text.replace('P1', 'urgent')).join(), /error at "urgent": "urgent" is no priority: write P0/);
  assert.match(said(text.replace('x-0', 'y-0')).join(), /error at "y-0": There is no issue y-0; did you mean x-0\?/);
  assert.match(said(text.replace('[x-2]', '[x-2, x-1]')).join(), /error at "x-1": An issue cannot wait for itself/);
  assert.match(
    said(text.replace('in_progress', 'in_progres')).join(),
    /warning at "in_progres": .*did you mean in_progress\?/,
  );
  assert.match(
    said(text.replace('id: x-1', 'id: x-9')).join(),
    /error at "x-9": An id cannot be changed: write x-1 again/,
  );
  assert.match(said(text.replace(/^# .*$/m, '#')).join(), /An issue needs a title/);
  assert.match(said(text.replace('due: 2026-03-01', 'due: soon')).join(), /"soon" is no date/);
  assert.match(said(text.replace('2d', 'long')).join(), /"long" is no estimate/);
  assert.match(said(text.replace('None.', 'Some.')).join(), /warning at .*is not saved/s);
  assert.match(said(text.replace(tailMark, '')).join(), /is gone/);
  assert.match(said(text.replace('---\n', '')).join(), /begins with "---"/);
  assert.match(said(text.replace('labels:', 'label:')).join(), /error at "label": There is no "label" here/);
  assert.match(said(text.replace('status: in_progress\n', '')).join(), /"status" is missing/);
});

test('completion offers what the tracker knows, in its place', () => {
  const offered = (changed: string): readonly string[] => {
    const at = changed.indexOf('|');
    return completeDocument(changed.replace('|', ''), at, words).map(({ label }) => label);
  };
  assert.ok(offered(text.replace('status: in_progress', 'status: |')).includes('in_progress'));
  assert.deepEqual(offered(text.replace('priority: P1', 'priority: |')), ['P0', 'P1', 'P2', 'P3', 'P4']);
  assert.deepEqual(offered(text.replace('assignee: "@bob"', 'assignee: a|')), ['@bob', 'ann']);
  assert.deepEqual(offered(text.replace('[api, "needs: work"]', '[api, |]')), ['needs: work', 'ui']);
  assert.deepEqual(offered(text.replace('parent: x-0', 'parent: |'))[0], 'x-0');
  assert.deepEqual(offered(text.replace('needs: [x-2]', 'needs: [x-2, |]')), ['x-0', 'x-1']);
  assert.deepEqual(offered(text.replace('id: x-1', 'id: x-1\n|')), ['defer', 'reason']);
  assert.deepEqual(
    offered(text.replace('## Notes', '|\n\n## Notes')),
    ['## Design', '## Acceptance criteria', '## New comment'].filter(
      (one) => one !== '## Design' || !text.includes('\n## Design'),
    ),
  );
  assert.match(documentHelp('due: 2026') ?? '', /A date/);
  assert.match(documentHelp('## Notes') ?? '', /found/);
});

test('the outline has the fields, the title with its sections, and what is only shown', () => {
  const names = (parts: ReturnType<typeof documentOutline>): unknown =>
    parts.map(({ name, lines, parts: inner }) => [
      name,
      lines.start,
      lines.end,
      ...(inner.length > 0 ? [names(inner)] : []),
    ]);
  const fenced = text.replace('First.', '```\n# no heading\n```\n### Deep');
  assert.deepEqual(names(documentOutline(fenced)), [
    ['Fields', 0, 11],
    [
      'Read: the "config"',
      13,
      31,
      [
        ['Deep', 18, 21],
        ['Notes', 23, 25],
        ['Relations', 29, 31],
      ],
    ],
  ]);
});
