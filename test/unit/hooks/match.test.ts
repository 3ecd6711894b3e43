import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KnownContent } from '../../../src/hooks/known.ts';
import { ruleSet } from '../../../src/hooks/match.ts';
import { type HookRule, plainManner } from '../../../src/hooks/rule.ts';

const rule = (more: Partial<HookRule> = {}): HookRule => ({
  ...plainManner,
  id: 'plan:0',
  title: 'lint',
  on: 'post-edit',
  files: [],
  ignore: [],
  ...more,
});

const verdict = (one: HookRule, path: string | undefined, on: HookRule['on'] = 'post-edit') =>
  ruleSet([one]).judge({ on, path })[0];

test('a rule runs for the files of its globs, and the reason names the glob', () => {
  const go = rule({ files: ['docs/**', 'backend/**/*.go'] });
  assert.deepEqual(verdict(go, 'backend/core/a.go'), {
    rule: go,
    runs: true,
    why: 'files: backend/**/*.go matches backend/core/a.go',
  });
  assert.equal(verdict(go, 'backend/core/a.ts')?.runs, false);
  assert.equal(verdict(go, 'a.go')?.why, 'none of files: docs/**, backend/**/*.go matches a.go');
});

test('ignore wins over files, and no files means every file', () => {
  const all = rule({ ignore: ['**/generated/**'] });
  assert.equal(verdict(all, 'src/.hidden/a.ts')?.runs, true);
  assert.equal(verdict(all, 'src/generated/a.ts')?.why, 'ignore: **/generated/** matches src/generated/a.ts');
});

test('a folder, a leading ./ and names with brackets mean what they say', () => {
  assert.equal(verdict(rule({ files: ['./src/'] }), 'src/deep/a.ts')?.runs, true);
  assert.equal(verdict(rule({ files: ['app/**'] }), 'app/(group)/[id].tsx')?.runs, true);
  assert.equal(verdict(rule({ files: ['x'.repeat(70_000)] }), 'a')?.why.endsWith('cannot be read as a glob'), true);
});

test('a rule for another moment does not run', () => {
  assert.equal(verdict(rule({ on: 'pre-task' }), 'a.ts')?.why, 'it follows pre-task, and this is post-edit');
  assert.equal(verdict(rule({ on: 'pre-task' }), undefined, 'pre-task')?.runs, true);
});

test('the same content is one edit, an undo is another, and gone comes once', () => {
  const known = new KnownContent();
  const note = (hash: string, reported?: 'created' | 'changed' | 'deleted') => known.note('/w', 'a', hash, reported);
  assert.equal(note('1', 'created'), 'created');
  assert.equal(note('1'), undefined);
  assert.equal(note('2'), 'changed');
  assert.equal(note('1'), 'changed');
  assert.equal(note('absent'), 'deleted');
  assert.equal(note('absent'), undefined);
  assert.equal(note('1'), 'created');
  assert.equal(known.note('/other', 'a', '1'), 'changed');
});

test('a file that was never seen and is not there is no edit unless its deletion is reported', () => {
  const known = new KnownContent();
  assert.equal(known.note('/w', 'a', 'absent', 'changed'), undefined);
  assert.equal(known.note('/w', 'a', 'absent', 'deleted'), 'deleted');
  assert.equal(known.note('/w', 'a', 'absent', 'deleted'), undefined);
});

test('what an earlier life reported is not reported again', () => {
  const known = new KnownContent();
  known.restore({ root: '/w', path: 'a', hash: '1' });
  known.restore({ root: '/w', path: 'b', hash: 'absent' });
  assert.equal(known.note('/w', 'a', '1'), undefined);
  assert.equal(known.note('/w', 'b', 'absent', 'deleted'), undefined);
});
