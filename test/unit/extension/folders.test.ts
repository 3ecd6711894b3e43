import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysOf } from '../../../src/extension/keys.ts';
import { emptyModel } from '../../../src/extension/model.ts';
import { byFolder, frameOf } from '../../../src/extension/views/folders.ts';
import { folderAbove, nothing, type Row } from '../../../src/extension/views/row.ts';
import { contextKeys } from '../../../src/protocol/commands.ts';

const row = (id: string, children: readonly Row[] = []): Row => ({
  id,
  label: id,
  spoken: id,
  context: '',
  subject: nothing,
  children,
});
const api = { name: 'api', root: '/repos/api', tag: '' };
const web = { name: 'web', root: '/repos/web', tag: 'web' };
const ids = (rows: readonly Row[]): readonly string[] =>
  rows.flatMap(({ id, children = [] }) => [id, ...ids(children)]);

test('rows of the only folder stand for themselves', () => {
  const rows = [row('a', [row('b')])];
  assert.equal(byFolder([{ home: api, rows }])[0], rows[0]);
});

test('rows of several folders stand under them, each id once; a folder with nothing to show is left out', () => {
  const parts = [api, web].map((home) => ({ home, rows: [row('a', [row('b')])] }));
  const shown = byFolder([...parts, { home: { name: 'docs', root: '/repos/docs', tag: 'docs' }, rows: [] }]);
  assert.deepEqual(
    shown.map(({ label }) => label),
    ['api', 'web'],
  );
  assert.equal(new Set(ids(shown)).size, 6);
  const [top] = shown;
  const below = top?.children?.[0];
  assert.ok(top && below);
  assert.equal(folderAbove({ row: below, above: { row: top, above: undefined } }), '/repos/api');
});

test('what waits in several folders is one number, and a message says whose it is', () => {
  const frame = (value: number, message: string) => ({ badge: { value, tooltip: `${value} wait` }, message });
  const sum = frameOf([
    { name: 'api', frame: frame(2, '') },
    { name: 'web', frame: frame(3, 'Read-only') },
    { name: 'docs', frame: {} },
  ]);
  assert.deepEqual(sum, { badge: { value: 5, tooltip: '2 wait, 3 wait' }, message: 'web: Read-only' });
});

test('what can be done in one folder can be done; while one is searched for plans, nobody says that there is none', () => {
  const none = { ...emptyModel, plans: [], issues: { state: 'none' as const } };
  const known = { ...emptyModel, plans: undefined, filter: 'x', link: { state: 'on' as const } };
  const keys = keysOf([none, known]);
  assert.deepEqual(
    [contextKeys.plans, contextKeys.tracker, contextKeys.filtered, contextKeys.runner].map((key) => keys[key]),
    [-1, 'none', true, 'on'],
  );
  assert.equal(keysOf([none, { ...known, plans: ['a'] }])[contextKeys.plans], 1);
});
