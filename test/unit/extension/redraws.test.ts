import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redraws } from '../../../src/extension/views/redraws.ts';

type Row = { readonly name: string; readonly open?: true };

/** What VS Code is told, and the clock. */
function redrawing(t: TestContext) {
  t.mock.timers.enable({ apis: ['setImmediate', 'setTimeout'] });
  const told: string[] = [];
  const redraws = new Redraws<Row>({
    draw: (rows) => told.push(rows === undefined ? 'all' : rows.map(({ name }) => name).join(' ')),
    isOpen: ({ open = false }) => open,
  });
  t.after(() => redraws.dispose());
  const after = (milliseconds: number): readonly string[] => {
    t.mock.timers.tick(milliseconds);
    return told.splice(0);
  };
  return { redraws, after };
}

const [a, b]: readonly [Row, Row] = [{ name: 'a' }, { name: 'b' }];
const epic: Row = { name: 'epic', open: true };

test('what changes in one moment is drawn once, and nothing before VS Code has asked for the first time', (t) => {
  const { redraws, after } = redrawing(t);
  redraws.add([undefined]);
  assert.deepEqual(after(5000), [], 'it has nothing yet');
  redraws.answered(undefined, []);
  assert.deepEqual(after(49), [], 'nor is it drawn yet');
  assert.deepEqual(after(2), ['all']);
  redraws.answered(undefined, []);
  assert.deepEqual(after(51), []);
  redraws.add([]);
  redraws.add([a]);
  redraws.add([b, a]);
  assert.deepEqual(after(1), ['a b']);
  redraws.add([b, undefined]);
  assert.deepEqual(after(1), ['all']);
});

test('while everything is drawn, the rest waits until VS Code has what it asks for', (t) => {
  const { redraws, after } = redrawing(t);
  redraws.answered(undefined, [epic, a]);
  redraws.add([undefined]);
  assert.deepEqual(after(900), [], 'it is about to ask for what lies under the epic');
  redraws.answered(epic, [b]);
  assert.deepEqual(after(49), []);
  assert.deepEqual(after(2), ['all']);
  redraws.add([a]);
  assert.deepEqual(after(10), []);
  redraws.answered(undefined, [epic]);
  redraws.answered(epic, []);
  assert.deepEqual(after(52), ['a']);
  redraws.answered(epic, [b]);
  redraws.add([b]);
  assert.deepEqual(after(1), ['b'], 'what is unfolded later holds nothing up');
});

test('what VS Code does not ask for holds nothing up for long', (t) => {
  const { redraws, after } = redrawing(t);
  redraws.answered(undefined, [epic]);
  redraws.add([a]);
  assert.deepEqual(after(1002), ['a']);
  redraws.add([undefined]);
  assert.deepEqual(after(1), ['all']);
  redraws.add([undefined]);
  assert.deepEqual(after(998), []);
  assert.deepEqual(after(4), ['all']);
});
