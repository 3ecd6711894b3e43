// Five agents launched on ready issues: one waits and is answered, the window goes and comes back, a transcript is read; and a prompt is changed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';
import { drawn, files, foldViews, launchFive, script, settings } from './five-agents.ts';
import { openViews } from './open-views.ts';

uiTest(
  'five agents are launched with one command; one is answered for good, from a window that came back meanwhile',
  { files, settings, timeout: 480_000 },
  async ({ window: first, code, workspace }) => {
    await openViews(first);
    await launchFive(first);
    await first.view('Agents').row('Waiting for you');
    await first.statusItem(/1 waiting/).waitFor();
    await code.closeWindow(first);
    const window = await code.window();
    await openViews(window);
    const agents = window.view('Agents');
    await agents.row('Waiting for you');
    await foldViews(window, 'Plan', 'Hooks');
    await agents.row(/Write the guide/);
    await window.pictures('agents-five');

    await window.run('Phaseline: Answer Agent…');
    await window.quickInput.row(/Always allow "execute"/).waitFor();
    await window.quickInput.row('npm publish --dry-run').waitFor();
    await drawn(window, 'npm publish --dry-run');
    await window.picture('answer');
    await window.quickInput.pick('Always allow "execute"');
    await agents.row(/Publish the package.*1 file changed/);
    assert.match(readFileSync(path.join(workspace, '.vscode/settings.json'), 'utf8'), /"execute": "allow"/);

    await agents.inlineAction(/Write the guide/, 'Open Transcript');
    await drawn(window, 'I write it for newcomers.');
    await window.pictures('transcript-read');
  },
);

uiTest(
  'the whole prompt is seen and changed before it is sent, with files and issues completed in it',
  { files, settings, timeout: 240_000 },
  async ({ window }) => {
    await openViews(window);
    await window.view('Issues').row(/Write the guide/);
    await window.run('Phaseline: Launch Agent…');
    await window.quickInput.row('sparc-refinement').waitFor();
    await window.picture('launch-type');
    await window.quickInput.pick('agent');
    await window.quickInput.row('Launch').waitFor();
    await window.quickInput.type('Tidy @noti');
    await window.quickInput.type('Tidy @not');
    await window.quickInput.row(/notes\.md/).waitFor();
    await window.picture('mention');
    await window.quickInput.accept();
    await window.quickInput.row(/See and edit the whole prompt/).waitFor();
    await window.quickInput.pick(/See and edit the whole prompt/);
    await window.quickInput.pick('No issue');
    await window.quickInput.pick('In a worktree of its own');
    await drawn(window, 'Tidy `notes.md`');
    await drawn(window, 'AGENTS.md');
    await window.picture('prompt');
    await window.editor.setText(`Only this.\n${script('write notes.md', '  tidy')}\n`);
    await window.run('Phaseline: Launch with This Prompt');
    await window.view('Agents').row(/Only this\..*1 file changed/);
    await window.run('Phaseline: Open Transcript');
    await drawn(window, 'Only this.');
    assert.doesNotMatch(await window.editor.text(), /AGENTS\.md/);
  },
);
