import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latestHooks } from '../../../src/extension/hooks/latest.ts';
import { hookStatusOf } from '../../../src/extension/hooks/status.ts';
import { hookFrame, hookRows } from '../../../src/extension/views/hooks/rows.ts';
import { traceDocument } from '../../../src/extension/views/hooks/trace.ts';
import type { StepResult } from '../../../src/run/events.ts';
import { fold } from '../../../src/run/fold.ts';
import { events, modelOf } from './fixtures.ts';

type Told = Parameters<typeof events>[1][number];

const result: StepResult = { ok: true, exit: 0, output: '', found: '', reason: '', milliseconds: 20 };
const start = (id: string, subject: string, more: object = {}): Told => ({
  kind: 'hook.started',
  hook: id,
  rule: 'settings:lint',
  title: 'lint',
  on: 'post-edit',
  subject,
  author: { kind: 'person' },
  ...more,
});
const end = (id: string, state: 'ok' | 'failed' | 'cut' | 'unavailable', reason = ''): Told => ({
  kind: 'hook.finished',
  hook: id,
  state,
  result: { ...result, ok: state === 'ok', reason },
});
const model = (...told: readonly Told[]) => modelOf(events('workspace', told));
const loop = 'hooks set each other off without end: a.ts → lint → a.ts';

test('what a failed hook said holds until the hook has passed for each of its files', () => {
  const failed = [start('1', 'a.ts', { files: ['a.ts', 'b.ts'] }), end('1', 'failed', 'exit code 1')];
  assert.equal(hookStatusOf(model(...failed).work)?.text, '$(warning) 1 hook failed');
  const half = [...failed, start('2', 'a.ts'), end('2', 'ok')];
  assert.deepEqual(
    latestHooks(model(...half).work.hooks).map(({ hook }) => hook),
    ['2', '1'],
  );
  const mended = [...half, start('3', 'b.ts'), end('3', 'ok')];
  assert.equal(hookStatusOf(model(...mended).work), undefined);
});

test('what a hook said that nobody declares any more, or of a file that is gone, holds no more', () => {
  const failed = [start('1', 'a.ts'), end('1', 'failed', 'exit code 1')];
  const declared = (rules: readonly string[]): Told => ({ kind: 'hooks.declared', rules });
  const deleted: Told = {
    kind: 'edit',
    id: 'e',
    root: '/',
    path: 'a.ts',
    change: 'deleted',
    hash: 'absent',
    author: { kind: 'person' },
  };
  assert.equal(hookStatusOf(model(...failed, declared(['settings:lint'])).work)?.text, '$(warning) 1 hook failed');
  const before = model(...failed).work;
  const saved = { ...deleted, change: 'changed', hash: '1' } as const;
  const [edit] = events('workspace', [saved]);
  assert.ok(edit);
  assert.equal(fold(before, edit), before, 'a save gives no view anything to draw');
  for (const then of [declared(['settings:other']), deleted]) {
    const settled = model(...failed, then);
    assert.equal(hookStatusOf(settled.work), undefined);
    assert.equal(hookFrame(settled).description, undefined);
  }
  const again = model(...failed, deleted, start('2', 'a.ts'), end('2', 'failed', 'exit code 1'));
  assert.equal(hookStatusOf(again.work)?.text, '$(warning) 1 hook failed');
});

test('the status says what runs, is paused or is in doubt, and nothing otherwise', () => {
  assert.equal(hookStatusOf(model().work), undefined);
  assert.equal(hookStatusOf(model(start('1', 'a.ts')).work)?.text, '$(zap) 1 hook running');
  const paused = model({ kind: 'hooks.paused', paused: true }, start('1', 'a.ts'), { kind: 'hook.doubted', hook: '1' });
  assert.equal(hookStatusOf(paused.work)?.text, '$(warning) Hooks paused · 1 hook in doubt');
});

test('loops and hooks in doubt stand on top, and can be told from others that were cut', () => {
  const rows = hookRows(
    model(
      start('1', 'a.ts'),
      end('1', 'cut', loop),
      start('2', 'b.ts'),
      { kind: 'hook.doubted', hook: '2' },
      start('3', 'c.ts'),
      end('3', 'cut', 'the run was stopped'),
      start('4', 'd.ts', { files: ['d.ts', 'e.ts', 'f.ts'], attempt: 2 }),
      start('5', 'e.ts'),
      { kind: 'hook.interrupted', hook: '5' },
    ),
    Date.parse('2026-01-01T12:00:07Z'),
  );
  assert.deepEqual(
    rows.map(({ label, icon, context }) => [label, icon?.name, context]),
    [
      ['b.ts', 'question', 'hook doubtful'],
      ['a.ts', 'sync-ignored', 'hook finished'],
      ['e.ts', 'debug-pause', 'hook interrupted'],
      ['d.ts', 'loading~spin', 'hook running'],
      ['c.ts', 'debug-disconnect', 'hook finished'],
    ],
  );
  assert.match(rows[1]?.spoken ?? '', /cut, a loop/);
  assert.match(rows[1]?.description ?? '', /^a\.ts → lint → a\.ts/, 'where a loop goes round comes first');
  assert.match(rows[3]?.description ?? '', /^and 2 files more · lint · attempt 2/);
});

test('hooks that nobody has agreed to are named in the view', () => {
  const held = [{ hook: 'plan:1', title: 'lint', command: 'npm run lint' }];
  assert.equal(hookFrame({ ...model(), heldHooks: held }).message, '1 hook of the plan waits until you let it run.');
});

test('the trace of a file says why, what ignores it, and how it went before', () => {
  const text = traceDocument({
    file: 'src/a.ts',
    ignored: '.gitignore: src/',
    paused: false,
    hooks: [
      { hook: '1', title: 'lint', runs: true, why: 'files: src/** matches src/a.ts', held: true, last: undefined },
      {
        hook: '2',
        title: 'vet',
        runs: false,
        why: 'none of files: *.go matches src/a.ts',
        held: false,
        last: { at: '2026-01-01', state: 'failed', detail: 'exit code 1' },
      },
    ],
  });
  assert.match(text, /it is ignored \(`\.gitignore: src\/`\)/);
  assert.match(
    text,
    /## Follow an edit of it\n\n- \*\*lint\*\* — files: src\/\*\* matches src\/a\.ts\n {2}- not after your own edits yet/,
  );
  assert.match(text, /## Do not\n\n- \*\*vet\*\*[^\n]*\n {2}- last run: failed · 2026-01-01 · exit code 1/);
});

test('what is not available stands on top once, however many edits it met', () => {
  const missing = ['1', '2', '3'].flatMap((id) => [start(id, `${id}.ts`), end(id, 'unavailable', 'no such program')]);
  const other = [start('4', 'a(b).ts'), end('4', 'unavailable', 'no file with ( ) in its name'), start('5', 'e.ts')];
  const all = model(...missing, ...other, end('5', 'ok'));
  assert.deepEqual(
    hookRows(all, Date.parse('2026-01-01T12:00:07Z')).map(({ label }) => label),
    ['a(b).ts', '3.ts', 'e.ts', '2.ts', '1.ts'],
  );
  assert.equal(hookFrame(all).description, '2 not available');
});
