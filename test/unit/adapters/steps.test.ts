import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { createClaudeFlow } from '../../../src/adapters/claude-flow/session.ts';
import { ProgramLedger } from '../../../src/adapters/program-ledger.ts';
import { createStepRunner } from '../../../src/adapters/steps/step-runner.ts';
import type { Step } from '../../../src/plan/model/plan.ts';
import type { StepResult } from '../../../src/run/events.ts';

const node = process.execPath;

async function folder(t: TestContext): Promise<string> {
  const made = await realpath(await mkdtemp(path.join(os.tmpdir(), 'phaseline-steps-')));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

const step = (what: Step['do'], more: Partial<Step> = {}): Step => ({
  name: 'Check',
  do: what,
  env: {},
  cwd: undefined,
  timeoutSeconds: 20,
  retries: 0,
  continueOnError: false,
  expect: { exit: 0, match: undefined, number: undefined, json: undefined },
  ...more,
});
const run = (...words: readonly string[]): Step['do'] => ({ kind: 'run', words });
const script = (text: string, ...words: readonly string[]): Step['do'] => run(node, '-e', text, ...words);

async function runner(t: TestContext) {
  const worktree = await folder(t);
  const runStep = createStepRunner({
    issues: () => Promise.resolve({ ok: false, error: { kind: 'no-tracker', folder: worktree } }),
    createTracker: () => Promise.resolve({ ok: false, error: { kind: 'no-tracker', folder: worktree } }),
    claudeFlow: createClaudeFlow({ workspace: worktree, locate: () => undefined }),
    programs: new ProgramLedger(path.join(worktree, '.phaseline/programs')),
    plan: undefined,
  });
  const context = {
    workspace: worktree,
    worktree,
    env: { PHASELINE_EVENT: 'e1/plan:0' },
    values: { file: 'src/a; b.ts', 'task.id': 'T1', 'phase.id': '' },
  };
  return {
    worktree,
    go: (one: Step, signal = new AbortController().signal): Promise<StepResult> => runStep(one, context, signal),
  };
}

test('a program runs in the worktree with its words and the documented variables', async (t) => {
  const { go, worktree } = await runner(t);
  const print =
    'const e=process.env;console.log(JSON.stringify([process.argv.slice(1),process.cwd(),e.PHASELINE_WORKTREE,e.PHASELINE_WORKSPACE,e.PHASELINE_FILE,e.PHASELINE_TASK,e.PHASELINE_PHASE,e.PHASELINE_EVENT,e.OWN]))';
  const result = await go(step(script(print, '${{ file }}', '$(id)', '*'), { env: { OWN: '${{ task.id }}' } }));
  assert.equal(result.ok, true, result.reason);
  const file = 'src/a; b.ts';
  assert.deepEqual(JSON.parse(result.output), [
    [file, '$(id)', '*'],
    worktree,
    worktree,
    worktree,
    file,
    'T1',
    null,
    'e1/plan:0',
    'T1',
  ]);
});

test('what a step expects decides, and the result says what was found', async (t) => {
  const { go } = await runner(t);
  const number = { comparison: { operator: '>=', value: 96 }, pattern: undefined } as const;
  const expect = { exit: 0, match: undefined, number, json: undefined };
  const low = await go(step(script("console.log('91.2 %')"), { expect }));
  assert.deepEqual(
    [low.ok, low.found, low.reason, low.exit],
    [false, '91.2', 'expected a number >= 96, found 91.2', 0],
  );
  assert.equal((await go(step(script("console.log('97 %')"), { expect }))).ok, true);
});

test('a missing program, an unknown template and a folder outside are reasons, not crashes', async (t) => {
  const { go } = await runner(t);
  const missing = await go(step(run('phaseline-no-such')));
  assert.equal(missing.unavailable, true);
  assert.match(missing.reason, /phaseline-no-such was not found on PATH/);
  assert.match((await go(step(run(node, '${{ task.nme }}')))).reason, /There is no template value task\.nme/);
  assert.match((await go(step(run(node, '-v'), { cwd: '../..' }))).reason, /lies outside/);
  assert.match(
    (await go(step({ kind: 'uses', action: 'beads.fly', with: {} }))).reason,
    /There is no action beads\.fly/,
  );
});

test('a step that fails is tried again as often as it asks', async (t) => {
  const { go, worktree } = await runner(t);
  const text = "const f=require('fs');f.appendFileSync('tries','x');process.exit(f.readFileSync('tries').length<3?1:0)";
  assert.equal((await go(step(script(text), { retries: 1 }))).ok, false);
  assert.equal((await go(step(script(text), { retries: 5 }))).ok, true);
  assert.equal(await readFile(path.join(worktree, 'tries'), 'utf8'), 'xxx');
});

test('a step that takes too long is ended and keeps what it had printed', async (t) => {
  const { go } = await runner(t);
  const result = await go(step(script("console.log('begun');setInterval(()=>{},1000)"), { timeoutSeconds: 0.5 }));
  assert.deepEqual([result.ok, result.exit, result.output], [false, undefined, 'begun\n']);
  assert.equal(result.reason, 'it took longer than 0.5 s and was ended');
});

test('a cancelled step is not tried again', async (t) => {
  const { go } = await runner(t);
  const cancel = new AbortController();
  const going = go(step(script('setInterval(()=>{},1000)'), { retries: 3 }), cancel.signal);
  setImmediate(() => cancel.abort());
  assert.match((await going).reason, /cancelled/);
});

test('a script runs in the shell that it names', { skip: process.platform === 'win32' }, async (t) => {
  const { go, worktree } = await runner(t);
  await mkdir(path.join(worktree, 'sub'));
  const shell = { kind: 'shell', shell: 'sh', script: 'printf "%s\\n" "$PHASELINE_FILE" | tr a-z A-Z; pwd' } as const;
  const result = await go(step(shell, { cwd: 'sub' }));
  assert.equal(result.output, `SRC/A; B.TS\n${path.join(worktree, 'sub')}\n`);
  assert.match((await go(step({ ...shell, script: 'cat ${{ file }}' }))).reason, /PHASELINE_FILE/);
});

test('long output keeps its head and its tail in the result, and is judged whole', async (t) => {
  const { go } = await runner(t);
  const number = { comparison: { operator: '==', value: 42 }, pattern: 'middle (\\d+)' } as const;
  const text =
    "const l='.'.repeat(99)+'\\n';process.stdout.write('head'+l.repeat(2000)+'middle 42'+l.repeat(2000)+'tail')";
  const result = await go(step(script(text), { expect: { exit: 0, match: undefined, number, json: undefined } }));
  assert.equal(result.ok, true, result.reason);
  assert.ok(result.output.length < 40_000);
  assert.match(result.output, /^head.*left out.*tail$/s);
});
