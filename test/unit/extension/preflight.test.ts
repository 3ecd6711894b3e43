import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preflightItems } from '../../../src/extension/preflight/items.ts';
import type { Preflight } from '../../../src/run/preflight.ts';

const task = (id: string): Preflight['phases'][number]['waves'][number][number] => ({
  id,
  title: `Task ${id}`,
  agent: 'coder',
  runner: 'Demo agent',
  issue: `x-${id}`,
});

const clear: Preflight = {
  go: true,
  plan: 'p.phaseplan.yaml',
  title: 'A plan',
  phases: [{ id: 'build', title: 'Build', waves: [[task('a'), task('b')], [task('c')]], criteria: 3 }],
  problems: [],
  agents: 8,
  creates: [],
};

test('a clear preflight offers the start first, then who works when and with what', () => {
  const items = preflightItems(clear);
  assert.deepEqual(items[0], {
    kind: 'go',
    label: '$(play) Start 3 tasks',
    detail: '2 agents at once · each in a worktree of its own · 3 criteria',
  });
  assert.deepEqual(
    items.slice(1).map((item) => (item.kind === 'task' ? `${item.label} | ${item.description}` : item.label)),
    [
      'at once',
      '$(person) Task a | coder · Demo agent · x-a',
      '$(person) Task b | coder · Demo agent · x-b',
      'then',
      '$(person) Task c | coder · Demo agent · x-c',
    ],
  );
});

test('the start says how many issues it creates', () => {
  const [start] = preflightItems({ ...clear, creates: ['x-a', 'x-b'] });
  assert.match(start?.kind === 'go' ? start.detail : '', /3 criteria · creates 2 issues first$/);
});

test('what is in the way takes the place of the start, in words with a next step', () => {
  const items = preflightItems({
    ...clear,
    go: false,
    problems: [{ severity: 'error', what: { kind: 'no-repository', folder: '/w' } }],
  });
  assert.ok(items.every(({ kind }) => kind !== 'go'));
  const [heading, problem] = items;
  assert.equal(heading?.label, 'In the way');
  assert.equal(problem?.label, '$(error) /w is not in a Git repository.');
  assert.match(problem?.kind === 'problem' ? problem.detail : '', /git init/);
});

test('warnings stand under the start and do not take it away', () => {
  const items = preflightItems({
    ...clear,
    problems: [
      { severity: 'warning', phase: 'build', what: { kind: 'overlap', tasks: ['a', 'b'], files: ['src/**'] } },
    ],
  });
  assert.equal(items[0]?.kind, 'go');
  assert.match(items[2]?.label ?? '', /a and b mean to touch the same files/);
});

test('a type that nobody describes: what is wrong fits a line, what it means and what was likely meant stand under it', () => {
  const items = preflightItems({
    ...clear,
    problems: [
      {
        severity: 'warning',
        phase: 'build',
        task: 'a',
        what: { kind: 'type-unknown', agent: 'codr', meant: ['coder'] },
      },
    ],
  });
  assert.deepEqual(items[2], {
    kind: 'problem',
    label: '$(warning) Nobody describes the agent type "codr".',
    detail: 'build · a · Its agents start without a role. Did you mean "coder"?',
  });
});
