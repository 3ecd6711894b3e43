import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueFrom, isTime } from '../../../src/issues/dates.ts';
import { readDocument } from '../../../src/issues/document/read.ts';

test('a day that no calendar has is none', () => {
  const now = Date.parse('2026-02-27T12:00:00Z');
  assert.equal(dueFrom('2028-02-29', now), '2028-02-29T00:00:00Z');
  assert.equal(dueFrom('2d', now), '2026-03-01T00:00:00Z');
  assert.equal(dueFrom('1w', now), '2026-03-06T00:00:00Z');
  assert.equal(dueFrom('', now), '');
  for (const text of ['2026-02-30', '2026-02-29', '2026-04-31', '2026-13-01', 'soon']) {
    assert.equal(dueFrom(text, now), undefined, text);
    assert.equal(isTime(text), false, text);
    assert.equal(isTime(`${text}T09:00:00Z`), false, text);
  }
  assert.ok(isTime('2026-03-01T23:30:00+02:00'));
});

test('the document of an issue says that there is no such day', () => {
  const { problems } = readDocument('---\ntype: task\nstatus: open\npriority: P2\ndue: 2026-02-30\n---\n# One\n');
  assert.ok(problems.some(({ grave, message }) => grave === 'error' && message.startsWith('"2026-02-30" is no date')));
});
