import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinWords, splitWords } from '../../../src/base/words.ts';

const words = (text: string): readonly string[] => {
  const split = splitWords(text);
  assert.ok(split.ok, text);
  return split.value.map((word) => word.text);
};

test('words are split and unquoted as a shell would, and nothing else happens to them', () => {
  assert.deepEqual(words(`go test -race ./...`), ['go', 'test', '-race', './...']);
  assert.deepEqual(words(`a "b c" 'd "e' f\\ g "h\\"i" ''`), ['a', 'b c', 'd "e', 'f g', 'h"i', '']);
  assert.deepEqual(words('echo $HOME `x` > y | z'), ['echo', '$HOME', '`x`', '>', 'y', '|', 'z']);
  assert.deepEqual(words('a \\\n  b\\\r\n c'), ['a', 'b', 'c']);
});

test('a template stays one word, blanks and quotes in it too', () => {
  assert.deepEqual(words('x --id=${{ task.id }} "${{ a "b" }}"'), ['x', '--id=${{ task.id }}', '${{ a "b" }}']);
});

test('what is never closed is named with its place', () => {
  const places = [`a 'b`, 'abc "d', 'ab ${{ c', 'a \\'].map((text) => {
    const split = splitWords(text);
    return split.ok ? 'fine' : split.error.at;
  });
  assert.deepEqual(places, [2, 4, 3, 2]);
});

test('any words that are joined come apart again as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (list) => {
      const safe = list.map((word) => word.replaceAll('${{', '').replaceAll('\n', ' '));
      assert.deepEqual(words(joinWords(safe)), safe);
    }),
  );
});
