import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../../../src/base/emitter.ts';
import { fail, ok, type Result } from '../../../src/base/result.ts';
import { changeIssue } from '../../../src/issues/change.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import type { IssueSnapshot, IssueStore } from '../../../src/issues/store.ts';
import { Refresher } from '../../../src/runner/daemon/refresher.ts';
import { type IssuesNews, Tracker } from '../../../src/runner/daemon/tracker.ts';
import { issue } from '../issues/issues.ts';

/** A store as slow as its tester wants: each load and update waits until it is let go. */
class SlowStore {
  readonly changes = new Emitter<void>();
  readonly renamings = new Emitter<void>();
  issues: ReadonlyMap<string, Issue> = new Map();
  token = 't1';
  loads = 0;
  /** Lets what waits go on; loads see the issues of the moment at which they began. */
  readonly waiting: (() => void)[] = [];
  refusal: Result<never> | undefined;

  constructor(...issues: Issue[]) {
    this.put(...issues);
  }

  put(...issues: Issue[]): void {
    this.issues = new Map([...this.issues, ...issues.map((one) => [one.id, one] as const)]);
  }

  #wait = (): Promise<void> => new Promise((resolve) => this.waiting.push(resolve));

  get store(): IssueStore {
    const unused = (): Promise<Result<Issue>> => Promise.reject(new Error('not used here'));
    return {
      kind: 'bd',
      folder: '/w/.beads',
      title: 'slow',
      readOnly: undefined,
      live: true,
      resume: async ({ token }) => token === this.token,
      load: async (): Promise<Result<IssueSnapshot>> => {
        this.loads += 1;
        const snapshot = { token: this.token, issues: this.issues, broken: [] };
        await this.#wait();
        return ok(snapshot);
      },
      update: async (id, change) => {
        await this.#wait();
        if (this.refusal !== undefined) return this.refusal;
        const changed = changeIssue(issue(id), change, {
          issues: this.issues,
          now: '2026-01-01T00:00:00Z',
          actor: 'a',
        });
        if (changed.ok) this.put(changed.value);
        this.token += '+';
        this.changes.emit();
        return changed;
      },
      create: unused,
      claim: unused,
      close: unused,
      reopen: unused,
      comment: unused,
      addDependency: unused,
      removeDependency: unused,
      onChange: (listener) => this.changes.listen(listener),
      onSame: (listener) => this.renamings.listen(listener),
      dispose: () => {},
    };
  }

  /** Lets the next that waits go on, once it does. */
  async go(): Promise<void> {
    while (this.waiting.length === 0) await new Promise(setImmediate);
    this.waiting.shift()?.();
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  }
}

function follow(slow: SlowStore, kept?: IssueSnapshot): { tracker: Tracker; news: IssuesNews[]; written: string[] } {
  const written: string[] = [];
  const tracker = new Tracker({
    folder: '/w',
    site: async () => 'here',
    watch: () => ({ dispose: () => {} }),
    open: async () => ok(slow.store),
    create: async () => ok(slow.store),
    kept: { read: async () => kept, write: async (_, { token }) => void written.push(token) },
  });
  const news: IssuesNews[] = [];
  tracker.onNews((one) => news.push(one));
  return { tracker, news, written };
}

const keptOf = (token: string, ...issues: Issue[]): IssueSnapshot => ({
  token,
  issues: new Map(issues.map((one) => [one.id, one])),
  broken: [],
});

const titled = (tracker: Tracker): (string | undefined)[] => [...tracker.issues.values()].map(({ title }) => title);
const retitle = (tracker: Tracker, title: string) =>
  tracker.write(
    (store) => store.update('a', { title }),
    (context) => changeIssue(issue('a'), { title }, context),
  );

test('whoever asks while a tracker is being opened waits for it too', async () => {
  const slow = new SlowStore(issue('a'));
  const { tracker } = follow(slow);
  const first = tracker.load();
  while (slow.waiting.length === 0) await new Promise(setImmediate);
  const second = tracker.load();
  await slow.go();
  assert.deepEqual(
    (await Promise.all([first, second])).map((state) => state.state),
    ['known', 'known'],
  );
});

test('an unchanged tracker is shown from what was kept, and not read', async () => {
  const slow = new SlowStore(issue('a'));
  const { tracker } = follow(slow, keptOf('t1', issue('a', { title: 'kept' })));
  const state = await tracker.load();
  assert.deepEqual(state.state === 'known' && [state.stale, state.issues.map(({ title }) => title)], [
    undefined,
    ['kept'],
  ]);
  assert.equal(slow.loads, 0);
});

test('a changed tracker is shown as it was, marked stale, until it was read', async () => {
  const slow = new SlowStore(issue('a', { title: 'new' }));
  const { tracker, news, written } = follow(slow, keptOf('t0', issue('a', { title: 'old' }), issue('gone')));
  const state = await tracker.load();
  assert.deepEqual(state.state === 'known' && [state.stale, state.issues.length], [true, 2]);
  await slow.go();
  const told = news.at(-1);
  assert.ok(told?.whole === false);
  assert.deepEqual(
    [told.change.stale, told.change.changed.map(({ title }) => title), told.change.removed],
    [undefined, ['new'], ['gone']],
  );
  assert.deepEqual(written, ['t1']);
});

test('the same issues under another token are kept under it, and nobody is told', async () => {
  const slow = new SlowStore(issue('a'));
  const { tracker, news, written } = await opened(slow);
  const told = news.length;
  slow.token = 't2';
  slow.renamings.emit();
  await slow.go();
  await tracker.dispose();
  assert.deepEqual([written, news.length], [['t1', 't2'], told]);
});

test('however often a tracker changes, it is kept twice: as it was first, and as it was at the end', async () => {
  const slow = new SlowStore(issue('a'));
  const { tracker, written } = await opened(slow);
  for (const token of ['t2', 't3', 't4']) {
    slow.token = token;
    slow.changes.emit();
    await slow.go();
  }
  await tracker.dispose();
  assert.deepEqual(written, ['t1', 't4']);
});

async function opened(slow: SlowStore): Promise<ReturnType<typeof follow>> {
  const followed = follow(slow);
  const loading = followed.tracker.load();
  await slow.go();
  await loading;
  return followed;
}

test('what we write is shown before the store is done, and stays', async () => {
  const slow = new SlowStore(issue('a'));
  const { tracker, news } = await opened(slow);
  const writing = retitle(tracker, 'mine');
  await new Promise(setImmediate);
  assert.deepEqual(titled(tracker), ['mine']);
  await slow.go();
  await writing;
  assert.deepEqual(titled(tracker), ['mine']);
  await slow.go();
  assert.deepEqual(titled(tracker), ['mine']);
  const versions = news.map((one) => (one.whole ? 0 : one.change.version));
  assert.deepEqual(
    versions.slice(1),
    versions
      .slice(1)
      .map((_, at) => (versions[0] ?? 0) + at + 2)
      .map((v) => v),
    'counts up by one',
  );
});

test('a write that the store refuses is taken back, and its reason is the answer', async () => {
  const slow = new SlowStore(issue('a', { title: 'theirs' }));
  const { tracker } = await opened(slow);
  slow.refusal = fail({ kind: 'issue-unknown', id: 'a' });
  const writing = retitle(tracker, 'mine');
  await new Promise(setImmediate);
  assert.deepEqual(titled(tracker), ['mine']);
  await slow.go();
  assert.deepEqual(await writing, fail({ kind: 'issue-unknown', id: 'a' }));
  assert.deepEqual(titled(tracker), ['theirs']);
});

test('a reading that began before a write does not bring back what was', async () => {
  const slow = new SlowStore(issue('a', { title: 'old' }));
  const { tracker, news } = await opened(slow);
  void tracker.refresh();
  await new Promise(setImmediate);
  const writing = retitle(tracker, 'mine');
  await new Promise(setImmediate);
  // The write is done first; the reading still has the old title in its hands.
  const [reading] = slow.waiting.splice(0, 1);
  await slow.go();
  await writing;
  reading?.();
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  assert.deepEqual(titled(tracker), ['mine']);
  await slow.go();
  assert.deepEqual(titled(tracker), ['mine']);
  const titles = news.flatMap((one) => (one.whole ? [] : one.change.changed.map(({ title }) => title)));
  assert.ok(!titles.includes('old'));
});

test('however many changes come during a reading, exactly one more follows', async () => {
  const slow = new SlowStore(issue('a'));
  const { tracker } = await opened(slow);
  assert.equal(slow.loads, 1);
  slow.changes.emit();
  for (let turn = 0; turn < 10; turn++) slow.changes.emit();
  await slow.go();
  await slow.go();
  assert.equal(slow.loads, 3);
  assert.equal(slow.waiting.length, 0);
  tracker.dispose();
});

test('a reading that failed is tried again by itself, later each time, until one succeeds', async () => {
  let turns = 0;
  let done: () => void = () => {};
  const enough = new Promise<void>((resolve) => {
    done = resolve;
  });
  const refresher = new Refresher(async () => {
    turns += 1;
    if (turns === 5) done();
    return turns === 5;
  }, [1, 2]);
  // Its timers let a process end; this one waits for them.
  const alive = setInterval(() => {}, 1000);
  await refresher.ask();
  await enough;
  await new Promise((resolve) => setTimeout(resolve, 50));
  clearInterval(alive);
  assert.equal(turns, 5);
  refresher.dispose();
});
