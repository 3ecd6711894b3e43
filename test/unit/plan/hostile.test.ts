import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { fixesOf } from '../../../src/plan/features/fixes.ts';
import { knowledgeOf } from '../../../src/plan/model/knowledge.ts';
import type { Problem } from '../../../src/plan/model/problem.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { check } from '../../../src/plan/rules/check.ts';

/** What these tests ask of any text at all: it is read, every place lies inside it, and every fix can be made. */
function survives(text: string): readonly Problem[] {
  const snapshot = new Snapshot(text);
  const problems = check(snapshot, knowledgeOf({ issues: [], agents: [], programs: {} }));
  for (const problem of problems) {
    for (const { start, end } of [problem.span, ...(problem.related ?? []).map(({ span }) => span)])
      assert.ok(
        0 <= start && start <= end && end <= text.length,
        `${problem.code} at ${start}–${end} of ${text.length}`,
      );
  }
  for (const problem of problems.slice(0, 20)) {
    for (const { edits } of fixesOf(snapshot, problem)) {
      assert.ok(edits.every(({ span }) => 0 <= span.start && span.start <= span.end && span.end <= text.length));
      applyEdits(text, edits);
    }
  }
  return problems;
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const head = 'version: 1\nname: x\n';
const task = (body: string): string => `${head}phases: { p: { tasks: { ${body} } } }\n`;

const hostile: Readonly<Record<string, string>> = {
  'brackets that are never closed': `a: ${'['.repeat(3000)}`,
  'a block three thousand levels deep': lines(3000, (level) => `${' '.repeat(level)}a:`),
  'dashes in a row': `${'- '.repeat(5000)}x`,
  'aliases of aliases of aliases': `${head}x-a: &a [1, 1]\n${lines(
    30,
    (at) =>
      `x-${at}: &b${at} [${Array(9)
        .fill(at ? `*b${at - 1}` : '*a')
        .join(', ')}]`,
  )}\nswarm: { x: *b29 }\nphases: { p: { tasks: { t: { agent: coder } } } }`,
  'merges of merges': `x-a: &a { k: 1 }\n${lines(
    200,
    (at) =>
      `x-${at}: &b${at} { <<: [${Array(9)
        .fill(at ? `*b${at - 1}` : '*a')
        .join(', ')}] }`,
  )}\nphases: { <<: *b199 }`,
  'an anchor that holds itself': 'phases: &a\n  <<: *a\n  b: *a\nhooks: &h [*h]',
  'twenty thousand keys': lines(20_000, (at) => `k${at}: v`),
  'twenty thousand issues that need each other': `${head}issues:\n${lines(20_000, (at) => `  i-${at}: { title: t, needs: [i-${at + 1}] }`)}`,
  'ten megabytes on a line': `a: "${'x'.repeat(1e7)}"`,
  'ten megabytes behind an open quote': `a: "${'x'.repeat(1e7)}`,
  'a quote open on every line': 'a: "\n'.repeat(3000),
  'a name that is nearly one': `version: 1\nname: ${'a'.repeat(60)}!`,
  'globs of many wild parts': task(
    `t: { agent: a, files: "${'{a,b}'.repeat(12)}/${'**/a/'.repeat(14)}x" }, u: { agent: a, files: "${'**/a/'.repeat(14)}y" }`,
  ),
  'a glob of many stars': task(
    `t: { agent: a, files: "${'*a'.repeat(30)}b" }, u: { agent: a, files: "${'a'.repeat(60)}" }`,
  ),
  'names that every object has':
    '__proto__: { a: 1 }\nphases: { constructor: { tasks: { toString: { agent: __proto__, needs: [valueOf] } } } }',
  'nothing but blank lines': '\n'.repeat(100_000),
};

for (const [name, text] of Object.entries(hostile)) {
  test(`${name}: it comes back`, () => {
    survives(text);
  });
}

test('what is blown up by aliases is cut off in the plan that runs', () => {
  const { plan } = readPlan(hostile['aliases of aliases of aliases'] ?? '');
  assert.ok(plan && JSON.stringify(plan.swarm).length < 200_000);
});

const signs = [
  '\t',
  ' ',
  '  ',
  '\n',
  '\r\n',
  '"',
  "'",
  ':',
  ': ',
  '- ',
  '#',
  '{',
  '}',
  '[',
  ']',
  ',',
  '&a ',
  '*a',
  '<<: *a',
  '|\n',
  '>-\n',
  '---\n',
  '...\n',
  '%',
  '@',
  '${{',
  '}}',
  '\uFEFF',
  '😀',
  'é',
  '\u0000',
  '\uD800',
  '<<<<<<< a\n',
  '=======\n',
  '>>>>>>> b\n',
  'needs: [',
  'run: "',
  '__proto__: ',
];
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...signs), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 40 })
  .map((parts) => parts.join(''));

test('any text is read, and every place lies inside it', () => {
  fc.assert(
    fc.property(anyText, (text) => void survives(text)),
    { numRuns: 1500 },
  );
});

test('so is every plan of the corpus with anything put in or taken out anywhere', () => {
  const corpus = path.resolve(import.meta.dirname, '../../corpus');
  const plans = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(path.join(corpus, name), 'utf8'));
  const mutant = fc.tuple(
    fc.constantFrom(...plans),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(30),
    fc.oneof(fc.constantFrom(...signs), anyText),
  );
  fc.assert(
    fc.property(mutant, ([text, where, gone, put]) => {
      const at = Math.floor(where * text.length);
      survives(text.slice(0, at) + put + text.slice(at + gone));
    }),
    { numRuns: 1000 },
  );
});
