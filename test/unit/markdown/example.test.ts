import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { parseScript } from '../../../src/agents/script.ts';
import { importMarkdown } from '../../../src/plan/markdown/import.ts';
import type { Criterion, Plan, Step, Task } from '../../../src/plan/model/plan.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { judge } from '../../../src/run/expect.ts';
import { readText, root, seed } from './documents.ts';

const example = path.join(root, 'examples/novacron');

function planOf(yaml: string): Plan {
  const { plan } = readPlan(yaml);
  assert.ok(plan);
  return plan;
}

const plan = planOf(readText('examples/novacron/novacron.phaseplan.yaml'));
const imported = planOf(importMarkdown(seed()).yaml);

/** What the example's README lists as different, taken back; everything else has to be as imported. */
function withoutDifferences(own: Plan): unknown {
  const step = (one: Step): Step => {
    const forgiving = one.do.kind === 'uses' && /^claude(-flow)?\./.test(one.do.action);
    return forgiving ? { ...one, continueOnError: false } : one;
  };
  const task = (one: Task): unknown => {
    const prompt = one.prompt.replace(/\n*```demo\n[\s\S]*$/, '\n');
    return { ...one, prompt: prompt.trim(), files: [], verify: [] };
  };
  const criterion = (one: Criterion): unknown =>
    one.check.kind === 'step' ? { ...one, check: { kind: 'manual' } } : one;
  return {
    ...own,
    runners: new Map(),
    agents: new Map([...own.agents].map(([name, agent]) => [name, { ...agent, runner: undefined }])),
    criteria: own.criteria.map(criterion),
    phases: own.phases.map((phase) => ({
      ...phase,
      before: phase.before.map(step),
      after: phase.after.map(step),
      tasks: phase.tasks.map(task),
      criteria: phase.criteria.map(criterion),
    })),
  };
}

test('the example is the import of its document but for what its README lists', () => {
  assert.deepEqual(withoutDifferences(plan), withoutDifferences(imported));
  const readme = readText('examples/novacron/README.md');
  for (const word of ['runners:', 'runner: demo', '`demo`', '`files:`', '`verify:`', '`expect:`', 'continue-on-error'])
    assert.ok(readme.includes(word), word);
});

test('its tracker holds what the plan wants, with the same parents and blocks', () => {
  const lines = readText('examples/novacron/.beads/issues.jsonl').trim().split('\n');
  const issues = lines.map(
    (line): { id: string; title: string; dependencies?: { depends_on_id: string; type: string }[] } => JSON.parse(line),
  );
  assert.deepEqual(
    issues.map(({ id, title }) => [id, title]),
    [...plan.issues.values()].map(({ id, title }) => [id, title]),
  );
  for (const { id, dependencies = [] } of issues) {
    const to = (type: string): readonly string[] =>
      dependencies.filter((one) => one.type === type).map((one) => one.depends_on_id);
    assert.deepEqual(
      to('parent-child'),
      [plan.issues.get(id)?.parent].filter((parent) => parent !== undefined),
    );
    assert.deepEqual(to('blocks'), plan.issues.get(id)?.needs);
  }
});

test('one rule follows an edit, so that each edit is told once', () => {
  const rules = plan.hooks.filter(({ on }) => on === 'post-edit');
  assert.equal(rules.length, 1);
  assert.deepEqual(rules[0]?.step.do, { kind: 'uses', action: 'claude-flow.post-edit', with: {} });
});

/** Carries out the script of a task as the demo agent would, without its waits. */
function carryOut(folder: string, task: Task): void {
  const script = parseScript(task.prompt);
  assert.ok(script?.ok, task.id);
  for (const one of script.value.instructions) {
    if (one.do !== 'write' && one.do !== 'append' && one.do !== 'replace') continue;
    const file = path.join(folder, one.path);
    mkdirSync(path.dirname(file), { recursive: true });
    if (one.do === 'write') writeFileSync(file, one.content);
    else if (one.do === 'append') appendFileSync(file, one.text);
    else {
      const before = readFileSync(file, 'utf8');
      assert.ok(before.includes(one.old), `${task.id}: ${one.old}`);
      writeFileSync(
        file,
        before.replace(one.old, () => one.new),
      );
    }
  }
}

function passes(folder: string, step: Step): boolean {
  assert.ok(step.do.kind === 'run');
  const [, ...words] = step.do.words;
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
  return judge(step.expect, { exit: status ?? undefined, stdout, output: stdout }).ok;
}

const stepsOf = (criteria: readonly Criterion[]): readonly { readonly title: string; readonly step: Step }[] =>
  criteria.flatMap(({ title, check }) => (check.kind === 'step' ? [{ title, step: check.step }] : []));

function inCopy(act: (folder: string) => void): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-checks-'));
  try {
    cpSync(example, folder, { recursive: true });
    act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('no check passes before the work, and every one after it', () => {
  inCopy((folder) => {
    const criteria = stepsOf([...plan.phases.flatMap((phase) => phase.criteria), ...plan.criteria]);
    assert.equal(criteria.length, 11);
    for (const { title, step } of criteria) assert.equal(passes(folder, step), false, `before: ${title}`);
    for (const phase of plan.phases) {
      for (const task of phase.tasks) carryOut(folder, task);
      for (const { title, step } of stepsOf(phase.criteria)) assert.ok(passes(folder, step), title);
    }
    for (const { title, step } of stepsOf(plan.criteria)) assert.ok(passes(folder, step), title);
  });
});

test('each task passes its own verification alone, as it works in a worktree of its own', () => {
  for (const task of plan.phases.flatMap(({ tasks }) => tasks)) {
    if (task.verify.length === 0) continue;
    inCopy((folder) => {
      for (const step of task.verify) assert.equal(passes(folder, step), false, `before: ${task.id}`);
      carryOut(folder, task);
      for (const step of task.verify) assert.ok(passes(folder, step), task.id);
    });
  }
});

test('the tasks of a phase touch only what they say, and nothing that another touches', () => {
  for (const phase of plan.phases) {
    const edited = phase.tasks.map((task) => {
      const script = parseScript(task.prompt);
      assert.ok(script?.ok);
      return new Set(script.value.instructions.flatMap((one) => ('path' in one ? [one.path] : [])));
    });
    const all = edited.flatMap((files) => [...files]);
    assert.equal(new Set(all).size, all.length, phase.id);
  }
});

test('the four agents of phase 1 work for some seconds each and ask nobody', () => {
  const tasks = plan.phases[1]?.tasks ?? [];
  assert.equal(tasks.length, 4);
  for (const task of tasks) {
    const script = parseScript(task.prompt);
    assert.ok(script?.ok);
    const waits = script.value.instructions.map((one) => (one.do === 'wait' ? one.milliseconds : 0));
    const whole = waits.reduce((sum, wait) => sum + wait, 0);
    assert.ok(whole >= 2000 && whole <= 4000, `${task.id}: ${whole} ms`);
    assert.ok(!script.value.instructions.some((one) => one.do === 'ask'));
  }
});
