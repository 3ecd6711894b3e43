import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Lines } from '../../../src/base/lines.ts';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { fixesOf } from '../../../src/plan/features/fixes.ts';
import { type Facts, knowledgeOf } from '../../../src/plan/model/knowledge.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { rules } from '../../../src/plan/rules/all.ts';
import { check } from '../../../src/plan/rules/check.ts';

/**
 * Plans with notes: `# want "code" at="text" fix="title"` on the line of a problem, as often as there are problems there; a head of `# issues: id=status …`,
 * `# agents: name …` and `# missing: program …` says what is known. Nothing else may be found.
 */
const folder = path.resolve(import.meta.dirname, '../../corpus');
const plansIn = (where: string): readonly string[] =>
  readdirSync(where).filter((name) => name.endsWith('.phaseplan.yaml'));

function factsOf(text: string): Facts {
  const words = (name: string): readonly string[] | undefined =>
    new RegExp(`^# ${name}: (.*)$`, 'm').exec(text)?.[1]?.split(' ');
  const issues = words('issues')?.map((word) => {
    const [id = '', status = ''] = word.split('=');
    return { id, title: id, status, priority: 2, type: 'task' };
  });
  const agents = words('agents')?.map((name) => ({ name, description: '', source: '' }));
  const programs = Object.fromEntries((words('missing') ?? []).map((name) => [name, false]));
  return { ...(issues ? { issues } : {}), ...(agents ? { agents } : {}), programs };
}

type Want = {
  readonly line: number;
  readonly code: string;
  readonly at: string | undefined;
  readonly fix: string | undefined;
};

function wantsOf(text: string): readonly Want[] {
  return text.split('\n').flatMap((content, line) =>
    [...content.matchAll(/# want "([\w-]+)"(?: at="((?:\\.|[^"\\])*)")?(?: fix="((?:\\.|[^"\\])*)")?/g)].map(
      ([, code = '', at, fix]) => ({
        line,
        code,
        at: at?.replace(/\\(.)/g, '$1'),
        fix: fix?.replaceAll('\\"', '"'),
      }),
    ),
  );
}

for (const name of plansIn(folder)) {
  test(`corpus ${name}`, () => {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const snapshot = new Snapshot(text);
    const knowledge = knowledgeOf(factsOf(text));
    const problems = check(snapshot, knowledge);
    const lines = new Lines(text);
    const lineOf = (start: number): number => lines.position(start).line;
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
      const chosen = fixes.find(({ title }) => title === fix);
      assert.ok(chosen, `no fix "${fix}" among ${fixes.map(({ title }) => title).join(', ')}`);
      const mended = check(new Snapshot(applyEdits(text, chosen.edits)), knowledge);
      const count = (of: typeof problems): number => of.filter((problem) => problem.code === code).length;
      assert.equal(count(mended), count(problems) - 1, `"${fix}" does not mend ${code}`);
    }
    for (const problem of problems) {
      assert.ok(problem.span.start <= problem.span.end && problem.span.end <= text.length);
      for (const { title, edits } of fixesOf(snapshot, problem)) {
        const broken = check(new Snapshot(applyEdits(text, edits)), knowledge).filter(
          ({ code }) => code === 'syntax',
        ).length;
        const before = problems.filter(({ code }) => code === 'syntax').length;
        assert.ok(broken <= before, `"${title}" leaves a text that cannot be read`);
      }
    }
  });
}

for (const name of plansIn(path.join(folder, 'valid'))) {
  test(`a valid plan has no problem: ${name}`, () => {
    const { plan, problems } = readPlan(readFileSync(path.join(folder, 'valid', name), 'utf8'));
    assert.deepEqual(problems, []);
    assert.ok(plan);
  });
}

test('every code of the language is in the corpus', () => {
  const seen = new Set(
    plansIn(folder).flatMap((name) => wantsOf(readFileSync(path.join(folder, name), 'utf8')).map(({ code }) => code)),
  );
  assert.deepEqual(
    rules.map(({ code }) => code).filter((code) => !seen.has(code)),
    [],
  );
});
