import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Mentions } from '../../../src/issues/mentions.ts';

const ids = ['x-1', 'x-12', 'x-1.2', 'nova-DIST-101', 'nova-a.b-7', 'odd'];
const mentions = new Mentions(new Map(ids.map((id) => [id, true])));
const found = (text: string): readonly string[] => mentions.in(text).map(({ id }) => id);

test('ids are found where they stand alone, the longest that is known', () => {
  assert.deepEqual(found('Closes x-1, x-12 and nova-DIST-101.'), ['x-1', 'x-12', 'nova-DIST-101']);
  assert.deepEqual(found('see x-1.2, x-1.3, x-1.go, (x-12)'), ['x-1.2', 'x-1', 'x-1', 'x-12']);
  assert.deepEqual(found('nova-a.b-7'), ['nova-a.b-7']);
  assert.deepEqual(mentions.in('a x-12')[0]?.span, { start: 2, end: 6 });
});

test('what only looks like an id is none', () => {
  assert.deepEqual(found('x-2 max-1 a-x-1 x-123 odd X-1 x-1a'), []);
  assert.deepEqual(new Mentions(new Map()).in('x-1'), []);
});

test('every mention is what the text holds there', () => {
  const piece = fc.oneof(fc.constantFrom(...ids, ' ', '.', '-', '\n', 'x-', '(', '$('), fc.string({ maxLength: 3 }));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      for (const { id, span } of mentions.in(text)) assert.equal(text.slice(span.start, span.end), id);
    }),
  );
});
