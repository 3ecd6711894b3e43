import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Lines } from '../../../src/base/lines.ts';
import type { Span } from '../../../src/base/span.ts';
import { complete } from '../../../src/plan/features/complete.ts';
import { foldings } from '../../../src/plan/features/folding.ts';
import { hover } from '../../../src/plan/features/hover.ts';
import { inlays } from '../../../src/plan/features/inlays.ts';
import { lenses } from '../../../src/plan/features/lenses.ts';
import { links } from '../../../src/plan/features/links.ts';
import { namedAt } from '../../../src/plan/features/navigate.ts';
import { renamableAt, renameIn } from '../../../src/plan/features/rename.ts';
import { symbols } from '../../../src/plan/features/symbols.ts';
import { tokens } from '../../../src/plan/features/tokens.ts';
import { knowledgeOf } from '../../../src/plan/model/knowledge.ts';
import { wholeSection } from '../../../src/plan/model/sections.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { check } from '../../../src/plan/rules/check.ts';
import { parseTree } from '../../../src/plan/syntax/parse.ts';
import type { Node } from '../../../src/plan/syntax/tree.ts';
import { change, changed, corpusTexts, spanOf } from './mutated.ts';

const knowledge = knowledgeOf({
  issues: [{ id: 'a-1', title: 'A', status: 'closed', priority: 2, type: 'task' }],
  agents: [],
});

const plain = (snapshot: Snapshot): readonly unknown[] =>
  snapshot.sections.map(({ piece }) => [piece.role, piece.under, piece.column, piece.text]);

test('after any edits, sections, positions and problems are those of the text read anew', () => {
  fc.assert(
    fc.property(fc.constantFrom(...corpusTexts), fc.array(change, { minLength: 1, maxLength: 12 }), (plan, changes) => {
      let snapshot = new Snapshot(plan);
      let text = plan;
      check(snapshot, knowledge);
      for (const one of changes) {
        snapshot = snapshot.edited(spanOf(text.length, one), one.put);
        text = changed(text, one);
        const fresh = new Snapshot(text);
        assert.deepEqual(plain(snapshot), plain(fresh));
        assert.equal(snapshot.text, text);
        assert.deepEqual(check(snapshot, knowledge), check(fresh, knowledge));
        const lines = new Lines(text);
        for (const offset of [0, spanOf(text.length, one).start, text.length]) {
          assert.deepEqual(snapshot.position(offset), lines.position(offset));
          assert.equal(snapshot.offset(lines.position(offset)), lines.offset(lines.position(offset)));
        }
      }
    }),
    { numRuns: 120 },
  );
});

/** What a tree says, without places. */
function meaning(node: Node | undefined): unknown {
  switch (node?.kind) {
    case 'mapping':
      return node.entries.map(({ key, value }) => [key.text, meaning(value)]);
    case 'sequence':
      return node.items.map(meaning);
    case 'scalar':
      return node.value;
    default:
      return node?.name;
  }
}

test('a text without a mistake says by sections what it says as a whole', () => {
  fc.assert(
    fc.property(fc.constantFrom(...corpusTexts), fc.array(change, { maxLength: 2 }), (plan, changes) => {
      const text = changes.reduce(changed, plan);
      const whole = parseTree(text);
      const snapshot = new Snapshot(text);
      if (whole.mistakes.length + whole.conflicts.length + snapshot.tree.mistakes.length > 0) return;
      assert.deepEqual(meaning(snapshot.root), meaning(whole.root));
    }),
    { numRuns: 300 },
  );
});

test('an edit within a phase leaves every other section as it is', () => {
  const phases = Array.from(
    { length: 50 },
    (_, at) => `  p-${at}:\n    tasks:\n      t: { agent: coder, prompt: x }\n`,
  );
  const before = new Snapshot(`version: 1\nname: x\nphases:\n${phases.join('')}`);
  const { names } = before;
  const at = before.text.indexOf('prompt: x', before.text.length / 2);
  const after = before.edited({ start: at, end: at }, 'y');
  const fresh = after.sections.filter((section) => !before.sections.includes(section));
  assert.equal(fresh.length, 1);
  assert.match(fresh[0]?.text ?? '', /^ {2}p-25:\n.*yprompt: x/s);
  assert.equal(after.names, names);
});

/** Texts without a mistake that were changed a little, read by sections and as a whole. */
const bothWays = fc
  .record({ plan: fc.constantFrom(...corpusTexts), changes: fc.array(change, { maxLength: 2 }) })
  .map(({ plan, changes }) => changes.reduce(changed, plan))
  .map((text) => ({
    text,
    parted: new Snapshot(text),
    whole: new Snapshot({ sections: [wholeSection(text)], before: undefined }),
  }))
  .filter(
    ({ parted, whole }) => whole.tree.mistakes.length + whole.tree.conflicts.length + parted.tree.mistakes.length === 0,
  )
  // Of a key of the plan that stands there twice, which is a problem of its own, sections show both and the whole shows one.
  .filter(
    ({ parted: { top } }) => new Set(top?.entries.map(({ key }) => key.text)).size === (top?.entries.length ?? 0),
  );

const anywhere = fc.double({ min: 0, max: 1, noNaN: true });

test('completion and hover say at any caret by sections what they say of the text as a whole', () => {
  fc.assert(
    fc.property(bothWays, anywhere, ({ text, parted, whole }, at) => {
      const offset = Math.round(at * text.length);
      assert.deepEqual(complete(parted, knowledge, offset), complete(whole, knowledge, offset));
      assert.deepEqual(hover(parted, knowledge, offset), hover(whole, knowledge, offset));
    }),
    { numRuns: 100 },
  );
});

test('outline, colours, folds, links and names are by sections what they are of the text as a whole', () => {
  const inOrder = (spans: readonly Span[]): readonly Span[] =>
    spans.toSorted((a, b) => a.start - b.start || a.end - b.end);
  fc.assert(
    fc.property(bothWays, anywhere, ({ text, parted, whole }, at) => {
      const offset = Math.round(at * text.length);
      const everything = { start: 0, end: text.length };
      for (const read of [symbols, tokens, lenses]) assert.deepEqual(read(parted), read(whole));
      assert.deepEqual(inOrder(foldings(parted)), inOrder(foldings(whole)));
      assert.deepEqual(links(parted, knowledge), links(whole, knowledge));
      assert.deepEqual(inlays(parted, knowledge, everything), inlays(whole, knowledge, everything));
      assert.deepEqual(namedAt(parted, offset), namedAt(whole, offset));
      assert.deepEqual(renamableAt(parted, offset), renamableAt(whole, offset));
      const named = namedAt(parted, offset);
      if (named) assert.deepEqual(renameIn(parted, named, 'new'), renameIn(whole, named, 'new'));
    }),
    { numRuns: 100 },
  );
});

test('names that become a list are read with their key, and a list that becomes names by names', () => {
  const names = 'version: 1\nphases:\n  a:\n    title: A\n  b:\n    title: B\n';
  const at = names.indexOf('  a:') + 2;
  const list = new Snapshot(names).edited({ start: at, end: at }, '- ');
  assert.deepEqual(plain(list), plain(new Snapshot(list.text)));
  assert.deepEqual(plain(list.edited({ start: at, end: at + 2 }, '')), plain(new Snapshot(names)));
});
