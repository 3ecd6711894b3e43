import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { Converter } from '../../../src/plan/syntax/convert.ts';
import { readQuickly } from '../../../src/plan/syntax/quick.ts';
import type { Node } from '../../../src/plan/syntax/tree.ts';
import { change, changed, corpusTexts } from './mutated.ts';

/** A tree as data, without the way up. */
function shape(node: Node | undefined): unknown {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'mapping':
      return {
        ...node,
        parent: undefined,
        entries: node.entries.map(({ span, key, value }) => [span, shape(key), shape(value)]),
      };
    case 'sequence':
      return { ...node, parent: undefined, items: node.items.map(shape) };
    default:
      return { ...node, parent: undefined };
  }
}

test('what is read quickly is what the library reads without the half-typed keys, and nothing else that it has an error for', () => {
  let [quick, half] = [0, 0];
  fc.assert(
    fc.property(fc.constantFrom(...corpusTexts), fc.array(change, { maxLength: 4 }), (plan, changes) => {
      const text = changes.reduce(changed, plan);
      const read = readQuickly(text);
      if (read === undefined) return;
      quick += 1;
      let rest = text;
      for (const { start, end } of read.halfTyped)
        rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end);
      if (rest !== text) {
        half += 1;
        assert.ok(documentsOf(text)[0]?.errors.length, 'the library knows no mistake');
      }
      const [document, more] = documentsOf(rest);
      assert.deepEqual([document?.errors ?? [], more], [[], undefined]);
      const { root } = new Converter(rest, []).convert(
        document && 'contents' in document ? document.contents : undefined,
      );
      assert.deepEqual(shape(read.root), shape(root));
      for (const node of nodes(read.root)) assert.ok(node.parent !== undefined || node === read.root);
    }),
    { numRuns: 1500 },
  );
  assert.ok(half > 10, `only ${half} texts had half-typed keys`);
  assert.ok(quick > 300, `only ${quick} texts were read quickly`);
});

const documentsOf = (text: string): ReturnType<typeof parseAllDocuments> =>
  parseAllDocuments(text, { uniqueKeys: false, merge: false, logLevel: 'silent' });

function* nodes(node: Node | undefined): Generator<Node> {
  if (node === undefined) return;
  yield node;
  if (node.kind === 'sequence') for (const item of node.items) yield* nodes(item);
  if (node.kind === 'mapping') for (const { value } of node.entries) yield* nodes(value);
}
