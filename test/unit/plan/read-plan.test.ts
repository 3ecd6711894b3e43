import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Lines } from '../../../src/base/lines.ts';
import { importMarkdown } from '../../../src/plan/markdown/import.ts';
import { nothingKnown } from '../../../src/plan/model/knowledge.ts';
import type { Plan } from '../../../src/plan/model/plan.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { check } from '../../../src/plan/rules/check.ts';

function planOf(text: string): Plan {
  const { plan, problems } = readPlan(text);
  assert.ok(plan, problems.map(({ message }) => message).join('\n'));
  return plan;
}

const small = (tasks: string, rest = ''): string =>
  `version: 1\nname: x\n${rest}phases:\n  a:\n    tasks: { ${tasks} }\n  b:\n    tasks: { t: { agent: coder } }\n  c:\n    needs: []\n    tasks: { t: { agent: coder, needs: a/t } }\n`;

test('a plan that says little gets the defaults that the reference names', () => {
  const plan = planOf(small('t: { agent: coder }'));
  assert.deepEqual([plan.title, plan.limits, plan.epic, plan.criteria], ['x', { agents: 4 }, undefined, []]);
  assert.deepEqual(
    plan.phases.map(({ id, needs }) => [id, needs]),
    [
      ['a', []],
      ['b', ['a']],
      ['c', []],
    ],
  );
  assert.deepEqual(plan.phases[2]?.tasks[0]?.needs, ['a/t']);
  const task = plan.phases[0]?.tasks[0];
  assert.deepEqual(
    [task?.title, task?.retries, task?.timeoutMinutes, task?.done],
    ['t', 0, undefined, { issue: 'keep', comment: undefined }],
  );
});

test('steps become words, scripts or actions, with times in seconds and what they have to show', () => {
  const verify = `[
    { run: "go test './a b' \${{ task.id }}", timeout: 1h 30m, retries: 2, env: { N: 1.10 } },
    { run: "a && b", shell: bash, continue-on-error: true },
    { uses: git.tag, with: { name: v1 } },
    { run: x, expect: { exit: 3, match: ^ok, number: "≥ 96", pattern: "p (\\\\d+)", json: "a.b != 'x'" } } ]`;
  const task = planOf(small(`t: { agent: coder, timeout: 90m, verify: ${verify.replaceAll('\n', ' ')} }`)).phases[0]
    ?.tasks[0];
  assert.equal(task?.timeoutMinutes, 90);
  const [run, shell, uses, checked] = task.verify;
  assert.deepEqual(run?.do, { kind: 'run', words: ['go', 'test', './a b', '${{ task.id }}'] });
  assert.deepEqual([run.timeoutSeconds, run.retries, run.env], [5400, 2, { N: '1.10' }]);
  assert.deepEqual(
    [shell?.do, shell?.continueOnError, shell?.timeoutSeconds],
    [{ kind: 'shell', shell: 'bash', script: 'a && b' }, true, 600],
  );
  assert.deepEqual(uses?.do, { kind: 'uses', action: 'git.tag', with: { name: 'v1' } });
  assert.deepEqual(checked?.expect, {
    exit: 3,
    match: '^ok',
    number: { comparison: { operator: '>=', value: 96 }, pattern: 'p (\\d+)' },
    json: { path: 'a.b', comparison: { operator: '!=', value: 'x' } },
  });
});

test('runners, budgets, issues and permissions are read in the units that a run counts in', () => {
  const plan = planOf(
    small(
      't: { agent: coder }',
      `epic: e-1\nlimits: { agents: 15, cost: $50, tokens: 1.5M }
runners: { one: { acp: codex }, two: { acp: { command: [a, b] } }, three: { command: c } }
agents: { coder: { runner: two, isolation: none, permissions: { edit: allow } } }
issues: { e-1: { title: E }, i-1: { title: T, priority: 0, estimate: 1w 1d, status: in-progress, needs: e-1 } }\n`,
    ),
  );
  assert.deepEqual(plan.limits, { agents: 15, cost: 50, tokens: 1_500_000 });
  assert.deepEqual(
    [...plan.runners.values()].map(({ kind }) => kind),
    ['acp', 'acp-command', 'command'],
  );
  assert.deepEqual(plan.agents.get('coder')?.permissions, { edit: 'allow' });
  const issue = plan.issues.get('i-1');
  assert.deepEqual(
    [issue?.parent, issue?.priority, issue?.estimateMinutes, issue?.status, issue?.needs],
    ['e-1', 0, 2880, 'in_progress', ['e-1']],
  );
  assert.equal(plan.issues.get('e-1')?.parent, undefined);
});

test('a status is read as Beads spells it, whatever people call it', () => {
  const statusOf = (status: string): string | undefined =>
    planOf(small('t: { agent: coder }', `issues: { i-1: { title: I, status: ${status} } }\n`)).issues.get('i-1')
      ?.status;
  assert.deepEqual(['Closed', 'done', 'complete'].map(statusOf), ['closed', 'closed', 'closed']);
  assert.deepEqual(['In Progress', 'in-progress', 'not started'].map(statusOf), ['in_progress', 'in_progress', 'open']);
  assert.deepEqual(['Waiting', 'constructor'].map(statusOf), ['waiting', 'constructor']);
});

test('a type of Beads is read as Beads spells it, and any other as it is written', () => {
  const typeOf = (type: string): string | undefined =>
    planOf(small('t: { agent: coder }', `issues: { i-1: { title: I, type: ${type} } }\n`)).issues.get('i-1')?.type;
  assert.deepEqual(['Bug', 'EPIC', 'Inquiry', 'constructor'].map(typeOf), ['bug', 'epic', 'Inquiry', 'constructor']);
});

test('the command of a runner that stands alone is split into words, as that of a step is', () => {
  const commandOf = (written: string): unknown =>
    planOf(small('t: { agent: coder }', `runners: { one: { command: ${written} } }\n`)).runners.get('one');
  const wanted = (...command: readonly string[]): unknown => ({ kind: 'command', command, env: {} });
  assert.deepEqual(commandOf(`node "my agent.js" -p`), wanted('node', 'my agent.js', '-p'));
  assert.deepEqual(commandOf('[node, my agent.js]'), wanted('node', 'my agent.js'));
  assert.deepEqual(commandOf('[my agent]'), wanted('my agent'));
  assert.deepEqual(commandOf(String.raw`C:\bin\agent.exe`), wanted(String.raw`C:\bin\agent.exe`));
});

test('one error is enough for a plan not to run; a warning is not', () => {
  assert.equal(readPlan(small('t: { agent: coder, needs: nobody }')).plan, undefined);
  assert.ok(readPlan(small('t: { agent: coder, verify: [{ run: "a | b" }] }')).plan);
});

test('places count UTF-16 units, whatever ends the lines and whatever stands before them', () => {
  for (const mark of ['', '\uFEFF']) {
    for (const end of ['\n', '\r\n']) {
      const text = `${mark}version: 1${end}name: x${end}title: "😀é"${end}phases:${end}  p: { title: 😀, tasks: { t: { agent: a, neds: [] } } }${end}`;
      const problem = check(new Snapshot(text), nothingKnown).find(({ code }) => code === 'unknown-key');
      assert.ok(problem);
      assert.equal(text.slice(problem.span.start, problem.span.end), 'neds');
      assert.deepEqual(new Lines(text).position(problem.span.start), { line: 4, character: 42 });
    }
  }
});

const example = (file: string): string =>
  readFileSync(path.resolve(import.meta.dirname, '../../../examples/novacron', file), 'utf8');

test('neither the example plan nor what is imported from its document has an error or a warning', () => {
  for (const text of [example('novacron.phaseplan.yaml'), importMarkdown(example('docs/execution-plan.md')).yaml]) {
    const grave = readPlan(text).problems.filter(({ severity }) => severity === 'error' || severity === 'warning');
    assert.deepEqual(grave, []);
  }
});
