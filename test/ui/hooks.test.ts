// Hooks as a person meets them: a save that sets one off, a failure on its line, a pause, a loop that is cut, and a folder that nobody trusts.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';
import { written } from '../harness/workspace.ts';

const plan = `version: 1
name: demo
title: Demo
hooks:
  - on: post-edit
    files: "src/**"
    name: lint
    run: node tools/lint.mjs \${{ file }}
    problem-matcher: $gcc
agents: { coder: { runner: demo } }
runners: { demo: { acp: demo } }
phases:
  build: { title: Build, tasks: { try: { title: Try it, agent: coder } } }
`;
/** Complains about each line with TODO, as gcc would. */
const lint = `import { readFileSync } from 'node:fs';
const [file] = process.argv.slice(2);
const lines = readFileSync(file, 'utf8').split('\\n');
const bad = lines.flatMap((line, at) => (line.includes('TODO') ? [file + ':' + (at + 1) + ':1: error: something is left to do'] : []));
console.log(bad.join('\\n') || 'clean');
process.exitCode = bad.length > 0 ? 1 : 0;
`;
const files = { 'demo.phaseplan.yaml': plan, 'tools/lint.mjs': lint, 'src/a.txt': 'one\n', 'src/b.txt': 'one\n' };
const hook = (name: string, run: string, more: object = {}): object => ({
  on: 'post-edit',
  files: 'src/**',
  name,
  run,
  ...more,
});

uiTest(
  'a plan’s hooks are shown before they follow a save; then a save is a row, a failure a problem',
  { files, open: ['src/a.txt'] },
  async ({ window }) => {
    await window.openContainer('Phaseline');
    const hooks = window.view('Hooks');
    await hooks.open();
    await window.editor.open('src/a.txt');
    await window.editor.setLine(1, 'two');
    await window.editor.save();
    const question = await window.notification('wants to run “node tools/lint.mjs');
    assert.deepEqual(await hooks.rows(), [], 'nothing ran before it was agreed to');
    await question.press('Show Them');
    const shown = await window.dialog('Hooks that run after your edits');
    await window.picture('hooks-consent');
    await shown.press('Run After My Edits');
    await (await hooks.row('a.txt')).locator('.codicon-pass').waitFor();

    await window.editor.setLine(1, 'TODO');
    await window.editor.save();
    assert.match(await window.problem('something is left to do'), /something is left to do/);
    await hooks.row(/a\.txt.*lint.*got 1/);
    await window.statusItem('1 hook failed').waitFor();
    await window.pictures('hooks-failing');
    await hooks.openRow(/a\.txt.*got 1/, window.editor.active.getByText('src/a.txt:1:1:'));
    await window.picture('hooks-output');
  },
);

uiTest(
  'paused hooks note edits and run nothing, until they go on',
  {
    files: { 'src/a.txt': 'one\n', 'tools/lint.mjs': lint },
    open: ['src/a.txt'],
    settings: { 'phaseline.hooks': [hook('lint', 'node tools/lint.mjs ${{ file }}')] },
  },
  async ({ window }) => {
    await window.openContainer('Phaseline');
    const hooks = window.view('Hooks');
    await hooks.open();
    await window.run('Phaseline: Pause Hooks');
    await hooks.pane.getByText('Paused: edits are noted').waitFor();
    await window.editor.open('src/a.txt');
    await window.editor.setLine(1, 'two');
    await window.editor.save();
    await window.statusItem('Hooks paused').waitFor();
    await window.pictures('hooks-paused');
    assert.deepEqual(await hooks.rows(), []);
    await window.run('Phaseline: Resume Hooks');
    await (await hooks.row('a.txt')).locator('.codicon-pass').waitFor();
    assert.equal((await hooks.rows()).length, 1);
  },
);

const endless = `import { appendFileSync } from 'node:fs';
appendFileSync(process.argv[2], '.');
`;
uiTest(
  'a hook that feeds itself is cut, and the row shows the way round',
  {
    files: { 'src/a.txt': 'one\n', 'tools/endless.mjs': endless },
    open: ['src/a.txt'],
    settings: { 'phaseline.hooks': [hook('grow', 'node tools/endless.mjs ${{ file }}')] },
  },
  async ({ window, workspace }) => {
    await window.openContainer('Phaseline');
    const hooks = window.view('Hooks');
    await hooks.open();
    await window.editor.open('src/a.txt');
    await window.editor.setLine(1, 'two');
    await window.editor.save();
    const row = await hooks.row(/src\/a\.txt → grow → src\/a\.txt → grow → src\/a\.txt/);
    assert.match((await row.getAttribute('aria-label')) ?? '', /cut, a loop/);
    await window.pictures('hooks-loop');
    const text = await readFile(path.join(workspace, 'src/a.txt'), 'utf8');
    assert.equal(text.split('.').length - 1, 2, 'it ran for the save, once more to settle, and no third time');
  },
);

uiTest(
  'in a folder that is not trusted no hook runs',
  {
    files,
    open: ['src/a.txt'],
    settings: {
      'phaseline.hooks': [hook('lint', 'node tools/lint.mjs ${{ file }}')],
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    },
  },
  async ({ window, workspace, code }) => {
    await window.openContainer('Phaseline');
    const hooks = window.view('Hooks');
    await hooks.open();
    await window.editor.open('src/a.txt');
    await window.editor.setLine(1, 'two');
    await window.editor.save();
    await hooks.pane.getByText('not trusted, so Phaseline starts nothing').waitFor();
    await window.picture('hooks-untrusted');
    await written(path.join(workspace, 'src/a.txt'), 'two\n');
    assert.deepEqual(await hooks.rows(), []);
    assert.doesNotMatch(await code.log(), /runner/i);
  },
);
