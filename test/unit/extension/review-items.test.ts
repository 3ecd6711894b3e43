import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partsLeftOut, reviewItems } from '../../../src/extension/views/agents/review-items.ts';
import type { ChangedFile } from '../../../src/run/ports.ts';

const hunk = (line: number, sample: string) => ({ oldStart: line, oldCount: 1, newStart: line, newCount: 2, sample });
const files: readonly ChangedFile[] = [
  { file: 'src/a.ts', state: 'changed', hunks: [hunk(0, 'one'), hunk(8, 'two')] },
  { file: 'src/b.ts', state: 'changed', hunks: [hunk(4, 'only')] },
  { file: 'c.png', state: 'added', hunks: [] },
];

test('a file with several changes is offered change by change, every other as a whole', () => {
  assert.deepEqual(
    reviewItems(files).map((item) =>
      item.kind === 'heading' ? item.label : [item.label, item.description, item.hunk],
    ),
    [
      'src/a.ts',
      ['one', 'line 1 +2 −1', 0],
      ['two', 'line 9 +2 −1', 1],
      'src/b.ts',
      ['only', 'line 5 +2 −1', undefined],
      'c.png',
      ['c.png', 'new', undefined],
    ],
  );
});

test('what is not accepted is left out, as a whole where nothing of a file is', () => {
  assert.deepEqual(
    partsLeftOut(files, () => true),
    [],
  );
  assert.deepEqual(
    partsLeftOut(files, (file, at) => file === 'src/a.ts' && at === 0),
    [
      { file: 'src/a.ts', hunks: [1] },
      { file: 'src/b.ts', hunks: 'all' },
      { file: 'c.png', hunks: 'all' },
    ],
  );
  assert.deepEqual(partsLeftOut(files, () => false)[0], { file: 'src/a.ts', hunks: 'all' });
});
