import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { fixesOf } from '../../../src/plan/features/fixes.ts';
import { nothingKnown } from '../../../src/plan/model/knowledge.ts';
import type { Problem } from '../../../src/plan/model/problem.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { check } from '../../../src/plan/rules/check.ts';

const indented = (text: string): string => text.replace(/^/gm, '      ');

const planWith = (step: string): string =>
  `version: 1\nname: x\nissues: { X: { title: A }, E: { title: B }, A: { title: C }, B: { title: D } }\nsetup:\n  - ${step}\nphases:\n  one:\n    tasks:\n      t: { agent: coder }\n`;

const told = (text: string): readonly Problem[] =>
  check(new Snapshot(text), nothingKnown).filter(({ code }) => code === 'old-words');

/** The steps of the plan once the first fix is applied, and that nothing of the kind is left. */
function mended(text: string): readonly unknown[] {
  const snapshot = new Snapshot(text);
  const [problem] = told(text);
  assert.ok(problem, text);
  const [fix] = fixesOf(snapshot, problem);
  assert.ok(fix, `no fix: ${problem.message}`);
  const after = applyEdits(text, fix.edits);
  assert.deepEqual(told(after), [], after);
  const { plan, problems } = readPlan(after);
  assert.ok(plan, `${after}\n${problems.map(({ message }) => message).join('\n')}`);
  return plan.setup.map((step) => {
    const what =
      step.do.kind === 'uses'
        ? { uses: step.do.action, with: step.do.with }
        : step.do.kind === 'run'
          ? { run: step.do.words.join(' ') }
          : { shell: step.do.script };
    return Object.keys(step.env).length === 0 ? what : { ...what, env: step.env };
  });
}

/** Every command that execution plans wrote and today's tools do not carry out as written, with the action that does; measured with bd 1.0.3 and claude-flow 3.43.0. */
const commands: readonly (readonly [written: string, uses: string, given: Readonly<Record<string, unknown>>])[] = [
  ['bd init --workspace-root P', 'beads.init', { 'workspace-root': 'P' }],
  ['bd create --id X --title T --parent E', 'beads.create', { id: 'X', title: 'T', parent: 'E' }],
  ['bd create --title T --priority critical', 'beads.create', { title: 'T', priority: 'critical' }],
  ['bd create --title T -p high', 'beads.create', { title: 'T', priority: 'high' }],
  [
    'bd create T --priority medium --labels a,b',
    'beads.create',
    { title: 'T', priority: 'medium', labels: ['a', 'b'] },
  ],
  ['bd update X --priority low', 'beads.update', { id: 'X', priority: 'low' }],
  ['bd update X --status in-progress', 'beads.update', { id: 'X', status: 'in_progress' }],
  ['bd update X --status not-started', 'beads.update', { id: 'X', status: 'open' }],
  ['bd update X --status complete', 'beads.update', { id: 'X', status: 'closed' }],
  ['bd create --title T --estimate 3d', 'beads.create', { title: 'T', estimate: '3d' }],
  ['bd update X --progress 50', 'beads.update', { id: 'X', progress: 50 }],
  ['bd update X --comment "Half way"', 'beads.update', { id: 'X', comment: 'Half way' }],
  ['bd link A B --type depends-on', 'beads.link', { id: 'A', 'depends-on': 'B', type: 'depends-on' }],
  ['bd list --labels L --format json', 'beads.list', { labels: 'L', format: 'json' }],
  ['bd export --format json --output F', 'beads.export', { format: 'json', output: 'F' }],
  ['bd stats --workspace-root P', 'beads.stats', { 'workspace-root': 'P' }],
  [
    'claude-flow swarm init --topology mesh --max-agents 15 --strategy adaptive --name n --memory-pool 512',
    'claude-flow.swarm-init',
    { topology: 'mesh', 'max-agents': 15, strategy: 'adaptive', name: 'n', 'memory-pool': 512 },
  ],
  ['claude-flow swarm status --detailed', 'claude-flow.swarm-status', { detailed: true }],
  ['claude-flow sparc init --methodology tdd', 'claude-flow.sparc-init', { methodology: 'tdd' }],
  ['claude-flow sparc modes', 'claude-flow.sparc-modes', {}],
  [
    'claude-flow sparc run architecture "The layer"',
    'claude-flow.sparc-run',
    { mode: 'architecture', task: 'The layer' },
  ],
  ['claude-flow sparc tdd "The layer"', 'claude-flow.sparc-tdd', { task: 'The layer' }],
  [
    'claude-flow sparc pipeline "All of it" --checkpoints --parallel-phases --output ./artifacts',
    'claude-flow.sparc-pipeline',
    { task: 'All of it', checkpoints: true, 'parallel-phases': true, output: './artifacts' },
  ],
  [
    'claude-flow hooks enable --pre-task --post-edit',
    'claude-flow.hooks-enable',
    { 'pre-task': true, 'post-edit': true },
  ],
  [
    'claude-flow hooks pre-task --description D --task-id X',
    'claude-flow.pre-task',
    { description: 'D', 'task-id': 'X' },
  ],
  ['claude-flow hooks post-task --task-id X', 'claude-flow.post-task', { 'task-id': 'X' }],
  ['claude-flow hooks post-edit --file a.go', 'claude-flow.post-edit', { file: 'a.go' }],
  ['claude-flow hooks session-restore --session-id s', 'claude-flow.session-restore', { 'session-id': 's' }],
  ['claude-flow hooks session-end --export-metrics true', 'claude-flow.session-end', { 'export-metrics': true }],
  [
    'claude-flow neural train --pattern-type optimization --target-accuracy 0.98 --epochs 100 --model-id m',
    'claude-flow.neural-train',
    { 'pattern-type': 'optimization', 'target-accuracy': 0.98, epochs: 100, 'model-id': 'm' },
  ],
  ['claude-flow neural validate --threshold 0.98', 'claude-flow.neural-validate', { threshold: 0.98 }],
  ['claude-flow neural predict --input "a b"', 'claude-flow.neural-predict', { input: 'a b' }],
  [
    'claude-flow neural export --model m.json --path ./models/',
    'claude-flow.neural-export',
    { model: 'm.json', path: './models/' },
  ],
  ['claude-flow neural status --detailed', 'claude-flow.neural-status', { detailed: true }],
  [
    'claude-flow performance monitor --interval 60 --metrics all --export-path ./m.json',
    'claude-flow.performance-monitor',
    { interval: 60, metrics: 'all', 'export-path': './m.json' },
  ],
  ['claude-flow performance report --format html', 'claude-flow.performance-report', { format: 'html' }],
  ['claude-flow bottleneck analyze', 'claude-flow.bottleneck-analyze', {}],
  ['claude-flow memory usage --action store --key k --value v', 'claude-flow.memory-store', { key: 'k', value: 'v' }],
  ['claude-flow memory usage --action retrieve --key k', 'claude-flow.memory-retrieve', { key: 'k' }],
  ['claude-flow memory search "p*"', 'claude-flow.memory-search', { query: 'p*' }],
  [
    'claude-flow memory backup --path b.json --compress --encrypt',
    'claude-flow.memory-backup',
    { path: 'b.json', compress: true, encrypt: true },
  ],
  ['claude-flow github repo analyze --repo o/n', 'claude-flow.github-repo-analyze', { repo: 'o/n' }],
  [
    'claude-flow github pr manage --repo o/n --action review',
    'claude-flow.github-pr-manage',
    { repo: 'o/n', action: 'review' },
  ],
];

for (const [written, uses, given] of commands) {
  test(`"${written}" becomes ${uses}, with all that it says`, () => {
    assert.deepEqual(mended(planWith(`run: ${written.includes(': ') ? JSON.stringify(written) : written}`)), [
      { uses, with: given },
    ]);
  });
}

test('however a command is started or quoted, it is the same command', () => {
  for (const written of [
    'npx claude-flow@alpha sparc modes',
    'npx -y claude-flow@3.43.0 sparc modes',
    'pnpm dlx claude-flow sparc modes',
    'npm exec -- claude-flow sparc modes',
    './node_modules/.bin/claude-flow sparc modes',
    'ruflo sparc modes',
    '"npx claude-flow@alpha \'sparc\' \\"modes\\""',
    "'npx' claude-flow@alpha sparc modes",
  ]) {
    const run = written.startsWith("'npx'") ? JSON.stringify(written) : written;
    assert.deepEqual(mended(planWith(`run: ${run}`)), [{ uses: 'claude-flow.sparc-modes', with: {} }], written);
  }
});

test('variables in front of a command become the environment of the step', () => {
  assert.deepEqual(mended(planWith('run: CI=1 TZ=UTC npx claude-flow@alpha hooks post-task --task-id X')), [
    { uses: 'claude-flow.post-task', with: { 'task-id': 'X' }, env: { CI: '1', TZ: 'UTC' } },
  ]);
});

test('a chain becomes steps, each an action where it was old words, and the name stays', () => {
  const steps = [
    { uses: 'beads.update', with: { id: 'X', status: 'in_progress' } },
    { run: 'go test ./...' },
    { uses: 'claude-flow.post-task', with: { 'task-id': 'X' } },
  ];
  const chain =
    'bd update X --status in-progress && go test ./... && npx claude-flow@alpha hooks post-task --task-id X';
  assert.deepEqual(mended(planWith(`name: All\n    run: ${chain}`)), steps);
  assert.deepEqual(mended(planWith(`{ run: ${chain} }`)), steps);
  assert.deepEqual(mended(planWith(`run: ${chain.replaceAll(' &&', ';')}`)), steps);
  assert.deepEqual(mended(planWith(`shell: bash\n    run: ${chain}`)), steps);
  assert.deepEqual(mended(planWith(`shell: sh\n    run: |\n${indented(chain.replaceAll(' && ', '\n'))}`)), steps);
});

test('what an action has no place for keeps the command as it is', () => {
  for (const command of ['bd update X --status in-progress --silent', 'bd update X --status in-progress | tee log']) {
    const text = planWith(`run: ${command}`);
    const [problem] = told(text);
    assert.ok(problem);
    assert.deepEqual(fixesOf(new Snapshot(text), problem), []);
  }
});

test('what today’s tools do as it is written is left alone', () => {
  for (const command of [
    'bd create --title "A high wall" -p 1',
    'bd update X --status in_progress',
    'bd close X --reason done',
    'bd dep add A B',
    'bd list --json --all -n 0 --label L',
    'bd export -o F',
    'bd status --json --no-activity',
    'bd comment X "in-progress, critical"',
    'claude mcp list',
    'echo bd update X --progress 50',
    'git commit -m "bd update X --progress 50"',
  ])
    assert.deepEqual(told(planWith(`run: ${command}`)), [], command);
});
