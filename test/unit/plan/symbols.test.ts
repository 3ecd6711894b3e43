import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSymbols, type PlanSymbol, symbols } from '../../../src/plan/features/symbols.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';

const text = `hooks:
  - on: post-edit
    run: npm run lint
phases:
  one:
    title: First Things
    before:
      - { name: Prepare, uses: git.commit }
    tasks:
      build:
        verify: [{ run: make }, { run: make test }]
    criteria:
      fast: { manual: true }
`;

const told = (all: readonly PlanSymbol[], depth = 0): readonly string[] =>
  all.flatMap(({ name, detail, children }) => [
    `${'  '.repeat(depth)}${name}${detail && `: ${detail}`}`,
    ...told(children, depth + 1),
  ]);

test('the outline has steps where they stand', () => {
  assert.deepEqual(told(symbols(new Snapshot(text))), [
    'hooks',
    '  npm run lint: post-edit',
    'one: First Things',
    '  before',
    '    Prepare: git.commit',
    '  build',
    '    verify',
    '      make',
    '      make test',
    '  fast',
  ]);
});

test('names and titles are found, steps and sections are not', () => {
  const names = (query: string): readonly string[] =>
    findSymbols(symbols(new Snapshot(text)), query).map(({ symbol, container }) => `${container}/${symbol.name}`);
  assert.deepEqual(names(''), ['/one', 'one/build', 'one/fast']);
  assert.deepEqual(names('first thi'), ['/one']);
  assert.deepEqual(names('make'), []);
});

test('what an outline selects lies within what it shows', () => {
  const visit = ({ span, nameSpan, children }: PlanSymbol): void => {
    assert.ok(span.start <= nameSpan.start && nameSpan.end <= span.end);
    children.forEach(visit);
  };
  symbols(new Snapshot(`${text}setup: [{}, {run: a}, x, [y]]\n`)).forEach(visit);
});
