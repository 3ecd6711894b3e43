import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { fixesOf } from '../../../src/plan/features/fixes.ts';
import { importMarkdown } from '../../../src/plan/markdown/import.ts';
import { knowledgeOf } from '../../../src/plan/model/knowledge.ts';
import type { Problem } from '../../../src/plan/model/problem.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { check } from '../../../src/plan/rules/check.ts';
import { golden, seed } from '../markdown/documents.ts';
import { seedMistakes } from './seed-mistakes.ts';

const plan = importMarkdown(seed()).yaml;

/** The tracker holds what the plan declares, and the workspace has no agent types of its own. */
const knowledge = knowledgeOf({
  issues: [...plan.matchAll(/^ {2}(novacron-DIST-\d+):/gm)].map(([, id = '']) => {
    const status = /\n {4}status: (\w+)/.exec(plan.slice(plan.indexOf(`\n  ${id}:`)))?.[1] ?? '';
    return { id, title: id, status, priority: 2, type: 'task' };
  }),
  agents: [],
});

const problemsOf = (text: string): readonly Problem[] => check(new Snapshot(text), knowledge);

test('the plan that the import makes of the execution plan has no problem at all', () => {
  assert.deepEqual(problemsOf(plan), []);
});

test('each mistake that a person would make in it is found where it is, and nothing else is said', () => {
  const told = seedMistakes.map(({ what, from, to }) => {
    const at = plan.indexOf(from);
    assert.ok(at >= 0, `"${from}" is not in the plan`);
    const text = plan.slice(0, at) + to + plan.slice(at + from.length);
    return `${what}\n${problemsOf(text)
      .map((problem) => describe(text, problem))
      .join('')}`;
  });
  golden(path.resolve(import.meta.dirname), 'seed-mistakes.txt', `${told.join('\n')}`);
});

/** The line with the place underlined, then what is said and what is offered; every offer must mend it. */
function describe(text: string, problem: Problem): string {
  const snapshot = new Snapshot(text);
  const { line, character } = snapshot.position(problem.span.start);
  const written = text.split('\n')[line] ?? '';
  const end = snapshot.position(problem.span.end);
  const width = end.line === line ? end.character - character : written.length - character;
  const fixes = fixesOf(snapshot, problem);
  for (const { title, edits } of fixes) {
    const left = problemsOf(applyEdits(text, edits)).filter(({ message }) => message === problem.message);
    assert.deepEqual(left, [], `"${title}" mends nothing`);
  }
  return [
    `  ${written}`,
    `  ${' '.repeat(character)}${'^'.repeat(Math.max(1, width))}`,
    `  ${problem.severity} ${problem.code}: ${problem.message}`,
    ...(problem.related ?? []).map((place) => `    ${snapshot.position(place.span.start).line + 1}: ${place.message}`),
    ...fixes.map(({ title }) => `    → ${title}`),
    '',
  ].join('\n');
}
