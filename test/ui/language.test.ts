// The plan language in a real VS Code: a person types, sees what is wrong, has it put right, completes, renames and follows names, by keyboard.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';
import type { Workbench } from '../harness/workbench.ts';

const plan = 'small.phaseplan.yaml';
const text = `version: 1
name: small
phases:
  one:
    issues: [demo-1, demo-2]
    tasks:
      build:
        agent: coder
        issue: demo-1
      ship:
        agent: coder
        issue: demo-2
        needs: [build]
`;

const issue = (id: string, title: string): string =>
  JSON.stringify({
    id,
    title,
    status: 'open',
    priority: 1,
    issue_type: 'task',
    created_at: '2026-01-01T09:00:00Z',
    updated_at: '2026-01-01T09:00:00Z',
  });
const tracker = '.beads/issues.jsonl';
const issues = [issue('demo-1', 'Build it'), issue('demo-2', 'Ship it')];
const files = { [plan]: text, [tracker]: `${issues.join('\n')}\n` };

const press = (window: Workbench, keys: string): Promise<void> => window.page.keyboard.press(keys);

/** Until the plan is read and the tracker is known. */
async function begin(window: Workbench): Promise<void> {
  await window.openContainer('Phaseline');
  await window.view('Issues').open();
  await window.view('Issues').row(/Ship it/);
  await window.editor.lens('Preflight').waitFor();
}

const line = (window: Workbench, text: string | RegExp): Promise<void> =>
  window.editor.active.locator('.view-line').filter({ hasText: text }).first().waitFor();

const options = { files, open: [plan], timeout: 240_000 };

uiTest('a mistake is seen as it is typed, and put right or hidden by keyboard', options, async ({ window }) => {
  await begin(window);
  await window.editor.goTo(8, 21);
  await window.editor.type('\nprmopt: Make it work');
  await window.editor.active.locator('.squiggly-error').first().waitFor();
  assert.match(await window.problem(/prmopt/), /unknown-key/);
  await window.editor.goTo(9, 10);
  await window.pictures('language-problem');
  await window.editor.goTo(9, 10);
  const [first] = await window.editor.fixes();
  assert.match(first ?? '', /prompt/);
  await window.picture('language-fix');
  await press(window, 'Enter');
  await line(window, 'prompt: Make it work');
  await window.noProblem(/prmopt/);
  // What is meant so is hidden by a comment.
  await window.editor.goTo(2, 12);
  await window.editor.type('\ncolour: red');
  await window.problem(/colour/);
  await window.editor.goTo(3, 12);
  await window.editor.type(' # phaseline-ignore unknown-key');
  await window.noProblem(/colour/);
});

uiTest('what may stand somewhere is offered; names are followed and renamed', options, async ({ window }) => {
  await begin(window);
  await window.editor.setLine(12, '        issue: ');
  const offered = await window.editor.completions();
  assert.deepEqual(offered.slice(0, 2).sort(), ['demo-1', 'demo-2']);
  await window.picture('language-completion');
  // Found by a word of its title.
  await window.editor.type('Ship');
  await window.page.locator('.suggest-widget.visible .monaco-list-row.focused').filter({ hasText: 'demo-2' }).waitFor();
  await press(window, 'Enter');
  await line(window, 'issue: demo-2');
  await window.editor.goTo(13, 18);
  await window.editor.focus();
  await press(window, 'F12');
  await window.statusItem(/^Ln 7, Col /).waitFor();
  await press(window, 'F2');
  const box = window.page.locator('.rename-box input').filter({ visible: true });
  await box.waitFor();
  await box.fill('make');
  await press(window, 'Enter');
  await line(window, 'needs: [make]');
  assert.match(await window.editor.text(), /^ {6}make:$/m);
});

uiTest(
  'an issue that is gone from the tracker turns its line red without an edit, and comes back',
  options,
  async ({ window, workspace }) => {
    await begin(window);
    await window.editor.goTo(12, 1);
    const red = window.editor.active.locator('.squiggly-error');
    await red.first().waitFor({ state: 'detached' });
    // Another program writes the tracker's file.
    await writeFile(path.join(workspace, tracker), `${issues[0]}\n`);
    await red.first().waitFor();
    await window.pictures('language-tracker');
    assert.match(await window.problem(/demo-2/), /demo-2/);
    assert.equal(await readFile(path.join(workspace, plan), 'utf8'), text);
    await window.page.locator('.tab.active:not(.dirty)').first().waitFor();
    await writeFile(path.join(workspace, tracker), `${issues.join('\n')}\n`);
    await window.noProblem(/demo-2/);
  },
);

uiTest('a name is found in a plan that nobody has opened', { files, timeout: 240_000 }, async ({ window }) => {
  await window.openContainer('Phaseline');
  await window.view('Plan').row(/ship/);
  await window.run('Go to Symbol in Workspace...');
  await window.quickInput.type('#ship');
  await window.quickInput.row(/ship/).waitFor();
  await window.picture('language-names');
});

uiTest(
  'files and types of agents that another program writes are known at once',
  {
    files: {
      ...files,
      [plan]: text.replace('agent: coder\n        issue: demo-2', 'agent: diver\n        files: "src/**"'),
    },
    open: [plan],
    timeout: 240_000,
  },
  async ({ window, workspace }) => {
    await window.openContainer('Phaseline');
    await window.view('Issues').open();
    await window.view('Issues').row(/Ship it/);
    const noFileYet = window.editor.active.locator('.squiggly-hint').first();
    await noFileYet.waitFor();
    await window.problem(/diver/);
    await window.picture('language-unknown-files');
    await mkdir(path.join(workspace, 'src'));
    await writeFile(path.join(workspace, 'src/new.ts'), 'export {};\n');
    await noFileYet.waitFor({ state: 'detached' });
    await mkdir(path.join(workspace, '.claude/agents'), { recursive: true });
    await writeFile(
      path.join(workspace, '.claude/agents/diver.md'),
      '---\nname: diver\ndescription: Dives.\n---\nDive.\n',
    );
    await window.noProblem(/diver/);
  },
);

const ownMark = `language-${process.pid}-${Date.now()}`;

/** Ends the language servers of this test's own VS Code as a crash would. */
function breakServer(): void {
  const broken = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => has(pid, 'environ', ownMark) && has(pid, 'cmdline', path.join('dist', 'server.js')));
  assert.equal(broken.length, 1, 'one server is at work');
  for (const pid of broken) process.kill(Number(pid), 'SIGKILL');
}

function has(pid: string, file: 'environ' | 'cmdline', text: string): boolean {
  try {
    return readFileSync(path.join('/proc', pid, file), 'utf8').includes(text);
  } catch {
    return false;
  }
}

uiTest(
  'a language server that breaks is started again; one that breaks twice, when the person says so',
  {
    ...options,
    env: { PHASELINE_TEST_MARK: ownMark },
    skip: process.platform === 'linux' ? false : 'processes are found in /proc',
  },
  async ({ window }) => {
    await begin(window);
    breakServer();
    await window.notification('ended unexpectedly and was started again');
    await window.editor.goTo(8, 21);
    await window.editor.type('\nprmopt: Make it work');
    await window.problem(/prmopt/);
    breakServer();
    const left = await window.notification('was left off');
    await window.picture('language-left-off');
    await left.press('Start Again');
    await window.editor.goTo(9, 10);
    await window.editor.type('x');
    await window.problem(/pxrmopt/);
  },
);
