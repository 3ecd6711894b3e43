import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { fixesOfCode, safeFixes } from '../../../src/plan/features/fix-all.ts';
import { knowledgeOf, nothingKnown } from '../../../src/plan/model/knowledge.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { check } from '../../../src/plan/rules/check.ts';

function fixed(text: string, knowledge = nothingKnown): string {
  const snapshot = new Snapshot(text);
  return applyEdits(text, safeFixes(snapshot, check(snapshot, knowledge)));
}

test('slips in the format’s words are put right together', () => {
  const text =
    'version: 1\nname: x\nphases:\n  one:\n    neds: []\n    tasks:\n      a: { agnet: coder, retries: "2" }\n      b: { agent: coder, sparc: refinment }\n';
  assert.equal(
    fixed(text),
    'version: 1\nname: x\nphases:\n  one:\n    needs: []\n    tasks:\n      a: { agent: coder, retries: 2 }\n      b: { agent: coder, sparc: refinement }\n',
  );
});

test('what the author named is left to the author, and nothing is added or taken out', () => {
  const knowledge = knowledgeOf({
    issues: [{ id: 'a-1', title: 'A', status: 'open', priority: 2, type: 'task' }],
    agents: [],
  });
  for (const task of ['{ agent: codre }', '{ agent: coder, issue: a-2 }', '{ title: x }', '{ agent: coder, foo: 1 }']) {
    const text = `version: 1\nname: x\nphases:\n  one:\n    issues: [a-1]\n    tasks:\n      a: ${task}\n`;
    assert.notDeepEqual(check(new Snapshot(text), knowledge), []);
    assert.equal(fixed(text, knowledge), text);
  }
});

test('all problems of one code are mended, the others stay', () => {
  const text =
    'version: 1\nname: x\nphases:\n  one:\n    foo: 1\n    tasks:\n      a: { agnet: coder }\n      b: { agnet: coder, retries: "2" }\n';
  const snapshot = new Snapshot(text);
  const { count, edits } = fixesOfCode(snapshot, check(snapshot, nothingKnown), 'unknown-key');
  assert.equal(count, 3);
  const left = check(new Snapshot(applyEdits(text, edits)), nothingKnown);
  assert.deepEqual([...new Set(left.map(({ code }) => code))], ['wrong-type']);
});

test('over the corpus, fixing everything never leaves a text with more syntax errors, and once more changes little', () => {
  const folder = path.resolve(import.meta.dirname, '../../corpus');
  const broken = (text: string): number =>
    check(new Snapshot(text), nothingKnown).filter(({ code }) => code === 'syntax').length;
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.yaml'))) {
    const text = readFileSync(path.join(folder, name), 'utf8');
    let mended = fixed(text);
    assert.ok(broken(mended) <= broken(text), name);
    for (let round = 0; round < 3; round += 1) mended = fixed(mended);
    assert.equal(fixed(mended), mended, name);
  }
});
