import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Author, Edit } from '../../../src/hooks/edit.ts';
import { HookEngine, type HookOrder } from '../../../src/hooks/engine.ts';
import { ruleSet } from '../../../src/hooks/match.ts';
import type { HookRule } from '../../../src/hooks/rule.ts';

const rule = (id: string, on: HookRule['on'] = 'post-edit'): HookRule => ({ id, title: id, on, files: [], ignore: [] });
const person: Author = { kind: 'person' };
const edit = (id: string, path: string, author: Author = person): Edit => ({
  id,
  root: '/w',
  path,
  change: 'changed',
  hash: id,
  author,
});
const started = (orders: readonly HookOrder[]): readonly string[] =>
  orders.flatMap((order) => (order.kind === 'start' ? [order.run.id] : []));
const two = ruleSet([rule('A'), rule('B')]);

test('hooks of one file run one after the other, in the order of edits and then of rules', () => {
  const engine = new HookEngine(8);
  assert.deepEqual(started(engine.accept({ kind: 'edit', edit: edit('1', 'a'), rules: two })), ['1/A']);
  assert.deepEqual(started(engine.accept({ kind: 'edit', edit: edit('2', 'a'), rules: two })), []);
  const order: string[] = ['1/A'];
  for (let running = '1/A'; running !== ''; ) {
    [running = ''] = started(engine.accept({ kind: 'finished', hook: running }));
    order.push(running);
  }
  assert.deepEqual(order, ['1/A', '1/B', '2/A', '2/B', '']);
});

test('different files run beside each other up to the limit', () => {
  const engine = new HookEngine(2);
  const one = ruleSet([rule('A')]);
  const starts = ['1', '2', '3', '4'].flatMap((id) =>
    started(engine.accept({ kind: 'edit', edit: edit(id, id), rules: one })),
  );
  assert.deepEqual(starts, ['1/A', '2/A']);
  assert.deepEqual(started(engine.accept({ kind: 'finished', hook: '2/A' })), ['3/A']);
  assert.deepEqual(
    engine.view().waiting.map(({ id }) => id),
    ['4/A'],
  );
});

test('nothing starts while paused, and nothing that came meanwhile is lost', () => {
  const engine = new HookEngine(8);
  engine.accept({ kind: 'pause', paused: true });
  assert.deepEqual(engine.accept({ kind: 'edit', edit: edit('1', 'a'), rules: two }), []);
  assert.deepEqual(started(engine.accept({ kind: 'pause', paused: false })), ['1/A']);
});

test('an edit told twice runs its hooks once', () => {
  const engine = new HookEngine(8);
  engine.accept({ kind: 'edit', edit: edit('1', 'a'), rules: two });
  engine.accept({ kind: 'finished', hook: '1/A' });
  engine.accept({ kind: 'finished', hook: '1/B' });
  assert.deepEqual(engine.accept({ kind: 'edit', edit: edit('1', 'a'), rules: two }), []);
  assert.deepEqual(engine.accept({ kind: 'finished', hook: '1/A' }), []);
});

test('a formatter settles in one more round; one that never settles is cut with its path', () => {
  const engine = new HookEngine(8);
  const format = ruleSet([rule('format')]);
  const by = (hook: string): Author => ({ kind: 'hook', rule: 'format', hook });
  engine.accept({ kind: 'edit', edit: edit('1', 'a.ts'), rules: format });
  engine.accept({ kind: 'finished', hook: '1/format' });
  const again = engine.accept({ kind: 'edit', edit: edit('2', 'a.ts', by('1/format')), rules: format });
  assert.deepEqual(started(again), ['2/format']);
  engine.accept({ kind: 'finished', hook: '2/format' });
  const [cut] = engine.accept({ kind: 'edit', edit: edit('3', 'a.ts', by('2/format')), rules: format });
  assert.ok(cut?.kind === 'cut');
  assert.equal(cut.reason, 'hooks set each other off without end: a.ts → format → a.ts → format → a.ts');
  assert.deepEqual(started(engine.accept({ kind: 'edit', edit: edit('4', 'a.ts'), rules: format })), ['4/format']);
});

test('a generator that writes one file after many edits of others is no loop', () => {
  const engine = new HookEngine(1);
  const rules = ruleSet([
    { ...rule('generate'), files: ['*.proto'] },
    { ...rule('record'), files: ['index.ts'] },
  ]);
  for (let n = 0; n < 20; n += 1) {
    const [generate] = started(engine.accept({ kind: 'edit', edit: edit(`p${n}`, `${n}.proto`), rules }));
    assert.equal(generate, `p${n}/generate`);
    const author: Author = { kind: 'hook', rule: 'generate', hook: `p${n}/generate` };
    engine.accept({ kind: 'edit', edit: edit(`i${n}`, 'index.ts', author), rules });
    assert.deepEqual(started(engine.accept({ kind: 'finished', hook: `p${n}/generate` })), [`i${n}/record`]);
    engine.accept({ kind: 'finished', hook: `i${n}/record` });
  }
});

test('the hooks of a moment run in order and are told when they are over', () => {
  const engine = new HookEngine(8);
  const moment = { kind: 'moment', id: 'm', on: 'pre-task', root: '/w', subject: 'T1' } as const;
  const rules = ruleSet([rule('A', 'pre-task'), rule('B'), rule('C', 'pre-task')]);
  assert.deepEqual(started(engine.accept({ kind: 'moment', moment, rules })), ['m/A']);
  assert.equal(engine.openOf('m'), 2);
  assert.deepEqual(started(engine.accept({ kind: 'finished', hook: 'm/A' })), ['m/C']);
  engine.accept({ kind: 'finished', hook: 'm/C' });
  assert.equal(engine.openOf('m'), 0);
});

test('what waits for a folder that is gone is cut, what runs there ends by itself', () => {
  const engine = new HookEngine(8);
  engine.accept({ kind: 'edit', edit: edit('1', 'a'), rules: two });
  const orders = engine.accept({ kind: 'gone', root: '/w' });
  assert.deepEqual(
    orders.map(({ kind, run }) => [kind, run.id]),
    [['cut', '1/B']],
  );
  assert.equal(engine.idle('/w'), false);
  assert.deepEqual(engine.accept({ kind: 'finished', hook: '1/A' }), []);
  assert.equal(engine.idle('/w'), true);
});

test('after a kill the cut-off hook starts again under its id, the ended one does not, the waiting one follows', () => {
  const engine = new HookEngine(8, new Set(['1/A', 'm/A']));
  assert.deepEqual(started(engine.accept({ kind: 'edit', edit: edit('1', 'a'), rules: two })), ['1/B']);
  assert.deepEqual(started(engine.accept({ kind: 'edit', edit: edit('2', 'a'), rules: two })), []);
  assert.deepEqual(started(engine.accept({ kind: 'finished', hook: '1/B' })), ['2/A']);
  const moment = { kind: 'moment', id: 'm', on: 'pre-task', root: '/w', subject: 'T1' } as const;
  const rules = ruleSet([rule('A', 'pre-task'), rule('B', 'pre-task')]);
  assert.deepEqual(started(engine.accept({ kind: 'moment', moment, rules })), ['m/B']);
});

test('after a kill a loop is still known as one', () => {
  const format = ruleSet([rule('format')]);
  const by = (hook: string): Author => ({ kind: 'hook', rule: 'format', hook });
  const engine = new HookEngine(8, new Set(['1/format', '2/format']));
  engine.accept({ kind: 'edit', edit: edit('1', 'a'), rules: format });
  engine.accept({ kind: 'edit', edit: edit('2', 'a', by('1/format')), rules: format });
  const [cut] = engine.accept({ kind: 'edit', edit: edit('3', 'a', by('2/format')), rules: format });
  assert.equal(cut?.kind, 'cut');
});
