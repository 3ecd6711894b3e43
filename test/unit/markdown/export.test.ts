import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportMarkdown } from '../../../src/plan/markdown/export.ts';
import { importMarkdown } from '../../../src/plan/markdown/import.ts';
import type { Imported } from '../../../src/plan/markdown/report.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { readText, realPlan, realPlans, seed } from './documents.ts';

function roundTrip(yaml: string): Imported {
  const markdown = exportMarkdown(yaml);
  assert.ok(markdown !== undefined);
  return importMarkdown(markdown);
}

const plans: Readonly<Record<string, () => string>> = {
  'the imported execution plan': () => importMarkdown(seed()).yaml,
  'the example': () => readText('examples/novacron/novacron.phaseplan.yaml'),
  ...Object.fromEntries(realPlans.map((name) => [name, () => importMarkdown(realPlan(name)).yaml])),
};

for (const [name, text] of Object.entries(plans))
  test(`${name}: exported and imported it is the same plan, with nothing left over`, () => {
    const yaml = text();
    const back = roundTrip(yaml);
    assert.ok(readPlan(yaml).plan);
    assert.deepEqual(readPlan(back.yaml).plan, readPlan(yaml).plan);
    assert.equal(back.report.leftOver, 0);
    assert.equal(roundTrip(back.yaml).yaml, back.yaml);
  });

const tricky = `
version: 1
name: tricky
description: |
  # not a heading
  \`\`\`bash
  bd create --id x-1 --title "not an issue"
x-shared: &checks
  - run: npm test
    expect: { number: ">= 96", pattern: 'cov: ([\\d.]+)' }
phases:
  "1":
    needs: []
    tasks:
      a:
        agent: coder
        prompt: |
          \`\`\`\`demo
          say with ticks \`\`\` inside
          \`\`\`\`
          Task("no", \`task\`, "coder")
        verify: *checks
      b: { agent: tester, needs: [a], prompt: one line }
    criteria:
      ok: { title: "It *works* <b>", run: npm test }
  later: { title: "## Phase 9: no" }
criteria:
  all: { issues: closed }
checklist: { before: [one, { title: two, manual: true }] }
`;

test('fences in prompts, headings in descriptions, aliases and numbers as keys survive', () => {
  const back = roundTrip(tricky);
  assert.deepEqual(readPlan(back.yaml).plan, readPlan(tricky).plan);
  assert.equal(back.report.leftOver, 0);
  assert.deepEqual(back.report.totals, {
    phases: 2,
    issues: 0,
    tasks: 2,
    agents: 0,
    hooks: 0,
    checklist: 2,
    criteria: 2,
  });
});

test('work that somebody adds to an exported plan outside its fences is told, not lost in silence', () => {
  const markdown = `${exportMarkdown(tricky)}\n## Phase 3\n\n\`\`\`bash\nnpm test\n\`\`\`\n\n- [ ] tick me\n`;
  const { report } = importMarkdown(markdown);
  assert.equal(report.leftOver, 2);
});

test('a fragment that is no YAML, or belongs nowhere, is a left-over', () => {
  const broken =
    '```yaml phaseplan plan\nversion: 1\n```\n\n```yaml phaseplan phase a\n[1, {\n```\n\n```yaml phaseplan moon\na: 1\n```\n';
  assert.equal(importMarkdown(broken).report.leftOver, 2);
});

test('what is no plan cannot be exported', () => {
  for (const text of ['', 'just words', '- 1', 'version: 1\n', 'a: [', 'phases: 3'])
    assert.equal(exportMarkdown(text), undefined);
});
