import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Facts, knowledgeOf, nothingKnown } from '../../../src/plan/model/knowledge.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { wantedOf } from '../../../src/plan/model/wanted.ts';
import { rules } from '../../../src/plan/rules/all.ts';
import { check } from '../../../src/plan/rules/check.ts';

const issue = (id: string, status: string): NonNullable<Facts['issues']>[number] => ({
  id,
  title: id,
  status,
  priority: 2,
  type: 'task',
});

const plan = (lines: string): string => `version: 1\nname: x\n${lines}`;
const oneTask = (task: string): string => `phases:\n  one:\n    tasks:\n      t: { agent: coder${task} }\n`;

/** Every question that is put to the world: facts that answer it well, facts that answer it badly, and what that makes. */
const questions: Readonly<
  Record<string, { readonly text: string; readonly good: Facts; readonly bad: Facts; readonly code: string }>
> = {
  'is there such an issue': {
    text: plan(`epic: a-1\n${oneTask('')}`),
    good: { issues: [issue('a-1', 'open')] },
    bad: { issues: [] },
    code: 'issue-unknown',
  },
  'was the issue deleted': {
    text: plan(`epic: a-1\n${oneTask('')}`),
    good: { issues: [issue('a-1', 'open')] },
    bad: { issues: [issue('a-1', 'tombstone')] },
    code: 'issue-deleted',
  },
  'how does the issue stand': {
    text: plan(`issues:\n  a-1: { title: A, status: open }\n${oneTask('')}`),
    good: { issues: [issue('a-1', 'in_progress')] },
    bad: { issues: [issue('a-1', 'closed')] },
    code: 'status-drift',
  },
  'is what an issue waits for done': {
    text: plan(`issues:\n  a-1: { title: A, needs: [a-2] }\n  a-2: { title: B }\n${oneTask('')}`),
    good: { issues: [issue('a-1', 'open'), issue('a-2', 'open')] },
    bad: { issues: [issue('a-1', 'open'), issue('a-2', 'closed')] },
    code: 'need-settled',
  },
  'is there such an agent type': {
    text: plan('phases:\n  one:\n    tasks:\n      t: { agent: plumber }\n'),
    good: { agents: [{ name: 'plumber', description: '', source: '' }] },
    bad: { agents: [] },
    code: 'unknown-reference',
  },
  'is the program there': {
    text: plan(`setup:\n  - run: frobnicate\n${oneTask('')}`),
    good: { programs: { frobnicate: true } },
    bad: { programs: { frobnicate: false } },
    code: 'program-missing',
  },
  'does the glob match a file': {
    text: plan(`hooks:\n  - { on: post-edit, files: "lib/**", run: make }\n${oneTask('')}`),
    good: { globs: { 'lib/**': true } },
    bad: { globs: { 'lib/**': false } },
    code: 'files-unmatched',
  },
  'has claude-flow the tool': {
    text: plan(`setup:\n  - uses: claude-flow.neural-train\n${oneTask('')}`),
    good: { tools: { neural_train: true } },
    bad: { tools: { neural_train: false } },
    code: 'action-unavailable',
  },
};

const codesOf = (text: string, facts: Facts): readonly string[] =>
  check(new Snapshot(text), knowledgeOf(facts)).map(({ code }) => code);

for (const [question, { text, good, bad, code }] of Object.entries(questions)) {
  test(`${question}? Known is well, unknown is told, and where nobody can say, nothing is`, () => {
    assert.deepEqual(codesOf(text, good), []);
    assert.deepEqual(codesOf(text, bad), [code]);
    assert.deepEqual(codesOf(text, {}), []);
    // Other answers make no difference to this one.
    for (const other of Object.values(questions))
      assert.ok(!codesOf(text, { ...other.bad, ...good }).includes(code), question);
  });
}

test('every code that needs the world has its question here, and no plan of the corpus draws one without it', () => {
  const live = rules.filter((rule) => rule.live).map(({ code }) => code);
  const asked = new Set(Object.values(questions).map(({ code }) => code));
  assert.deepEqual(
    live.filter((code) => !asked.has(code)),
    [],
  );
  const corpus = path.resolve(import.meta.dirname, '../../corpus');
  for (const name of readdirSync(corpus).filter((file) => file.endsWith('.yaml'))) {
    const told = check(new Snapshot(readFileSync(path.join(corpus, name), 'utf8')), nothingKnown);
    // A plan may say itself that an issue is closed.
    const without = told.filter(({ code }) => live.includes(code) && code !== 'need-settled');
    assert.deepEqual(without, [], name);
  }
});

test('what is worth looking for is what a plan names, each once', () => {
  const text = plan(
    `hooks:\n  - { on: post-edit, files: ["lib/**", "lib/**"], uses: claude-flow.post-edit }\nsetup:\n  - run: make all\n  - run: node tools/x.mjs\n  - run: make clean\n${oneTask(', files: ["${{ a }}"]')}`,
  );
  assert.deepEqual(wantedOf(new Snapshot(text)), {
    programs: ['make', 'node'],
    files: ['tools/x.mjs'],
    globs: ['lib/**'],
    tools: ['hooks_post-edit'],
  });
});
