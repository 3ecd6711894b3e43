// A worktree after its agent: a terminal in it, in which what takes the session up stands typed, and its end.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { uiTest } from '../harness/ui-test.ts';
import { openViews } from './open-views.ts';

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');

/** The demo agent under the name of one that people talk to. */
const programs = mkdtempSync(path.join(os.tmpdir(), 'phaseline-programs-'));
after(() => rmSync(programs, { recursive: true, force: true }));
writeFileSync(path.join(programs, 'qwen'), `#!/bin/sh\nexec "${process.execPath}" "${cli}" demo-agent\n`, {
  mode: 0o755,
});

const plan = `version: 1
name: notes
title: Notes
runners:
  qwen: { acp: qwen }
agents:
  writer: { runner: qwen }
phases:
  write:
    title: Write
    tasks:
      notes: { title: Notes agent, agent: writer, prompt: "Improve \`README.md\`." }
`;

/** Drawn as text, by a shell that says nothing of the machine in its prompt. */
const settings = {
  'terminal.integrated.profiles.linux': { plain: { path: '/bin/sh', env: { PS1: '$ ' } } },
  'terminal.integrated.defaultProfile.linux': 'plain',
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.initialHint': false,
  'terminal.integrated.suggest.enabled': false,
};

uiTest(
  "a terminal in an agent's worktree has typed what takes its session up; nothing is cleaned up while somebody is in it",
  {
    files: { 'notes.phaseplan.yaml': plan, 'README.md': '# Read me\n' },
    // Started from a command line, VS Code takes PATH as it is there, not as a login shell would set it.
    env: { PATH: [programs, process.env['PATH']].join(path.delimiter), VSCODE_CLI: '1' },
    settings,
    timeout: 240_000,
  },
  async ({ window, workspace }) => {
    await openViews(window);
    await window.view('Plan').row('Notes agent');
    await window.run('Phaseline: Run Phase');
    await window.quickInput.row(/Start 1 task/).waitFor();
    await window.quickInput.accept();
    await window.view('Agents').row(/Notes agent.*1 file changed/);
    await window.run('Phaseline: Open Terminal in Worktree');
    const line = (text: RegExp) => window.page.locator('.xterm-rows > div').filter({ hasText: text }).first();
    await line(/qwen --resume [\w-]+\s*$/).waitFor();
    await window.picture('terminal');
    await window.page.keyboard.press('Control+c');
    // What is typed before the shell asks anew is dropped with the line that was given up.
    await line(/^\$\s*$/).waitFor();
    await window.page.keyboard.type('git branch --show-current\n');
    await line(/^phaseline\/notes\/write\/notes/).waitFor();

    if (process.platform === 'linux') {
      await window.run('Phaseline: Clean Up Worktrees…');
      await window.quickInput
        .row('write/notes')
        .filter({ hasText: /process \d+ works in it/ })
        .waitFor();
      await window.quickInput.dismiss();
      await window.page.locator('.terminal-wrapper.active').click();
    }
    await window.page.keyboard.type('exit\n');
    await window.page.locator('.terminal-wrapper').first().waitFor({ state: 'detached' });
    await window.run('Phaseline: Clean Up Worktrees…');
    await window.quickInput.row(/Remove 1 worktree/).waitFor();
    await window.picture('worktrees');
    await window.quickInput.accept();
    await window.statusItem(/1 worktree removed/).waitFor();
    const [run = ''] = readdirSync(path.join(workspace, '.phaseline/worktrees'));
    assert.ok(!existsSync(path.join(workspace, '.phaseline/worktrees', run, 'write/notes')));
    assert.ok(
      existsSync(path.join(workspace, '.phaseline/worktrees', run, 'write')),
      'what the phase has gathered stays',
    );
  },
);
