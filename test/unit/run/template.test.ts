import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '../../../src/plan/model/plan.ts';
import { expandStep, expandText } from '../../../src/run/template.ts';

const step = (what: Step['do'], more: Partial<Step> = {}): Step => ({
  name: 's',
  do: what,
  env: {},
  cwd: undefined,
  timeoutSeconds: 1,
  retries: 0,
  continueOnError: false,
  expect: { exit: 0, match: undefined, number: undefined, json: undefined },
  ...more,
});

test('names are filled in, with or without space around them', () => {
  const done = expandText('a ${{ task.id }}-${{file}} $', { 'task.id': 'T1', file: 'a b.ts' });
  assert.deepEqual(done, { ok: true, value: 'a T1-a b.ts $' });
});

test('an unknown name is an error that lists the known ones', () => {
  const done = expandText('${{ task.name }}', { 'task.id': 'T1', 'env.HOME': '/' });
  assert.deepEqual(done, {
    ok: false,
    error: { kind: 'no-such', what: 'template value', name: 'task.name', known: ['task.id'] },
  });
  assert.equal(expandText('${{ toString }}', {}).ok, false);
});

test('a value stays one word and is never read as a template', () => {
  const file = 'a; rm -rf / ${{ secret }} $1 $& "';
  const done = expandStep(step({ kind: 'run', words: ['lint', '--file=${{ file }}'] }), { file });
  assert.ok(done.ok && done.value.do.kind === 'run');
  assert.deepEqual(done.value.do.words, ['lint', `--file=${file}`]);
});

test('arguments of an action are filled in at every depth', () => {
  const given = { id: '${{ issue.id }}', labels: ['x', '${{ phase.id }}'], deep: { n: 1, t: '${{ file }}' } };
  const done = expandStep(step({ kind: 'uses', action: 'a', with: given }), {
    'issue.id': 'i-1',
    'phase.id': 'p',
    file: 'f',
  });
  assert.ok(done.ok && done.value.do.kind === 'uses');
  assert.deepEqual(done.value.do.with, { id: 'i-1', labels: ['x', 'p'], deep: { n: 1, t: 'f' } });
});

test('the environment of a step may use values and be used by its words', () => {
  const done = expandStep(
    step(
      { kind: 'run', words: ['echo', '${{ env.TARGET }}'] },
      { env: { TARGET: '${{ file }}' }, cwd: '${{ phase.id }}' },
    ),
    { file: 'f', 'phase.id': 'p' },
  );
  assert.ok(done.ok && done.value.do.kind === 'run');
  assert.deepEqual([done.value.do.words[1], done.value.env['TARGET'], done.value.cwd], ['f', 'f', 'p']);
});

test('a shell script takes harmless values only', () => {
  const script = step({ kind: 'shell', shell: 'sh', script: 'wc -l ${{ file }} | sort' });
  const fine = expandStep(script, { file: 'src/a-b_c.ts' });
  assert.ok(fine.ok && fine.value.do.kind === 'shell');
  assert.equal(fine.value.do.script, 'wc -l src/a-b_c.ts | sort');
  for (const file of ['$(id)', 'a b', '`id`', "'", ';ls', 'a\nb', '~', '*']) {
    const refused = expandStep(script, { file });
    assert.ok(!refused.ok && refused.error.kind === 'words-broken', file);
  }
});
