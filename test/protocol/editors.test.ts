// Editors that are not VS Code, wherever they are on PATH: a plan opened, seen, fixed, typed, renamed and followed in the real program.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { serverFile } from './raw-client.ts';

const plan = `version: 1
name: greeting
title: A greeting, tested
agents:
  coder: { prompt: "You write small, tested changes." }
phases:
  build:
    tasks:
      greet:
        title: Write the greeting
        agent: codr
        prompt: Write a function that greets by name.
  ship:
    title: Ship
    needs: [biuld]
    tasks:
      publish: { title: Publish, agent: coder, prompt: Publish it. }
`;

type Editor = {
  readonly program: string;
  /** Its own words to run a script and end; no files of the person who uses it are read. */
  readonly words: (script: string) => readonly string[];
  readonly script: string;
  /** It tells a problem by its message alone. */
  readonly problem: (code: string, message: string) => string;
};

const editors: readonly Editor[] = [
  {
    program: 'nvim',
    words: (script) => ['--headless', '--clean', '-c', `luafile ${script}`],
    script: 'neovim.lua',
    problem: (code, message) => `${code} ${message}`,
  },
  {
    program: 'emacs',
    words: (script) => ['--batch', '--no-init-file', '--load', script],
    script: 'emacs.el',
    problem: (code, message) => `phaseline [${code}]: ${message}`,
  },
];

for (const { program, words, script, problem } of editors) {
  const isThere = spawnSync(program, ['--version']).error === undefined;
  test(`a plan in ${program}`, { skip: isThere ? false : `${program} is not on PATH` }, async (context) => {
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-editor-')));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(path.join(folder, 'greeting.phaseplan.yaml'), plan);
    const told = await run(program, words(path.join(import.meta.dirname, 'editors', script)), folder);
    if (told[0] === 'no eglot') return context.skip('this emacs has no eglot');
    const nobody =
      'There is no agent type "codr" in the plan, in .claude/agents or among claude-flow\'s. Did you mean "coder"?';
    assert.deepEqual(told, [
      `problem 11 ${problem('unknown-reference', nobody)}`,
      `problem 15 ${problem('unknown-reference', 'There is no phase "biuld". Did you mean "build"?')}`,
      'fix Change to "coder"',
      'fixed         agent: coder',
      'left 0',
      'renamed   make:     needs: [make]',
      'definition 7',
      'hover **coder**, declared in this plan:  ```yaml { prompt: "You write small, tested changes." } ```',
      'stopped true',
    ]);
  });
}

/** The lines that a script prints, its editor given a home of its own. */
async function run(program: string, words: readonly string[], cwd: string): Promise<readonly string[]> {
  const env = { ...process.env, HOME: cwd, XDG_CONFIG_HOME: cwd, XDG_STATE_HOME: cwd, PHASELINE_SERVER: serverFile };
  const child = spawn(program, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 });
  const printed: string[] = [];
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  await new Promise((resolve) => child.on('close', resolve));
  const lines = printed
    .join('')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  return lines.length > 0 ? lines : [complaints];
}
