import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importMarkdown } from '../../../src/plan/markdown/import.ts';
import type { Plan, Step, Task } from '../../../src/plan/model/plan.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { golden, realPlan, realPlans, seed } from './documents.ts';

const document = seed();
const imported = importMarkdown(document);

function planOf(yaml: string): Plan {
  const { plan, problems } = readPlan(yaml);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  assert.ok(plan);
  return plan;
}

const plan = planOf(imported.yaml);
const tasks = plan.phases.flatMap((phase) => phase.tasks);
const usesOf = (steps: readonly Step[]): readonly string[] =>
  steps.map((step) =>
    step.do.kind === 'uses' ? step.do.action : step.do.kind === 'run' ? step.do.words.join(' ') : step.do.script,
  );

function taskOf(id: string): Task {
  const found = tasks.find((task) => task.id === id);
  assert.ok(found, id);
  return found;
}

test('the execution plan has its three phases, in order, with titles and windows', () => {
  assert.deepEqual(
    plan.phases.map(({ id, title, window, needs }) => [id, title, window, needs]),
    [
      ['phase-0', 'Environment Setup & Initialization', undefined, []],
      ['phase-1', 'Critical Fixes + Neural Training', 'week 1-2', ['phase-0']],
      ['phase-2', 'ProBFT + MADDPG Implementation', 'week 3-4', ['phase-1']],
    ],
  );
  assert.equal(plan.name, 'novacron-distributed-computing');
  assert.equal(plan.epic, 'novacron-DIST-001');
  assert.equal(plan.methodology, 'sparc');
  assert.equal(plan.limits.agents, 15);
  assert.deepEqual(plan.swarm, { topology: 'mesh', strategy: 'adaptive', 'memory-pool': 512 });
});

test('all eleven issues come with what their commands say', () => {
  assert.deepEqual(
    [...plan.issues.keys()].map((id) => id.replace('novacron-DIST-', '')),
    ['001', '101', '102', '103', '104', '105', '106', '107', '108', '109', '201'],
  );
  const first = plan.issues.get('novacron-DIST-101');
  assert.equal(first?.status, 'in_progress');
  assert.equal(first?.priority, 0);
  assert.equal(first?.parent, 'novacron-DIST-001');
  const last = plan.issues.get('novacron-DIST-201');
  assert.equal(last?.status, 'open');
  assert.deepEqual(last?.needs, ['novacron-DIST-103']);
  assert.deepEqual(last?.labels, ['consensus', 'performance', 'dag']);
  assert.equal(last?.assignee, 'ml-developer');
  assert.equal(last?.estimateMinutes, 1440);
});

test('nine agent tasks keep every line of their prompts, and their agent types', () => {
  assert.deepEqual(
    tasks.map(({ title, agent }) => `${title}: ${agent}`),
    [
      'Critical Fixes Agent: coder',
      'Neural Training Agent: ml-developer',
      'Test Engineer: tester',
      'Code Reviewer: reviewer',
      'ProBFT Architect: system-architect',
      'ProBFT Coder: coder',
      'MADDPG Architect: system-architect',
      'MADDPG ML Developer: ml-developer',
      'Integration Tester: tester',
    ],
  );
  const written = [...document.matchAll(/Task\("[^"]+", `([^`]+)`/g)].map(([, prompt = '']) => prompt);
  assert.equal(written.length, 9);
  const lines = (text: string): readonly string[] =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  for (const [at, prompt] of written.entries()) assert.deepEqual(lines(tasks[at]?.prompt ?? ''), lines(prompt));
  assert.ok(
    tasks.every(({ needs }) => needs.length === 0),
    'all tasks of a phase start at once',
  );
});

test('what a prompt says beside its work is data too', () => {
  const fixes = taskOf('critical-fixes-agent');
  assert.equal(fixes.issue, 'novacron-DIST-101');
  assert.deepEqual(fixes.done, { issue: 'close', comment: undefined });
  assert.deepEqual(usesOf(fixes.verify), ['go test -race ./...', 'go test -msan ./...', 'golangci-lint run ./...']);
  assert.deepEqual(fixes.files, ['backend/core/network/dwcp/dwcp_manager.go']);
  assert.deepEqual(taskOf('test-engineer').done, { issue: 'keep', comment: 'Test suite created with 96% coverage' });
  assert.equal(taskOf('probft-architect').sparc, 'architecture');
  assert.equal(taskOf('probft-coder').sparc, 'refinement');
  assert.equal(taskOf('integration-tester').sparc, 'refinement');
  assert.deepEqual(
    plan.hooks.map(({ on, files, step }) => [on, files, usesOf([step])]),
    [
      ['post-edit', [], ['claude-flow.post-edit']],
      ['post-task', [], ['claude-flow.post-task']],
    ],
  );
});

test('commands stand around their phases as typed actions with arguments', () => {
  const [setup, first, second] = plan.phases;
  assert.deepEqual(usesOf(setup?.before ?? []), [
    'beads.init',
    'beads.create',
    'claude-flow.swarm-init',
    'claude-flow.sparc-init',
    'claude-flow.hooks-enable',
    'claude-flow.neural-train',
    'claude-flow.performance-monitor',
    'beads.list',
    'claude-flow.swarm-status',
    'claude-flow.neural-status',
    'claude-flow.sparc-modes',
    'claude.mcp-list',
  ]);
  assert.deepEqual(usesOf(first?.before ?? []), [
    'beads.update',
    'beads.update',
    'claude-flow.pre-task',
    'claude-flow.session-restore',
  ]);
  assert.deepEqual(usesOf(first?.after ?? []), ['claude-flow.session-end', 'claude-flow.neural-export', 'beads.stats']);
  assert.deepEqual(first?.issues, ['novacron-DIST-101', 'novacron-DIST-102']);
  const pipeline = second?.before[2]?.do;
  assert.deepEqual(pipeline?.kind === 'uses' ? pipeline.with : undefined, {
    task: 'Implement ProBFT probabilistic consensus for internet mode',
    checkpoints: true,
    'parallel-phases': true,
    output: './artifacts/probft',
  });
});

test('eighteen checklist items and fourteen success criteria are where they belong', () => {
  const { before, during, after } = plan.checklist;
  assert.deepEqual([before.length, during.length, after.length], [6, 6, 6]);
  assert.deepEqual([...plan.phases.map(({ criteria }) => criteria.length), plan.criteria.length], [0, 4, 4, 6]);
  assert.equal(plan.criteria.find(({ title }) => title === 'All Beads issues resolved')?.check.kind, 'issues');
  assert.equal(plan.criteria.find(({ title }) => title === 'Test coverage ≥96%')?.check.kind, 'manual');
});

test('the report has an entry for each fenced block and each list, and nothing is left over', () => {
  const { entries, leftOver, totals } = imported.report;
  assert.equal(leftOver, 0);
  assert.deepEqual(totals, { phases: 3, issues: 11, tasks: 9, agents: 5, hooks: 2, checklist: 18, criteria: 14 });
  const lines = document.split('\n');
  const fences = lines.flatMap((line, at) => (line.startsWith('```') ? [at + 1] : []));
  const fenced = fences.flatMap((start, at) => (at % 2 === 0 ? [`${start}-${fences[at + 1]}`] : []));
  assert.equal(fenced.length, 15);
  const codes = entries.filter(({ kind }) => kind === 'code');
  assert.deepEqual(
    codes.map(({ lines: { start, end } }) => `${start}-${end}`),
    fenced,
  );
  const inFence = (line: number): boolean => codes.some((one) => one.lines.start <= line && line <= one.lines.end);
  const items = lines.flatMap((line, at) => (/^(-|\d+\.) /.test(line) && !inFence(at + 1) ? [at + 1] : []));
  const told = entries
    .filter(({ kind }) => kind === 'list')
    .flatMap((entry) => entry.items.map((item) => item.lines.start));
  assert.deepEqual(told, items);
});

test('each command of the document is an item of the report, with its place or the reason that it has none', () => {
  const words = /^\s*(?:[-*] )?(?:Update Beads: )?((?:bd|npx claude-flow@alpha|claude mcp) .*)$/;
  const commands = document.split('\n').flatMap((line, at) => (words.test(line) ? [at + 1] : []));
  const items = imported.report.entries.flatMap((entry) => entry.items);
  assert.ok(commands.length > 50);
  for (const line of commands) {
    const item = items.find(({ lines, text }) => lines.start === line && text !== '');
    assert.ok(item, `line ${line} is not in the report`);
    assert.ok(item.at !== undefined || item.note !== '', `line ${line} has neither place nor reason`);
  }
});

test('every path that the report gives exists in the plan', () => {
  const paths = imported.report.entries
    .flatMap(({ items }) => items)
    .flatMap(({ at }) => (at === undefined ? [] : [at]));
  for (const at of paths) {
    const [part = '', id = '', , task = ''] = at.split('.');
    if (part !== 'phases') continue;
    const phase = plan.phases.find((one) => one.id === id);
    assert.ok(phase, at);
    if (at.includes('.tasks.'))
      assert.ok(
        phase.tasks.some((one) => one.id === task),
        at,
      );
  }
});

test('the same document always gives the same bytes', () => {
  assert.equal(importMarkdown(document).yaml, imported.yaml);
  golden(import.meta.dirname, 'execution-plan.phaseplan.yaml', imported.yaml);
});

for (const name of realPlans)
  test(`the real plan ${name} imports without an error, as it was looked at and kept`, () => {
    const { yaml, report } = importMarkdown(realPlan(name));
    planOf(yaml);
    golden(import.meta.dirname, `${name}.phaseplan.yaml`, yaml);
    golden(import.meta.dirname, `${name}.report.json`, `${JSON.stringify(report, null, 2)}\n`);
  });

test('real plans: rosters are tasks, Spec Kit keeps its numbers, left-overs are said', () => {
  const deployment = importMarkdown(realPlan('agent-deployment-plan'));
  const phases = planOf(deployment.yaml).phases;
  assert.deepEqual(
    phases.map(({ id, tasks: own }) => `${id}: ${own.length}`),
    ['phase-1: 4', 'phase-2: 4', 'phase-3: 4', 'phase-4: 4', 'phase-5: 4', 'deployment-pipeline-team: 3'],
  );
  assert.deepEqual(phases.at(-1)?.needs, []);
  assert.equal(deployment.report.leftOver, 1);
  const kit = planOf(importMarkdown(realPlan('spec-kit-tasks')).yaml).phases[0];
  assert.deepEqual(
    kit?.tasks.map(({ id }) => id),
    ['T001', 'T002', 'T003', 'T004', 'T005', 'T006', 'T007', 'T008', 'T009'],
  );
  const swarm = planOf(importMarkdown(realPlan('swarm-prompt-four-agents')).yaml).phases[0];
  assert.equal(swarm?.tasks.length, 4);
  assert.match(swarm?.tasks[0]?.prompt ?? '', /Refine train_lstm\.py[\s\S]*\*\*Location\*\*/);
});
