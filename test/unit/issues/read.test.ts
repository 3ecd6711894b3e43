import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readIssue } from '../../../src/issues/read.ts';
import { writeIssue } from '../../../src/issues/write.ts';
import { issue } from './issues.ts';

const record = {
  _type: 'issue',
  id: 'bd-1',
  title: 'One',
  status: 'hooked',
  priority: 7,
  issue_type: 'merge-request',
  content_hash: 'abc',
  compaction_level: 0,
  wisp: { deep: [1, null] },
  dependencies: [
    { issue_id: 'bd-1', depends_on_id: 'bd-2', type: 'parent_child', created_by: 'x', metadata: '{}', thread_id: 't' },
    { issue_id: 'bd-1', depends_on_id: 'bd-3', type: 'made-up' },
    'nonsense',
  ],
  comments: [{ id: 12, issue_id: 'bd-1', author: 'a', text: 't', mood: 'good' }],
  comment_count: 1,
};

const read = (json: unknown) => {
  const result = readIssue(json);
  if (!result.ok) throw new Error(result.error);
  return result.value;
};

test('unknown statuses, types, priorities and fields are kept', () => {
  const found = read(record);
  assert.deepEqual([found.status, found.issue_type, found.priority], ['hooked', 'merge-request', 7]);
  assert.deepEqual(found.extra['wisp'], { deep: [1, null] });
  assert.deepEqual(
    found.dependencies.map(({ type }) => type),
    ['parent-child', 'made-up'],
  );
  assert.deepEqual(found.comments, [{ id: '12', author: 'a', text: 't', created_at: undefined }]);
});

test('a field with a name that means something to JavaScript is a field', () => {
  const found = read(JSON.parse('{"id":"a","__proto__":{"status":"closed"},"constructor":1}'));
  assert.deepEqual(JSON.stringify(found.extra), '{"__proto__":{"status":"closed"},"constructor":1}');
  assert.equal(found.status, 'open');
});

test('only what has no id is no issue; everything else may be missing, null or of a wrong kind', () => {
  assert.deepEqual(readIssue({ title: 'x' }), { ok: false, error: 'no id' });
  assert.deepEqual(readIssue([1]), { ok: false, error: 'not a JSON object' });
  const found = read({
    id: 'a',
    title: null,
    labels: null,
    dependencies: 3,
    comments: [4],
    priority: 'P1',
    assignee: '',
  });
  assert.deepEqual(
    [found.title, found.labels, found.dependencies, found.comments, found.priority, found.assignee, found.status],
    ['', [], [], [], 1, undefined, 'open'],
  );
});

test('the whole issues that "bd show" gives for edges are read as edges', () => {
  const found = read({
    id: 'a',
    dependencies: [
      { id: 'b', title: 'B', status: 'open', created_at: '2026-01-01T00:00:00Z', dependency_type: 'blocks' },
    ],
  });
  assert.deepEqual(found.dependencies, [
    { issue_id: 'a', depends_on_id: 'b', type: 'blocks', created_at: undefined, created_by: undefined },
  ]);
});

test('a record that was not changed is written as it was', () => {
  assert.equal(JSON.stringify(writeIssue(read(record), record)), JSON.stringify(record));
});

test('a change touches its own fields alone: spellings, order and unknown fields of the rest stay', () => {
  const found = read(record);
  const comment = { id: 'new', author: 'b', text: 'u', created_at: undefined };
  const written = writeIssue({ ...found, title: 'Two', comments: [...found.comments, comment] }, record);
  assert.equal(
    JSON.stringify(written),
    JSON.stringify({
      ...record,
      title: 'Two',
      // What was no edge is not kept in a list that changed, but this one did not.
      comments: [...record.comments, { id: 'new', issue_id: 'bd-1', author: 'b', text: 'u' }],
      comment_count: 2,
    }),
  );
});

test('an added edge leaves the others as they were written', () => {
  const found = read(record);
  const edge = { issue_id: 'bd-1', depends_on_id: 'bd-9', type: 'blocks', created_at: undefined, created_by: 'b' };
  const written = writeIssue({ ...found, dependencies: [...found.dependencies, edge] }, record);
  assert.deepEqual(written['dependencies'], [
    ...record.dependencies.slice(0, 2),
    { issue_id: 'bd-1', depends_on_id: 'bd-9', type: 'blocks', created_by: 'b' },
  ]);
});

test('a moved issue does not keep the parent that an exporter wrote beside its edges', () => {
  const old = {
    id: 'a',
    title: 't',
    parent: 'p',
    dependencies: [{ issue_id: 'a', depends_on_id: 'p', type: 'parent-child' }],
  };
  assert.deepEqual(writeIssue({ ...read(old), dependencies: [] }, old), { id: 'a', title: 't' });
});

test('a new issue is written in the field names of Beads, without what is empty', () => {
  const written = writeIssue(issue('a', { title: 'T', priority: 0, labels: ['x'], parent: 'e' }));
  assert.deepEqual(written, {
    id: 'a',
    title: 'T',
    status: 'open',
    priority: 0,
    issue_type: 'task',
    labels: ['x'],
    dependencies: [{ issue_id: 'a', depends_on_id: 'e', type: 'parent-child' }],
  });
});
