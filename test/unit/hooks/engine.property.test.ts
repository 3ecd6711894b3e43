import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Edit } from '../../../src/hooks/edit.ts';
import { HookEngine } from '../../../src/hooks/engine.ts';
import { owed } from '../../../src/hooks/orders.ts';
import { allRules, Life, type Peril, ruleOf, rulesOn, testRule } from './life.ts';

// Random lives against the engine: edits, ends, failures, time, pauses, kills at any point, hooks that write, folders that go.
// What must hold is said by counting, without the engine's own means. PHASELINE_RUNS sets how many lives, PHASELINE_SEED which.

type Act = (life: Life) => void;

const root = fc.constantFrom('/w', '/w', '/w', '/v');
const path = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ root, paths: fc.uniqueArray(path, { minLength: 1, maxLength: 5 }) }).map(
      ({ root: at, paths }): Act =>
        (life) =>
          life.edit(at, paths, { kind: 'person' }),
    ),
  },
  {
    weight: 9,
    arbitrary: fc.record({ which: fc.nat(7), fails: fc.nat(3) }).map(
      ({ which, fails }): Act =>
        (life) =>
          life.end(which, fails === 0),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.nat(60).map(
      (time): Act =>
        (life) =>
          life.pass(time),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Act>((life) => life.pass(5000)) },
  { weight: 1, arbitrary: fc.constant<Act>((life) => life.pause(!life.paused)) },
  { weight: 1, arbitrary: fc.constant<Act>((life) => life.kill()) },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (again): Act =>
        (life) =>
          life.decide(again),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Act>((life) => life.gone('/v')) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Peril>('before-start', 'before-end').map(
      (peril): Act =>
        (life) =>
          life.endanger(peril),
    ),
  },
);

test('no edit is lost, none doubled, the order of each file kept and loops cut, whatever happens', (t) => {
  const seed = Number(process.env['PHASELINE_SEED'] ?? Date.now() % 2 ** 31);
  const numRuns = Number(process.env['PHASELINE_RUNS'] ?? 1000);
  let [edits, hooks, kills] = [0, 0, 0];
  const begin = performance.now();
  fc.assert(
    fc.property(fc.array(act, { minLength: 6, maxLength: 40 }), fc.integer({ min: 1, max: 4 }), (acts, limit) => {
      const life = new Life(limit);
      for (const one of acts) one(life);
      life.settle();
      everythingOnce(life);
      inOrder(life);
      asDeclared(life);
      edits += life.edits.length;
      hooks += life.over.length;
      kills += new Set(life.starts.map((start) => start.life)).size;
    }),
    { numRuns, seed },
  );
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  t.diagnostic(
    `${numRuns} histories from seed ${seed}: ${edits} edits, ${hooks} hooks over, ${kills} lives, ${seconds} s`,
  );
});

/** Each rule has had each of its edits, and had it once. */
function everythingOnce({ edits, over }: Life): void {
  const expected = edits.flatMap((edit) => rulesOn(edit.path).map(({ id }) => owed(edit.id, id)));
  const had = over.flatMap((run) => run.edits.map((edit) => owed(edit, ruleOf(run.hook).id)));
  assert.equal(had.sort().join(' '), expected.sort().join(' '), 'each rule is over with each of its edits once');
  assert.equal(new Set(over.map(({ hook }) => hook)).size, over.length, 'each hook is over once');
}

/** Hooks of one file end in the order of its edits and rules; those that gather take the edits of a file in their order. */
function inOrder(life: Life): void {
  const edits = new Map(life.edits.map((edit, at) => [edit.id, { file: fileOf(edit), at }]));
  const last = new Map<string, number>();
  /** What comes later under one key has a higher rank. */
  const rises = (key: string, rank: number): void => {
    assert.ok(rank > (last.get(key) ?? -1), `${key} came out of order`);
    last.set(key, rank);
  };
  for (const { hook, end, edits: taken } of life.over) {
    if (end === 'cut' || life.doubted.has(hook)) continue;
    const rule = ruleOf(hook);
    for (const id of taken) {
      const { file = '', at = -1 } = edits.get(id) ?? {};
      rises(`${rule.id} on ${file}`, at);
      if (isStrict(hook)) rises(`hooks of ${file}`, at * allRules.length + allRules.indexOf(rule));
    }
  }
}

const fileOf = ({ root: at, path: name }: Edit): string => `${at}/${name}`;
const isStrict = (hook: string): boolean => {
  const { debounce, batch } = ruleOf(hook);
  return debounce === undefined && batch === 1;
};

/** Loops are cut and nothing else is; nobody starts too early, too often, or with too many files. */
function asDeclared({ starts, over, allowed, madeAt, edits }: Life): void {
  const inGone = new Set(edits.filter((edit) => edit.root === '/v').map(({ id }) => id));
  const cut = over.filter((run) => run.end === 'cut' && !run.edits.some((edit) => inGone.has(edit)));
  for (const { hook } of cut)
    assert.match(ruleOf(hook).id, /loop|chase|once/, 'only loops, and what a person gave up, are cut');
  const seen = new Set<string>();
  for (const { hook, life, attempt, at, edits: taken } of starts) {
    const key = `${life} ${hook} ${attempt}`;
    assert.ok(!seen.has(key), `${hook} started twice in one life`);
    seen.add(key);
    const { debounce = 0, batch, retries } = ruleOf(hook);
    const files = new Set(taken.map(fileOf)).size;
    assert.ok(attempt <= retries + 1 && files <= batch, `${hook}: attempt ${attempt}, ${files} files`);
    const made = Math.min(...taken.map(({ id }) => madeAt.get(id) ?? 0));
    assert.ok(at >= made + debounce || files === batch, `${hook} did not wait for quiet`);
  }
  for (const { hook, end } of over) {
    const own = starts.filter((start) => start.hook === hook);
    if (end === 'failed') assert.equal(own.at(-1)?.attempt, ruleOf(hook).retries + 1, `${hook} was given up too early`);
    const again = allowed.filter((one) => one === hook).length;
    if (!ruleOf(hook).repeatable)
      assert.ok(new Set(own.map(({ attempt }) => attempt)).size + again >= own.length, `${hook} ran again unasked`);
  }
}

test('five thousand edits at once are queued and run in order, in little time', () => {
  const engine = new HookEngine(4);
  const rules = [testRule('record')];
  const begin = performance.now();
  const queue: string[] = [];
  for (let n = 0; n < 5000; n += 1) {
    const edit: Edit = {
      id: `e${n}`,
      root: '/w',
      path: `f${n % 200}`,
      change: 'changed',
      hash: `${n}`,
      author: { kind: 'other' },
    };
    for (const order of engine.accept({ kind: 'edits', edits: [{ edit, rules }] }, n))
      if (order.kind === 'start') queue.push(order.run.id);
  }
  let done = 0;
  for (let hook = queue.shift(); hook !== undefined; hook = queue.shift()) {
    done += 1;
    for (const order of engine.accept({ kind: 'finished', hook, end: 'ok' }, 5000))
      if (order.kind === 'start') queue.push(order.run.id);
  }
  assert.equal(done, 5000);
  assert.ok(performance.now() - begin < 2000, 'two seconds are far more than it needs');
});
