import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Author, Edit } from '../../../src/hooks/edit.ts';
import { HookEngine, type HookOrder } from '../../../src/hooks/engine.ts';
import { ruleSet } from '../../../src/hooks/match.ts';
import type { HookRule } from '../../../src/hooks/rule.ts';

// A runner in miniature plays random lives against the engine: edits, ends, pauses, kills at any point, hooks that write.
// What must hold is said by counting, without the engine's own means. PHASELINE_RUNS sets how many lives, PHASELINE_SEED which.

const rule = (
  id: string,
  files: readonly string[],
  writes: 'never' | 'once' | 'always',
): HookRule & { writes: string } => ({
  id,
  title: id,
  on: 'post-edit',
  files,
  ignore: [],
  writes,
});
const allRules = [
  rule('record', [], 'never'),
  rule('settle', ['a', 'b'], 'once'),
  rule('loop', ['c'], 'always'),
  rule('chase', ['d'], 'always'),
];
const rules = ruleSet(allRules);
const wanted = (path: string): readonly string[] =>
  allRules.filter(({ files }) => files.length === 0 || files.includes(path)).map(({ id }) => id);

/** What a journal keeps of it. */
type HookHistory =
  | ({ readonly kind: 'edit' } & Edit)
  | { readonly kind: 'hook.started'; readonly hook: string }
  | { readonly kind: 'hook.finished'; readonly hook: string }
  | { readonly kind: 'hooks.paused'; readonly paused: boolean };

type Act =
  | { readonly kind: 'edit'; readonly path: string }
  | { readonly kind: 'end'; readonly which: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'kill' }
  /** The runner dies between the engine's order and the journal's `hook.started`. */
  | { readonly kind: 'kill-before-start' };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      path: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      journaled: fc.constant(true),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'pause' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'kill' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'kill-before-start' as const }) },
);

/** Everything that a life leaves behind: its journal, and which hooks really ran. */
class Life {
  readonly journal: HookHistory[] = [];
  readonly starts: { readonly hook: string; readonly life: number }[] = [];
  readonly ends: string[] = [];
  readonly cuts: string[] = [];
  readonly edits: Edit[] = [];
  running: { readonly id: string; readonly rule: string; readonly path: string; readonly edit: Edit }[] = [];
  paused = false;
  life = 0;
  readonly limit: number;
  #engine: HookEngine;
  #loseNext = false;

  constructor(limit: number) {
    this.limit = limit;
    this.#engine = new HookEngine(limit);
  }

  edit(path: string, author: Author): void {
    const id = `e${this.edits.length}`;
    const edit: Edit = { id, root: '/w', path, change: 'changed', hash: id, author };
    this.edits.push(edit);
    this.journal.push({ kind: 'edit', ...edit });
    this.#carryOut(this.#engine.accept({ kind: 'edit', edit, rules }));
  }

  end(which: number): void {
    const hook = this.running[which % Math.max(1, this.running.length)];
    if (hook === undefined) return;
    const { writes } = allRules.find(({ id }) => id === hook.rule) ?? { writes: 'never' };
    const first = hook.edit.author.kind !== 'hook';
    const author: Author = { kind: 'hook', rule: hook.rule, hook: hook.id };
    if (writes === 'always' || (writes === 'once' && first)) this.edit(hook.path, author);
    if (hook.rule === 'chase') this.edit('c', author);
    // A kill between the last two lines would have cut it off; here it ended.
    this.running = this.running.filter(({ id }) => id !== hook.id);
    this.ends.push(hook.id);
    this.journal.push({ kind: 'hook.finished', hook: hook.id });
    this.#carryOut(this.#engine.accept({ kind: 'finished', hook: hook.id }));
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.journal.push({ kind: 'hooks.paused', paused });
    this.#carryOut(this.#engine.accept({ kind: 'pause', paused }));
  }

  kill(): void {
    this.life += 1;
    this.running = [];
    const ended = this.journal.flatMap((event) => (event.kind === 'hook.finished' ? [event.hook] : []));
    this.#engine = new HookEngine(this.limit, new Set(ended));
    this.#engine.accept({ kind: 'pause', paused: true });
    const told = this.journal.flatMap((event) =>
      event.kind === 'edit' ? this.#engine.accept({ kind: 'edit', edit: event, rules }) : [],
    );
    this.#carryOut([...told, ...(this.paused ? [] : this.#engine.accept({ kind: 'pause', paused: false }))]);
  }

  loseNextStart(): void {
    this.#loseNext = true;
  }

  #carryOut(orders: readonly HookOrder[]): void {
    for (const { kind, run, edit } of orders) {
      assert.ok(edit !== undefined);
      if (kind === 'start') {
        assert.equal(this.paused, false, 'a start while paused');
        if (this.#loseNext) {
          this.#loseNext = false;
          this.kill();
          return;
        }
        this.starts.push({ hook: run.id, life: this.life });
        this.running.push({ id: run.id, rule: run.rule.id, path: edit.path, edit });
      }
      this.journal.push({ kind: 'hook.started', hook: run.id });
      if (kind === 'cut') {
        this.cuts.push(run.id);
        this.journal.push({ kind: 'hook.finished', hook: run.id });
      }
    }
    assert.ok(this.running.length <= this.limit, 'more at once than the limit');
    const files = this.running.map(({ path }) => path);
    assert.equal(new Set(files).size, files.length, 'two hooks on one file at once');
  }
}

function play(life: Life, acts: readonly Act[]): void {
  for (const one of acts) {
    if (one.kind === 'edit') life.edit(one.path, { kind: 'person' });
    else if (one.kind === 'end') life.end(one.which);
    else if (one.kind === 'pause') life.pause(!life.paused);
    else if (one.kind === 'kill') life.kill();
    else life.loseNextStart();
  }
  if (life.paused) life.pause(false);
  for (let left = 100_000; life.running.length > 0; left -= 1) {
    assert.ok(left > 0, 'hooks set each other off without end');
    life.end(0);
  }
}

function check(life: Life): void {
  const expected = life.edits.flatMap((edit) => wanted(edit.path).map((rule) => `${edit.id}/${rule}`));
  const over = [...life.ends, ...life.cuts];
  assert.deepEqual([...over].sort(), [...expected].sort(), 'each hook of each edit ends once, or is cut once');
  assert.ok(
    life.cuts.every((hook) => /loop|chase|settle/.test(hook)),
    'what never writes is never cut',
  );
  assert.ok(!life.cuts.some((hook) => hook.endsWith('/settle')), 'what settles is never cut');
  const ended = new Set<string>();
  const seen = new Set<string>();
  for (const { hook, life: which } of life.starts) {
    assert.ok(!seen.has(`${which}:${hook}`), `${hook} started twice in one life`);
    seen.add(`${which}:${hook}`);
  }
  for (const hook of life.ends) {
    assert.ok(!ended.has(hook));
    ended.add(hook);
  }
  for (const path of new Set(life.edits.map((edit) => edit.path))) {
    const ids = new Set(
      life.edits.filter((edit) => edit.path === path).flatMap(({ id }) => wanted(path).map((rule) => `${id}/${rule}`)),
    );
    const inOrder = expected.filter((hook) => ids.has(hook) && !life.cuts.includes(hook));
    assert.deepEqual(
      life.ends.filter((hook) => ids.has(hook)),
      inOrder,
      `the hooks of ${path} end in the order of its edits`,
    );
  }
}

test('no edit is lost, none doubled, the order of each file kept and loops cut, whatever happens', (t) => {
  const seed = Number(process.env['PHASELINE_SEED'] ?? Date.now() % 2 ** 31);
  const numRuns = Number(process.env['PHASELINE_RUNS'] ?? 2000);
  t.diagnostic(`${numRuns} lives from seed ${seed}`);
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (acts, limit) => {
      const life = new Life(limit);
      play(life, acts);
      check(life);
    }),
    { numRuns, seed },
  );
});

test('five thousand edits at once are queued and run in order, in little time', () => {
  const engine = new HookEngine(4);
  const record = ruleSet([rule('record', [], 'never')]);
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
    for (const order of engine.accept({ kind: 'edit', edit, rules: record })) queue.push(order.run.id);
  }
  let done = 0;
  for (let hook = queue.shift(); hook !== undefined; hook = queue.shift()) {
    done += 1;
    for (const order of engine.accept({ kind: 'finished', hook })) queue.push(order.run.id);
  }
  assert.equal(done, 5000);
  assert.ok(performance.now() - begin < 2000, 'two seconds are far more than it needs');
});
