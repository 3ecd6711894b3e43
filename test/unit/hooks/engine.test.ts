import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Author, Edit } from '../../../src/hooks/edit.ts';
import { HookEngine } from '../../../src/hooks/engine.ts';
import { type HookEnd, type HookOrder, noPast } from '../../../src/hooks/orders.ts';
import { type HookRule, plainManner } from '../../../src/hooks/rule.ts';

const rule = (id: string, manner: Partial<HookRule> = {}): HookRule => ({
  ...plainManner,
  id,
  title: id,
  on: 'post-edit',
  files: [],
  ignore: [],
  ...manner,
});
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
const two = [rule('A'), rule('B')];
const edits = (rules: readonly HookRule[], ...some: readonly Edit[]) =>
  ({ kind: 'edits', edits: some.map((one) => ({ edit: one, rules })) }) as const;
const done = (hook: string, end: HookEnd = 'ok') => ({ kind: 'finished', hook, end }) as const;

test('hooks of one file run one after the other, in the order of edits and then of rules', () => {
  const engine = new HookEngine(8);
  assert.deepEqual(started(engine.accept(edits(two, edit('1', 'a')), 0)), ['1/A']);
  assert.deepEqual(started(engine.accept(edits(two, edit('2', 'a')), 0)), []);
  const order: string[] = ['1/A'];
  for (let running = '1/A'; running !== ''; ) {
    [running = ''] = started(engine.accept(done(running), 0));
    order.push(running);
  }
  assert.deepEqual(order, ['1/A', '1/B', '2/A', '2/B', '']);
});

test('different files run beside each other up to the limit', () => {
  const engine = new HookEngine(2);
  const one = [rule('A')];
  const starts = ['1', '2', '3', '4'].flatMap((id) => started(engine.accept(edits(one, edit(id, id)), 0)));
  assert.deepEqual(starts, ['1/A', '2/A']);
  assert.deepEqual(started(engine.accept(done('2/A'), 0)), ['3/A']);
  assert.deepEqual(
    engine.view().waiting.map(({ id }) => id),
    ['4/A'],
  );
});

test('nothing starts while paused, and nothing that came meanwhile is lost', () => {
  const engine = new HookEngine(8);
  engine.accept({ kind: 'pause', paused: true }, 0);
  assert.deepEqual(engine.accept(edits(two, edit('1', 'a')), 0), []);
  assert.deepEqual(started(engine.accept({ kind: 'pause', paused: false }, 0)), ['1/A']);
});

test('an edit told twice runs its hooks once', () => {
  const engine = new HookEngine(8);
  engine.accept(edits(two, edit('1', 'a')), 0);
  engine.accept(done('1/A'), 0);
  engine.accept(done('1/B'), 0);
  assert.deepEqual(engine.accept(edits(two, edit('1', 'a')), 0), []);
  assert.deepEqual(engine.accept(done('1/A'), 0), []);
});

test('a formatter settles in one more round; one that never settles is cut with its path', () => {
  const engine = new HookEngine(8);
  const format = [rule('format')];
  const by = (hook: string): Author => ({ kind: 'hook', rule: 'format', hook });
  engine.accept(edits(format, edit('1', 'a.ts')), 0);
  engine.accept(done('1/format'), 0);
  const again = engine.accept(edits(format, edit('2', 'a.ts', by('1/format'))), 0);
  assert.deepEqual(started(again), ['2/format']);
  engine.accept(done('2/format'), 0);
  const [cut] = engine.accept(edits(format, edit('3', 'a.ts', by('2/format'))), 0);
  assert.ok(cut?.kind === 'cut');
  assert.equal(cut.reason, 'hooks set each other off without end: a.ts → format → a.ts → format → a.ts');
  assert.deepEqual(started(engine.accept(edits(format, edit('4', 'a.ts')), 0)), ['4/format']);
});

test('a generator that writes one file after many edits of others is no loop', () => {
  const engine = new HookEngine(1);
  const [generates, records] = [[rule('generate')], [rule('record')]];
  for (let n = 0; n < 20; n += 1) {
    const [generate] = started(engine.accept(edits(generates, edit(`p${n}`, `${n}.proto`)), 0));
    assert.equal(generate, `p${n}/generate`);
    const author: Author = { kind: 'hook', rule: 'generate', hook: `p${n}/generate` };
    engine.accept(edits(records, edit(`i${n}`, 'index.ts', author)), 0);
    assert.deepEqual(started(engine.accept(done(`p${n}/generate`), 0)), [`i${n}/record`]);
    engine.accept(done(`i${n}/record`), 0);
  }
});

test('the hooks of a moment run in order and are told when they are over', () => {
  const engine = new HookEngine(8);
  const moment = { kind: 'moment', id: 'm', on: 'pre-task', root: '/w', subject: 'T1' } as const;
  const rules = [rule('A', { on: 'pre-task' }), rule('C', { on: 'pre-task' })];
  assert.deepEqual(started(engine.accept({ kind: 'moment', moment, rules }, 0)), ['m/A']);
  assert.equal(engine.pending, 2);
  assert.deepEqual(started(engine.accept(done('m/A'), 0)), ['m/C']);
  engine.accept(done('m/C'), 0);
  assert.equal(engine.pending, 0);
});

test('what waits for a folder that is gone is cut, what runs there ends by itself', () => {
  const engine = new HookEngine(8);
  engine.accept(edits(two, edit('1', 'a')), 0);
  const orders = engine.accept({ kind: 'gone', root: '/w' }, 0);
  assert.deepEqual(
    orders.map((order) => [order.kind, order.kind === 'cut' && order.run.id]),
    [['cut', '1/B']],
  );
  assert.equal(engine.pending, 1);
  assert.deepEqual(started(engine.accept(done('1/A'), 0)), []);
  assert.equal(engine.pending, 0);
});

test('after a kill the cut-off hook starts again under its id, the ended one does not, the waiting one follows', () => {
  const engine = new HookEngine(8, { ...noPast, ended: new Set(['1/A', 'm/A']) });
  assert.deepEqual(started(engine.accept(edits(two, edit('1', 'a')), 0)), ['1/B']);
  assert.deepEqual(started(engine.accept(edits(two, edit('2', 'a')), 0)), []);
  assert.deepEqual(started(engine.accept(done('1/B'), 0)), ['2/A']);
  const moment = { kind: 'moment', id: 'm', on: 'pre-task', root: '/w', subject: 'T1' } as const;
  const rules = [rule('A', { on: 'pre-task' }), rule('B', { on: 'pre-task' })];
  assert.deepEqual(started(engine.accept({ kind: 'moment', moment, rules }, 0)), ['m/B']);
});

test('after a kill a loop is still known as one', () => {
  const format = [rule('format')];
  const by = (hook: string): Author => ({ kind: 'hook', rule: 'format', hook });
  const engine = new HookEngine(8, { ...noPast, ended: new Set(['1/format', '2/format']) });
  engine.accept(edits(format, edit('1', 'a')), 0);
  engine.accept(edits(format, edit('2', 'a', by('1/format'))), 0);
  const [cut] = engine.accept(edits(format, edit('3', 'a', by('2/format'))), 0);
  assert.equal(cut?.kind, 'cut');
});

test('a debounced hook runs once, when its file has been quiet long enough, and not later than ten times that', () => {
  const engine = new HookEngine(8);
  const rules = [rule('lint', { debounce: 100 })];
  assert.deepEqual(engine.accept(edits(rules, edit('1', 'a')), 0), [
    { kind: 'wait', hook: '1/lint', milliseconds: 100 },
  ]);
  engine.accept(edits(rules, edit('2', 'a')), 60);
  assert.deepEqual(engine.accept({ kind: 'due', hook: '1/lint' }, 100), [
    { kind: 'wait', hook: '1/lint', milliseconds: 60 },
  ]);
  const [start] = engine.accept({ kind: 'due', hook: '1/lint' }, 160);
  assert.ok(start?.kind === 'start' && start.run.cause.kind === 'edit');
  assert.deepEqual([start.run.cause.edits, start.run.cause.files], [['1', '2'], ['a']]);
  engine.accept(done('1/lint'), 161);
  for (let n = 0; n < 30; n += 1) engine.accept(edits(rules, edit(`n${n}`, 'b')), 200 + n * 50);
  assert.deepEqual(started(engine.accept({ kind: 'due', hook: 'n0/lint' }, 1199)), []);
  assert.deepEqual(started(engine.accept({ kind: 'due', hook: 'n0/lint' }, 1200 + 500)), ['n0/lint']);
});

test('a batch takes what waits, up to its size, while it is held up', () => {
  const engine = new HookEngine(1);
  const rules = [rule('lint', { batch: 3, concurrency: 1 })];
  const files = ['a', 'b', 'c', 'd', 'e'].map((path, n) => edit(String(n), path));
  const [first] = engine.accept(edits(rules, edit('x', 'x')), 0);
  assert.equal(first?.kind, 'start');
  assert.deepEqual(engine.accept(edits(rules, ...files, edit('5', 'a')), 0), []);
  const sizes: number[] = [];
  for (let running = 'x/lint'; running !== ''; ) {
    const start = engine.accept(done(running), 0).find((order) => order.kind === 'start');
    if (start?.run.cause.kind === 'edit') sizes.push(start.run.cause.files.length);
    running = start?.run.id ?? '';
  }
  assert.deepEqual(sizes, [3, 3]);
});

test('a hook that fails is tried again after a while, keeps its place, and is over when it has had its tries', () => {
  const engine = new HookEngine(8);
  const rules = [rule('A', { retries: 2 }), rule('B')];
  engine.accept(edits(rules, edit('1', 'a')), 0);
  for (const milliseconds of [1000, 2000]) {
    const [retry, ...others] = engine.accept(done('1/A', 'failed'), 0);
    assert.ok(retry?.kind === 'retry' && others.length === 0, 'B waits for A');
    assert.equal(retry.milliseconds, milliseconds);
    assert.deepEqual(started(engine.accept({ kind: 'due', hook: '1/A' }, 1000 + milliseconds)), ['1/A']);
  }
  const orders = engine.accept(done('1/A', 'failed'), 9000);
  assert.deepEqual(
    orders.map(({ kind }) => kind),
    ['over', 'start'],
  );
});

test('no more runs of a rule at once than it says, and the others go on', () => {
  const engine = new HookEngine(8);
  const slow = [rule('slow', { concurrency: 1 })];
  const starts = started(engine.accept(edits(slow, edit('1', 'a'), edit('2', 'b')), 0));
  assert.deepEqual(starts, ['1/slow']);
  assert.deepEqual(started(engine.accept(edits([rule('fast')], edit('3', 'c')), 0)), ['3/fast']);
  assert.deepEqual(started(engine.accept(done('1/slow'), 0)), ['2/slow']);
});

test('what must not be repeated waits for a person after a kill', () => {
  const past = { ...noPast, cutOff: new Map([['1/A', '1/A']]) };
  const rules = [rule('A', { repeatable: false }), rule('B')];
  const begin = (): HookEngine => {
    const engine = new HookEngine(8, past);
    const orders = engine.accept(edits(rules, edit('1', 'a')), 0);
    assert.deepEqual(
      orders.map(({ kind }) => kind),
      ['doubt', 'start'],
    );
    engine.accept(done('1/B'), 0);
    assert.equal(engine.pending, 0, 'it keeps no runner');
    return engine;
  };
  assert.deepEqual(started(begin().accept({ kind: 'decided', hook: '1/A', again: true }, 0)), ['1/A']);
  const [cut] = begin().accept({ kind: 'decided', hook: '1/A', again: false }, 0);
  assert.ok(cut?.kind === 'cut' && cut.reason === 'a person took it as done');
});
