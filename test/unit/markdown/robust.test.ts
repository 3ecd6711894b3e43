import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { importMarkdown } from '../../../src/plan/markdown/import.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { realPlan, seed } from './documents.ts';

const errorsOf = (yaml: string): readonly string[] =>
  readPlan(yaml)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);

/** Pieces that plans are made of, whole and broken, so that random documents reach the importer's own code. */
const pieces = [
  '# Plan',
  '## Phase 1: Do (Week 1-2)',
  '## Phase 1: Again',
  '### Phase II – Roman',
  '### Parallel: Pipeline (Ongoing)',
  '## Success Criteria',
  '**Phase 1:**',
  '**Exit criteria:** `go test ./...` passes',
  '## Execution Checklist',
  '### Post-Execution',
  '## Reference',
  '```bash',
  '```',
  '~~~',
  '```javascript',
  '```yaml phaseplan plan',
  '```yaml phaseplan task a/b',
  'version: 1',
  'bd create --id "a-1" --title "One" \\',
  '  --parent a-0 --frob x',
  'bd create "no id"',
  'bd link a-1 a-2 --type depends-on',
  'bd update a-1 a-2 --status in-progress',
  'npx claude-flow@alpha hooks post-edit --file "[file]"',
  'npx claude-flow@alpha swarm init --max-agents many --topology mesh',
  'npx claude-flow@alpha unknown thing',
  'echo "never closed',
  'npm test | tee $LOG',
  'cat <<EOF > x &&',
  'EOF',
  'for i in 1; do',
  'done',
  'Task("One", `Do it',
  '`, "coder")',
  'Task("Two", "a" + "b", "tester")',
  'Task({ description: "Three", prompt: `x` })',
  'Task(',
  '  - npx claude-flow@alpha sparc run nowhere "x"',
  '  Update Beads: bd update a-1 --progress 100 --status complete',
  '  SPARC Phase: Nothing',
  '- [ ] T001 [P] Do `src/a.ts`',
  '- [x] T002 Done',
  '- [ ] tick',
  '- ✅ `npm test` passes',
  '1. **First**: thing',
  '2. **Second**',
  '- **Type**: coder',
  '- **Phase 7**: later',
  '**1. Engineer (Agent ID: e-1)**',
  '**Beads Issue**: a-9',
  'x: [ & * !',
  '',
  '> quote',
  '\t- tab',
];

test('no text makes the import throw, and every plan that it makes can be read', () => {
  const documents = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), { maxLength: 40 });
  fc.assert(
    fc.property(documents, fc.constantFrom('\n', '\r\n', '\n\n'), (lines, end) => {
      const text = lines.join(end);
      const { yaml, report } = importMarkdown(text);
      const exported = text.includes('phaseplan');
      if (!exported && report.totals.phases > 0) assert.deepEqual(errorsOf(yaml), [], yaml);
      assert.equal(importMarkdown(text).yaml, yaml);
    }),
    { numRuns: 500, seed: 20251114 },
  );
});

test('any slice of the execution plan imports', () => {
  const text = seed();
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(text.length), (from, to) => {
      const { yaml, report } = importMarkdown(text.slice(Math.min(from, to), Math.max(from, to)));
      if (report.totals.phases > 0) assert.deepEqual(errorsOf(yaml), []);
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('line ends and a byte order mark change nothing', () => {
  for (const text of [seed(), realPlan('agent-deployment-plan')]) {
    const plain = importMarkdown(text);
    const other = importMarkdown(`\uFEFF${text.replaceAll('\n', '\r\n')}`);
    assert.equal(other.yaml, plain.yaml);
    assert.deepEqual(other.report, plain.report);
  }
});

test('a fence that is never closed is told, with its line', () => {
  const { report } = importMarkdown('## Phase 1: A\n\n```bash\nnpm test\n\n## Phase 2: B\n');
  const item = report.entries.flatMap(({ items }) => items).find(({ note }) => note.includes('never closed'));
  assert.equal(item?.outcome, 'left-over');
  assert.equal(item?.lines.start, 3);
});

test('a prompt whose backtick is never closed is told and does not hide the next task', () => {
  const text = '## Phase 1: A\n\n```js\nTask("One", `never closed, "coder")\nTask("Two", "fine", "tester")\n```\n';
  const { yaml, report } = importMarkdown(text);
  assert.deepEqual(
    readPlan(yaml).plan?.phases[0]?.tasks.map(({ title }) => title),
    ['Two'],
  );
  const [item] = report.entries.flatMap(({ items }) => items).filter(({ outcome }) => outcome === 'left-over');
  assert.equal(item?.text, 'One');
  assert.equal(item?.lines.start, 4);
});

test('what is not understood is a left-over: unknown claude-flow words, unknown flags, open quotes, ticks in no phase', () => {
  const left = (text: string): readonly string[] =>
    importMarkdown(text).report.entries.flatMap(({ items }) =>
      items.filter(({ outcome }) => outcome === 'left-over').map(({ text: what }) => what),
    );
  const inPhase = (command: string): string => `## Phase 1: A\n\n\`\`\`bash\n${command}\n\`\`\`\n`;
  assert.deepEqual(left(inPhase('npx claude-flow@alpha teleport now')), ['npx claude-flow@alpha teleport now']);
  assert.deepEqual(left(inPhase('npx claude-flow@alpha swarm status --loud')), ['--loud']);
  assert.deepEqual(left(inPhase('echo "open')), ['echo "open']);
  assert.deepEqual(left('# A\n\n- [ ] something\n'), ['something']);
  assert.deepEqual(left('# A\n\n```bash\nnpm test\n```\n'), ['npm test']);
  assert.deepEqual(left(inPhase('npm test')), []);
});

test('criteria on the line that names them are the phase’s, or the plan’s', () => {
  const { yaml, report } = importMarkdown(
    '# P\n\n## Phase 1: Do\n\n- [ ] Do it\n\n**Exit criteria:** `npm test` passes.\n\n## Phase 2: Send\n\n- [ ] Send\n\nSuccess criteria: 99% of it\nis sent.\n\nNote: nothing.\n',
  );
  const { plan } = readPlan(yaml);
  assert.deepEqual(
    plan?.phases.map(({ criteria }) => criteria.map(({ title, check }) => [title, check.kind])),
    [[['`npm test` passes.', 'step']], [['99% of it is sent.', 'manual']]],
  );
  assert.equal(report.totals.criteria, 2);
});

test('a command that needs a shell gets one, and only such a command', () => {
  const { yaml } = importMarkdown('## Phase 1: A\n\n```bash\nnpm test | tee log\nnpm run "a b"\n```\n');
  const steps = readPlan(yaml).plan?.phases[0]?.before ?? [];
  assert.deepEqual(
    steps.map((step) => step.do),
    [
      { kind: 'shell', shell: 'sh', script: 'npm test | tee log' },
      { kind: 'run', words: ['npm', 'run', 'a b'] },
    ],
  );
});

test('Spec Kit: [P] runs beside its like, what follows waits for all of them', () => {
  const list = ['T001 Set up', 'T002 [P] Left', 'T003 [P] Right', 'T004 Join']
    .map((item) => `- [ ] ${item}`)
    .join('\n');
  const tasks = readPlan(importMarkdown(`# A\n\n## Phase 1: Build\n\n${list}\n`).yaml).plan?.phases[0]?.tasks ?? [];
  assert.deepEqual(
    tasks.map(({ id, needs }) => `${id} after ${needs.join(' and ') || 'nothing'}`),
    [
      'T001 after nothing',
      'T002 after phase-1/T001',
      'T003 after phase-1/T001',
      'T004 after phase-1/T002 and phase-1/T003',
    ],
  );
});
