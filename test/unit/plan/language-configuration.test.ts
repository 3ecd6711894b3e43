import assert from 'node:assert/strict';
import { test } from 'node:test';
import configuration from '../../../syntaxes/language-configuration.json' with { type: 'json' };

const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;

/** The first rule that a line end meets, as an editor picks it; `¦` is the caret. */
function onEnter(line: string): string {
  const [before = '', after = ''] = line.split('¦');
  const rule = configuration.onEnterRules.find(
    ({ beforeText, afterText }) =>
      new RegExp(beforeText).test(before) && (afterText === undefined || new RegExp(afterText).test(after)),
  );
  if (rule !== undefined) return `${rule.action.indent}${rule.action.appendText ?? ''}`;
  return new RegExp(increaseIndentPattern).test(before) ? 'increase' : 'keep';
}

test('a new line goes into what the line opens', () => {
  const opens = [
    'phases:',
    '  "a b":',
    '  - tasks:',
    '  x: # soon',
    '    run: >-',
    '  - with:',
    '  a: &shared',
    'needs: [',
    't: {',
  ];
  for (const line of opens) assert.equal(onEnter(`${line}¦`), 'increase', line);
  const keeps = ['title: One', 'needs: []', 'done: { a: b }', 'title: a:b', '  - build', 'url: http://x'];
  for (const line of keeps) assert.equal(onEnter(`${line}¦`), 'keep', line);
});

test('behind the first key of an item a new line stands under that key, and an empty dash is taken back', () => {
  assert.equal(onEnter('  - run: go test¦'), 'indent');
  assert.equal(onEnter('  - "uses": beads.init¦'), 'indent');
  assert.equal(onEnter('  - run: |¦'), 'increase');
  assert.equal(onEnter('  - ¦'), 'outdent');
});

test('a comment goes on, an empty one ends', () => {
  assert.equal(onEnter('  # why¦'), 'none# ');
  assert.equal(onEnter('#why¦ and how'), 'none# ');
  assert.equal(onEnter('  # ¦'), 'keep');
});

test('a closing bracket alone on its line steps back', () => {
  for (const line of ['  }', '    ]', '  },', '  } ]']) assert.match(line, new RegExp(decreaseIndentPattern), line);
  for (const line of ['  a }', '- }x']) assert.doesNotMatch(line, new RegExp(decreaseIndentPattern), line);
});

test('words are names as plans write them, without quotes, colons and brackets', () => {
  const word = (text: string): readonly string[] => text.match(new RegExp(configuration.wordPattern, 'g')) ?? [];
  assert.deepEqual(word('needs: [one/build, "a-1"]'), ['needs', 'one/build', 'a-1']);
  assert.deepEqual(word('uses: claude-flow.post-edit'), ['uses', 'claude-flow.post-edit']);
});

test('regions fold by their comments', () => {
  assert.match('  # region first things', new RegExp(configuration.folding.markers.start));
  assert.match('#endregion', new RegExp(configuration.folding.markers.end));
});
