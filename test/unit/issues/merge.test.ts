import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeIssueFiles } from '../../../src/issues/merge.ts';

const file = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');
const issue = { id: 'a', title: 'one', status: 'open', priority: 2, updated_at: '2026-01-01T00:00:00Z' };
const later = '2026-01-03T00:00:00Z';
const merged = (ours: object, theirs: object, base: object = issue): Record<string, unknown> => {
  const { text, conflicts } = mergeIssueFiles(file(base), file(ours), file(theirs));
  assert.deepEqual(conflicts, []);
  return JSON.parse(text);
};

test('what one side changed is taken, whichever side it is', () => {
  const both = merged({ ...issue, title: 'two' }, { ...issue, priority: 0, owner: 'eve', updated_at: later });
  assert.deepEqual(both, { ...issue, title: 'two', priority: 0, updated_at: later, owner: 'eve' });
});

test('lists are merged entry by entry, what a side took away included', () => {
  const base = { ...issue, labels: ['x', 'y'], comments: [{ id: 1, text: 'first' }] };
  const edge = (to: string): object => ({ issue_id: 'a', depends_on_id: to, type: 'blocks' });
  const ours = {
    ...base,
    labels: ['y', 'z'],
    comments: [...base.comments, { id: 2, text: 'ours' }],
    dependencies: [edge('b')],
  };
  const theirs = {
    ...base,
    labels: ['x', 'y', 'w'],
    comments: [...base.comments, { id: 2, text: 'theirs' }],
    dependencies: [edge('c')],
  };
  const found = merged(ours, theirs, base);
  assert.deepEqual(found['labels'], ['y', 'z', 'w']);
  assert.deepEqual(found['comments'], [
    { id: 1, text: 'first' },
    { id: 2, text: 'ours' },
    { id: 2, text: 'theirs' },
  ]);
  assert.deepEqual(found['dependencies'], [edge('b'), edge('c')]);
});

test('an issue that both sides put under another one lies where the later put it, whichever side that is', () => {
  const edge = (to: string, type: string): object => ({ issue_id: 'a', depends_on_id: to, type });
  const under = (to: string, time: string, ...others: object[]): object => ({
    ...issue,
    updated_at: time,
    dependencies: [edge(to, 'parent-child'), ...others],
  });
  const was = under('e', '2026-01-01T00:00:00Z');
  const [early, late] = [under('f', '2026-01-02T00:00:00Z', edge('b', 'blocks')), under('g', later)];
  const wanted = [edge('b', 'blocks'), edge('g', 'parent-child')];
  assert.deepEqual(merged(early, late, was)['dependencies'], wanted);
  assert.deepEqual(merged(late, early, was)['dependencies'], wanted);
  assert.deepEqual(merged(early, { ...issue, updated_at: later }, was)['dependencies'], [edge('b', 'blocks')]);
  assert.deepEqual(merged(under('f', later), under('f', later), was)['dependencies'], [edge('f', 'parent-child')]);
});

test('where both changed a value the later change decides, and a status brings its dates along', () => {
  const closed = { ...issue, status: 'closed', closed_at: later, close_reason: 'done', priority: 0, updated_at: later };
  const taken = {
    ...issue,
    status: 'in_progress',
    started_at: '2026-01-02T00:00:00Z',
    priority: 1,
    updated_at: '2026-01-02T00:00:00Z',
  };
  assert.deepEqual(merged(closed, taken), closed);
  assert.deepEqual(merged(taken, closed), closed);
});

test('a text that both changed stays a conflict, whose two lines differ in nothing else', () => {
  const ours = { ...issue, description: 'ours', priority: 0 };
  const theirs = { ...issue, description: 'theirs', labels: ['x'] };
  const { text, conflicts } = mergeIssueFiles(file(issue), file(ours), file(theirs));
  assert.deepEqual(conflicts, [{ id: 'a', fields: ['description'] }]);
  const lines = text.split('\n');
  assert.deepEqual([lines[0], lines[2], lines[4]], ['<<<<<<< ours', '=======', '>>>>>>> theirs']);
  const both = { ...ours, labels: ['x'] };
  assert.deepEqual(JSON.parse(lines[1] ?? ''), both);
  assert.deepEqual(JSON.parse(lines[3] ?? ''), { ...both, description: 'theirs' });
});

test('a deleted issue stays when the other side changed it, and goes when not', () => {
  const other = { ...issue, id: 'b' };
  const base = file(issue, other);
  assert.equal(mergeIssueFiles(base, file(issue), file(issue, other)).text, file(issue));
  const changed = { ...other, title: 'changed' };
  assert.equal(mergeIssueFiles(base, file(issue), file(issue, changed)).text, file(issue, changed));
});

test('new issues of both sides are there, and what is no issue is kept as it was', () => {
  const odd = 'not json at all\n{"_type":"memory","key":"k"}\n';
  const { text } = mergeIssueFiles(odd, `${odd}${file({ id: 'n1' })}`, `${odd}more of it\n${file({ id: 'n2' })}`);
  assert.equal(text, `${odd}${file({ id: 'n1' })}more of it\n${file({ id: 'n2' })}`);
});

const anyRecord = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  title: fc.constantFrom('one', 'two', 'three'),
  status: fc.constantFrom('open', 'closed'),
  labels: fc.subarray(['x', 'y']),
  updated_at: fc.constantFrom(issue.updated_at, later),
});
const anyFile = fc.uniqueArray(anyRecord, { selector: ({ id }) => id }).map((records) => file(...records));

test('merging with what did not change gives the other side, byte for byte', () => {
  fc.assert(
    fc.property(anyFile, anyFile, (base, side) => {
      assert.equal(mergeIssueFiles(base, side, base).text, side);
      const theirs = mergeIssueFiles(base, base, side).text.split('\n').sort();
      assert.deepEqual(theirs, side.split('\n').sort());
      assert.equal(mergeIssueFiles(base, side, side).text, side);
    }),
  );
});

test('both sides agree on what a merge gives, but for the order of lines and of what lies in lists', () => {
  fc.assert(
    fc.property(anyFile, anyFile, anyFile, (base, one, two) => {
      const said = (ours: string, theirs: string): unknown => {
        const { text, conflicts } = mergeIssueFiles(base, ours, theirs);
        if (conflicts.length > 0) return conflicts.map(({ id }) => id).sort();
        return text
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line).id)
          .sort();
      };
      assert.deepEqual(said(one, two), said(two, one));
    }),
  );
});
