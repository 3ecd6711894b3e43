import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importMarkdown } from '../../../src/plan/markdown/import.ts';
import { readPlan } from '../../../src/plan/model/read.ts';

const document = `# P

## Phase 1: Go

Spawn them:
Task("One", \`Do the
first\`, "tester")

Call \`Task("x")\` when done.

Task("Broken", "no end
`;

test('a Task(…) between paragraphs, without a fence, is a task or is said to be none', () => {
  const { yaml, report } = importMarkdown(document, { name: 'p' });
  const { plan } = readPlan(yaml);
  assert.deepEqual(
    plan?.phases[0]?.tasks.map(({ id, agent, prompt }) => [id, agent, prompt]),
    [['one', 'tester', 'Do the\nfirst\n']],
  );
  const items = report.entries.flatMap((entry) => entry.items);
  const of = (wanted: string): readonly string[] =>
    items.filter(({ outcome }) => outcome === wanted).map(({ lines, text }) => `${lines.start}: ${text}`);
  assert.deepEqual(of('left-over'), ['11: Broken']);
  assert.deepEqual(of('reference'), ['9: Call `Task("x")` when done.']);
});
