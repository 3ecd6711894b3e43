import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Nodes } from '../../../src/extension/views/nodes.ts';
import { nothing, type Row } from '../../../src/extension/views/row.ts';

const row = (id: string, children: readonly Row[] = [], description = ''): Row => ({
  id,
  label: id,
  description,
  spoken: id,
  context: '',
  subject: nothing,
  children,
});

const changed = (nodes: Nodes, rows: readonly Row[]): unknown => {
  const { changed: found } = nodes.update(rows);
  return found === 'all' ? found : found.map((node) => node.row.id);
};

test('only the rows that changed are drawn again, and a node keeps its identity', () => {
  const nodes = new Nodes();
  assert.equal(changed(nodes, [row('a', [row('a1'), row('a2')]), row('b')]), 'all');
  const [first] = nodes.roots;
  assert.deepEqual(changed(nodes, [row('a', [row('a1'), row('a2')]), row('b')]), []);
  assert.deepEqual(changed(nodes, [row('a', [row('a1'), row('a2', [], 'new')]), row('b')]), ['a2']);
  assert.equal(nodes.roots[0], first);
  assert.equal(first?.children[1]?.row.description, 'new');
});

test('rows that come or go redraw their parent; at the top, the whole tree', () => {
  const nodes = new Nodes();
  nodes.update([row('a', [row('a1')]), row('b')]);
  assert.deepEqual(changed(nodes, [row('a', [row('a1'), row('a2')]), row('b')]), ['a']);
  assert.equal(changed(nodes, [row('b'), row('a')]), 'all');
});

test('a row that asks to be unfolded later than it came is said once', () => {
  const nodes = new Nodes();
  const phase = (unfolded: boolean): Row => ({ ...row('a', [row('a1')]), unfolded });
  const unfold = (rows: readonly Row[]): readonly string[] => nodes.update(rows).unfold.map((node) => node.row.id);
  assert.deepEqual(unfold([phase(false)]), []);
  assert.deepEqual(unfold([phase(true)]), ['a']);
  assert.deepEqual(unfold([phase(true)]), []);
});
