import assert from 'node:assert/strict';
import type { Author, Edit } from '../../../src/hooks/edit.ts';
import { HookEngine } from '../../../src/hooks/engine.ts';
import { ruleSet, rulesFor } from '../../../src/hooks/match.ts';
import { type HookEnd, type HookInput, type HookOrder, owed, type Past } from '../../../src/hooks/orders.ts';
import { type HookRule, plainManner } from '../../../src/hooks/rule.ts';

// A runner in miniature for the property test: it journals, starts, ends, fails, is killed and begins again, in virtual time.

type Ways = Partial<Omit<HookRule, 'id' | 'title' | 'on'>> & { readonly writes?: 'once' | 'always' };
export type TestRule = HookRule & { readonly writes: 'never' | 'once' | 'always' };

export const testRule = (id: string, { writes, ...ways }: Ways = {}): TestRule => ({
  ...plainManner,
  id,
  title: id,
  on: 'post-edit',
  files: [],
  ignore: [],
  ...ways,
  writes: writes ?? 'never',
});

export const allRules: readonly TestRule[] = [
  testRule('record'),
  testRule('settle', { files: ['a', 'b'], writes: 'once' }),
  testRule('loop', { files: ['c'], writes: 'always' }),
  testRule('chase', { files: ['d'], writes: 'always' }),
  testRule('lint', { files: ['a', 'c', 'e'], debounce: 50, retries: 2 }),
  testRule('tidy', { files: ['e'], debounce: 20, writes: 'once' }),
  testRule('gather', { batch: 3, concurrency: 1 }),
  testRule('survey', { files: ['a', 'b', 'c'], batch: 5, debounce: 30, concurrency: 2, retries: 1 }),
  testRule('once', { files: ['b', 'e'], repeatable: false, retries: 1 }),
];
const rules = ruleSet(allRules);
export const rulesOn = (path: string): readonly HookRule[] => rulesFor(rules, { on: 'post-edit', path });
const byId = new Map(allRules.map((rule) => [rule.id, rule]));
export const ruleOf = (hook: string): TestRule => {
  const found = byId.get(hook.slice(hook.lastIndexOf('/') + 1));
  assert.ok(found, hook);
  return found;
};

/** What a journal keeps. */
type Line =
  | ({ readonly kind: 'edit' } & Edit)
  | { readonly kind: 'started'; readonly hook: string; readonly edits: readonly string[] }
  | { readonly kind: 'tried'; readonly hook: string }
  | { readonly kind: 'over'; readonly hook: string; readonly edits: readonly string[] };

type Running = { readonly hook: string; readonly edits: readonly Edit[]; readonly attempt: number };

/** Where the runner dies next: before it has journaled a start, or before it has journaled an end. */
export type Peril = 'before-start' | 'before-end';

/** Everything that a life, or several in a row, leaves behind. */
export class Life {
  readonly edits: Edit[] = [];
  readonly starts: (Running & { readonly life: number; readonly at: number })[] = [];
  /** What ended for good or was cut, with the edits that it took along, in order. */
  readonly over: { readonly hook: string; readonly edits: readonly string[]; readonly end: HookEnd }[] = [];
  readonly madeAt = new Map<string, number>();
  /** Hooks in doubt that a person let run again, and all that ever were in doubt. */
  readonly allowed: string[] = [];
  readonly doubted = new Set<string>();
  readonly limit: number;
  running: Running[] = [];
  paused = false;
  now = 0;
  #journal: Line[] = [];
  #timers: { readonly at: number; readonly hook: string }[] = [];
  #doubtful: string[] = [];
  #life = 0;
  #peril: Peril | undefined;
  #engine: HookEngine;

  constructor(limit: number) {
    this.limit = limit;
    this.#engine = new HookEngine(limit);
  }

  /** Several files at the same time, as a save-all or a look at a worktree finds them. */
  edit(root: string, paths: readonly string[], author: Author): void {
    const made = paths.map((path): Edit => {
      const id = `e${this.edits.length}`;
      const edit: Edit = { id, root, path, change: 'changed', hash: id, author };
      this.edits.push(edit);
      this.madeAt.set(id, this.now);
      this.#journal.push({ kind: 'edit', ...edit });
      return edit;
    });
    this.#tell({ kind: 'edits', edits: made.map((edit) => ({ edit, rules: rulesOn(edit.path) })) });
  }

  end(which: number, fails: boolean): void {
    const run = this.running[which % Math.max(1, this.running.length)];
    if (run === undefined) return;
    const { hook, edits } = run;
    const { writes, id } = ruleOf(hook);
    const author: Author = { kind: 'hook', rule: id, hook };
    const [edit] = edits;
    assert.ok(edit);
    const first = edits.every((one) => one.author.kind !== 'hook');
    if (writes === 'always' || (writes === 'once' && first)) this.edit(edit.root, [edit.path], author);
    if (id === 'chase') this.edit(edit.root, ['c'], author);
    if (!this.running.includes(run)) return;
    if (this.#peril === 'before-end') {
      this.kill();
      return;
    }
    this.running = this.running.filter((one) => one !== run);
    this.#tell({ kind: 'finished', hook, end: fails ? 'failed' : 'ok' });
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.#tell({ kind: 'pause', paused });
  }

  gone(root: string): void {
    this.#tell({ kind: 'gone', root });
  }

  decide(again: boolean): void {
    const hook = this.#doubtful.shift();
    if (hook === undefined) return;
    if (again) this.allowed.push(hook);
    this.#tell({ kind: 'decided', hook, again });
  }

  pass(milliseconds: number): void {
    const until = this.now + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.now = Math.max(this.now, next.at);
      this.#tell({ kind: 'due', hook: next.hook });
    }
    this.now = until;
  }

  endanger(peril: Peril): void {
    this.#peril = peril;
  }

  /** Whatever did not reach the journal is gone; a new runner reads it. */
  kill(): void {
    this.#peril = undefined;
    this.#life += 1;
    this.running = [];
    this.#timers = [];
    this.#doubtful = [];
    this.#engine = new HookEngine(this.limit, pastOf(this.#journal));
    this.#engine.accept({ kind: 'pause', paused: true }, this.now);
    const edits = this.#journal.flatMap((line) => (line.kind === 'edit' ? [line] : []));
    const told = this.#engine.accept(
      { kind: 'edits', edits: edits.map((edit) => ({ edit, rules: rulesOn(edit.path) })) },
      this.now,
    );
    const resumed = this.paused ? [] : this.#engine.accept({ kind: 'pause', paused: false }, this.now);
    this.#carryOut([...told, ...resumed]);
  }

  /** Lets everything come to its end. */
  settle(): void {
    this.#peril = undefined;
    if (this.paused) this.pause(false);
    for (let left = 100_000; ; left -= 1) {
      assert.ok(left > 0, 'hooks set each other off without end');
      if (this.running.length > 0) this.end(0, false);
      else if (this.#timers.length > 0) this.pass(100_000);
      else if (this.#doubtful.length > 0) this.decide(left % 2 === 0);
      else break;
    }
    assert.equal(this.#engine.pending, 0, 'nothing is left in the engine');
  }

  #tell(input: HookInput): void {
    this.#carryOut(this.#engine.accept(input, this.now));
  }

  #carryOut(orders: readonly HookOrder[]): void {
    for (const order of orders) {
      if (order.kind === 'start' && this.#peril === 'before-start') {
        this.kill();
        return;
      }
      this.#carryOutOne(order);
    }
    const { running, limit } = this;
    assert.ok(running.length <= limit, 'more at once than the limit');
    const files = running.flatMap(({ edits }) => [...new Set(edits.map(({ root, path }) => `${root}/${path}`))]);
    assert.equal(new Set(files).size, files.length, 'two hooks on one file at once');
    for (const { id, concurrency } of allRules)
      assert.ok(running.filter(({ hook }) => ruleOf(hook).id === id).length <= concurrency, `${id}: its concurrency`);
  }

  #carryOutOne(order: HookOrder): void {
    if (order.kind === 'wait') {
      this.#timers.push({ at: this.now + order.milliseconds, hook: order.hook });
      return;
    }
    const { id: hook, cause } = order.run;
    assert.ok(cause.kind === 'edit');
    if (order.kind === 'retry') {
      this.#journal.push({ kind: 'tried', hook });
      this.#timers.push({ at: this.now + order.milliseconds, hook });
    } else if (order.kind === 'start') {
      assert.equal(this.paused, false, 'a start while paused');
      this.#journal.push({ kind: 'started', hook, edits: cause.edits });
      const run = { hook, edits: order.edits, attempt: order.attempt };
      this.running.push(run);
      this.starts.push({ ...run, life: this.#life, at: this.now });
    } else if (order.kind === 'doubt') {
      this.#doubtful.push(hook);
      this.doubted.add(hook);
    } else {
      this.#journal.push({ kind: 'over', hook, edits: cause.edits });
      this.over.push({ hook, edits: cause.edits, end: order.kind === 'cut' ? 'cut' : order.end });
    }
  }
}

/** Read from the journal alone, as a runner does that begins. */
function pastOf(journal: readonly Line[]): Past {
  const ended = new Set<string>();
  const cutOff = new Map<string, string>();
  const tries = new Map<string, number>();
  for (const line of journal) {
    if (line.kind === 'edit') continue;
    if (line.kind === 'tried') tries.set(line.hook, (tries.get(line.hook) ?? 0) + 1);
    const keys =
      line.kind === 'tried' ? keysOf(line.hook, cutOff) : line.edits.map((edit) => owed(edit, ruleOf(line.hook).id));
    for (const key of keys) {
      if (line.kind === 'started') cutOff.set(key, line.hook);
      else cutOff.delete(key);
      if (line.kind === 'over') ended.add(key);
    }
  }
  return { ended, cutOff, tries };
}

const keysOf = (hook: string, cutOff: ReadonlyMap<string, string>): readonly string[] =>
  [...cutOff].flatMap(([key, other]) => (other === hook ? [key] : []));
