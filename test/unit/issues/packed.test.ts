import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../../src/base/json.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import { type PackedIssues, packIssues } from '../../../src/issues/packed.ts';
import { unpackIssues } from '../../../src/issues/unpack.ts';
import { issue } from './issues.ts';

/** Texts as people and programs write them: empty, long, of letters that need one byte, two or four, and halves of letters. */
const anyText = fc.oneof(fc.constant(''), fc.string(), fc.string({ unit: 'binary', maxLength: 40 }), fc.lorem());
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined });
const date = fc.constantFrom('2026-01-01T00:00:00Z', '2026-02-03T04:05:06.789+02:00');
const half = fc.constantFrom('\ud83d', 'a\ude42', '\n', '\u00ff', '\u0100');

const anyIssue: fc.Arbitrary<Issue> = fc
  .record({
    id: fc.string({ minLength: 1 }),
    title: fc.oneof(anyText, half),
    description: anyText,
    notes: fc.oneof(anyText, half),
    status: fc.constantFrom('open', 'closed', 'strange'),
    priority: fc.integer(),
    assignee: maybe(fc.constantFrom('bob', 'ann')),
    estimated_minutes: maybe(fc.nat()),
    created_at: maybe(date),
    close_reason: maybe(anyText),
    external_ref: maybe(anyText),
    labels: fc.array(anyText, { maxLength: 2 }),
    comments: fc.array(fc.record({ id: fc.nat(), author: anyText, text: anyText, created_at: maybe(date) }), {
      maxLength: 2,
    }),
    metadata: maybe(fc.jsonValue()),
    owner: maybe(anyText),
    other: maybe(fc.jsonValue()),
    dependencies: fc.array(
      fc.record({
        issue_id: fc.constantFrom('', 'somebody-else'),
        depends_on_id: fc.string({ minLength: 1 }),
        type: fc.constantFrom('blocks', 'parent-child', 'own kind'),
        created_at: maybe(date),
        created_by: maybe(fc.constant('ann')),
      }),
      { maxLength: 3 },
    ),
  })
  // What is read was JSON, which knows no undefined.
  .map(({ id, ...fields }) => issue(id, JSON.parse(JSON.stringify(fields))));

const sameAsJson = (packed: PackedIssues): PackedIssues => JSON.parse(JSON.stringify(packed));

test('issues come out as they were packed, whatever they hold', () => {
  fc.assert(
    fc.property(fc.array(anyIssue, { maxLength: 6 }), (issues) => {
      assert.deepEqual(unpackIssues(sameAsJson(packIssues(issues))), issues);
    }),
  );
});

test('what is damaged is no issue at all', () => {
  const packed = packIssues([
    issue('a', { title: 'wide 🙂', labels: ['ui'], comments: [{ id: 1, text: 'so' }], needs: ['b'] }),
    issue('b', { status: 'closed', assignee: 'bob', owner: 'ann', metadata: { at: 1 } }),
  ]);
  const { columns } = packed;
  const damaged: PackedIssues[] = [
    { ...packed, narrow: packed.narrow.slice(1) },
    { ...packed, wide: `${packed.wide}x` },
    { ...packed, columns: { ...columns, words: [] } },
    ...Object.keys(columns).flatMap((key) =>
      [{}, [], [1, 2, 3, 4], ['x', { a: 1 }, true]].map((value: Json) => ({
        ...packed,
        columns: { ...columns, [key]: value },
      })),
    ),
  ];
  for (const one of damaged) assert.equal(unpackIssues(one), undefined, JSON.stringify(one.columns));
});
