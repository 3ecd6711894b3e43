import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { fixesOf } from '../../../src/plan/features/fixes.ts';
import { knowledgeOf } from '../../../src/plan/model/knowledge.ts';
import type { Problem } from '../../../src/plan/model/problem.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { rules } from '../../../src/plan/rules/all.ts';
import { check } from '../../../src/plan/rules/check.ts';
import { shown } from '../../../src/plan/rules/shown.ts';
import { factsOf, wantsOf } from './noted.ts';

/**
 * Plans with notes: each note `# want "code" at="text" fix="title"` stands on the line of a problem, as often as there are problems there.
 * Nothing else may be found, and every fix that is offered must mend what it is offered for.
 */
const folder = path.resolve(import.meta.dirname, '../../corpus');
const plansIn = (where: string): readonly string[] =>
  readdirSync(where).filter((name) => name.endsWith('.phaseplan.yaml'));

for (const name of plansIn(folder)) {
  test(`corpus ${name}`, () => {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const snapshot = new Snapshot(text);
    const knowledge = knowledgeOf(factsOf(text));
    const problemsOf = (plan: Snapshot): readonly Problem[] => shown(plan, check(plan, knowledge));
    const problems = problemsOf(snapshot);
    const lineOf = (start: number): number => snapshot.position(start).line;
    const wants = wantsOf(text);
    assert.deepEqual(
      problems.map(({ code, span }) => `${lineOf(span.start) + 1}: ${code}`).sort(),
      wants.map(({ code, line }) => `${line + 1}: ${code}`).sort(),
    );
    for (const { code, line, at } of wants.filter((want) => want.at !== undefined)) {
      const covered = problems
        .filter((problem) => problem.code === code && lineOf(problem.span.start) === line)
        .map(({ span }) => text.slice(span.start, span.end));
      assert.ok(covered.includes(at ?? ''), `${code} covers ${JSON.stringify(covered)}, not "${at}"`);
    }
    for (const { code, line, fix } of wants.filter((want) => want.fix !== undefined)) {
      const fixes = problems
        .filter((problem) => problem.code === code && lineOf(problem.span.start) === line)
        .flatMap((problem) => fixesOf(snapshot, problem));
      const titles = fixes.map(({ title }) => title);
      assert.ok(titles.includes(fix ?? ''), `no fix "${fix}" among ${titles.join(', ')}`);
    }
    for (const problem of problems) {
      assert.ok(problem.span.start <= problem.span.end && problem.span.end <= text.length);
      for (const { title, edits } of fixesOf(snapshot, problem)) {
        const mended = applyEdits(text, edits);
        const left = problemsOf(new Snapshot(mended));
        const broken = (of: readonly Problem[]): number => of.filter(({ code }) => code === 'syntax').length;
        const same = (of: readonly Problem[]): number => of.filter(({ message }) => message === problem.message).length;
        assert.ok(broken(left) <= broken(problems), `"${title}" leaves a text that cannot be read`);
        assert.ok(same(left) < same(problems), `"${title}" does not mend ${problem.code}: ${problem.message}`);
        if (!/^(?:Remove|Keep) /.test(title) && problem.code !== 'ignores-nothing')
          assert.deepEqual(remarksOf(mended), remarksOf(text), `"${title}" loses a comment`);
      }
    }
  });
}

/** All comments, notes included. */
const remarksOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?<=^|\s)#.*$/gm)].map(([remark]) => remark).sort();

for (const name of plansIn(path.join(folder, 'valid'))) {
  test(`a valid plan has no problem: ${name}`, () => {
    const { plan, problems } = readPlan(readFileSync(path.join(folder, 'valid', name), 'utf8'));
    assert.deepEqual(problems, []);
    assert.ok(plan);
  });
}

test('every code of the language is in three plans of the corpus, or more', () => {
  const plans = new Map(rules.map(({ code }) => [code, 0]));
  for (const name of plansIn(folder)) {
    const codes = new Set(wantsOf(readFileSync(path.join(folder, name), 'utf8')).map(({ code }) => code));
    for (const code of codes) plans.set(code, (plans.get(code) ?? 0) + 1);
  }
  assert.deepEqual(
    [...plans].filter(([, count]) => count < 3),
    [],
  );
});
