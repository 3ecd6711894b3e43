import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOutIssues, nodeSize } from '../../../src/extension/board/page/issue-layout.ts';
import { pathOf } from '../../../src/extension/board/page/layout.ts';
import { columnBeside, layRows, rowAt } from '../../../src/extension/board/page/rows.ts';
import { cardOf } from '../../../src/issues/board.ts';
import { issueGraph } from '../../../src/issues/graph.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import { surroundings } from '../../../src/issues/surroundings.ts';
import { edge, issue } from './fixtures.ts';

const lane = (value: string, ...lengths: readonly number[]) => ({
  value,
  title: value,
  cells: lengths.map((length, column) => Array.from({ length }, (_, at) => `${value}-${column}-${at}`)),
});

test('lanes lie beneath each other, each as high as its longest column, folded ones as their heads alone', () => {
  const rows = layRows([lane('a', 2, 1), lane('b', 0, 3), lane('c', 0, 0)], true, new Set(['b']));
  assert.deepEqual(
    rows.map((row) => (row.kind === 'head' ? `${row.lane.value}${row.folded ? ' folded' : ''}` : row.ids)),
    ['a', ['a-0-0', 'a-1-0'], ['a-0-1', undefined], 'b folded', 'c'],
  );
  for (const [at, row] of rows.entries()) {
    assert.equal(row.top + row.height, rows[at + 1]?.top ?? row.top + row.height);
    assert.equal(rowAt(rows, row.top), at);
    assert.equal(rowAt(rows, row.top + row.height - 1), at);
  }
  assert.equal(rowAt(rows, 1e9), rows.length);
  assert.deepEqual(
    layRows([lane('', 1)], false, new Set()).map(({ kind }) => kind),
    ['cards'],
  );
});

test('a card goes into the column beside its own, and nowhere where there is none or no step to the side', () => {
  const steps = [
    [0, 1],
    [1, -1],
    [2, 0],
    [0, -1],
    [4, 1],
  ] as const;
  assert.deepEqual(
    steps.map(([column, by]) => columnBeside(column, by)),
    ['blocked', 'todo', undefined, undefined, undefined],
  );
});

const picture = (...issues: readonly Issue[]) => {
  const graph = issueGraph(new Map(issues.map((one) => [one.id, one])), 0);
  const around = surroundings(graph, issues[0]?.id ?? '', 150);
  const cards = around.nodes.map((id) => cardOf(graph, graph.issues.get(id) ?? issue(id)));
  return layOutIssues({ cards, ...around });
};
const needing = (id: string, ...needs: readonly string[]): Issue =>
  issue(id, { dependencies: needs.map((need) => edge(id, need, 'blocks')) });

test('the graph goes from left to right in the order of the work, and nothing lies on anything', () => {
  const { at, lines, width, height } = picture(
    needing('a'),
    needing('b', 'a'),
    needing('c', 'a'),
    needing('d', 'b', 'c'),
  );
  const x = (id: string): number => at.get(id)?.x ?? 0;
  assert.ok(x('a') < x('b') && x('b') < x('d') && x('c') < x('d'));
  assert.equal(lines.length, 4);
  for (const line of lines) assert.match(pathOf(line), /^M[\d.]+ [\d.]+.*[LC].*[\d.]+ [\d.]+$/);
  const places = [...at.values()];
  for (const [index, one] of places.entries()) {
    assert.ok(one.x + nodeSize.width / 2 <= width && one.y + nodeSize.height / 2 <= height);
    for (const other of places.slice(index + 1))
      assert.ok(Math.abs(one.x - other.x) >= nodeSize.width || Math.abs(one.y - other.y) >= nodeSize.height);
  }
});

test('two lines between the same issues run beside each other, from side to side', () => {
  const twice = issue('b', { dependencies: [edge('b', 'a', 'blocks'), edge('b', 'a', 'related')] });
  const { at, lines } = picture(issue('a'), twice);
  const [a, b] = [at.get('a'), at.get('b')];
  assert.ok(a && b);
  const ends = lines.map((line) => [line[0], line.at(-1)]);
  assert.deepEqual(
    ends,
    [-6, 6].map((apart) => [
      { x: a.x + nodeSize.width / 2, y: a.y + apart },
      { x: b.x - nodeSize.width / 2, y: b.y + apart },
    ]),
  );
});

test('a circle is drawn too', () => {
  assert.equal(picture(needing('a', 'b'), needing('b', 'a')).lines.length, 2);
});
