// Five agents launched on ready issues, and what a person does with their work: one is answered, the window goes and comes back, a transcript is
// read, changes are commented on and accepted one by one, two are merged, and a conflict is resolved.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';
import type { Workbench } from '../harness/workbench.ts';
import { openViews } from './open-views.ts';

const script = (...lines: readonly string[]): string => ['```demo', ...lines, '```'].join('\n');
const pool = Array.from({ length: 12 }, (_, index) => `export const limit${index} = ${index};`);

/** Each issue holds the script of the agent that works on it. */
const issues = [
  [
    'Raise the limits',
    script(
      'say I raise two of them.',
      'replace pool.ts | limit1 = 1 | limit1 = 100',
      'replace pool.ts | limit9 = 9 | limit9 = 900',
    ),
  ],
  [
    'Write the guide',
    script('think Who reads this?', 'say I write it for newcomers.', 'write guide.md', '  # Guide', '  Start here.'),
  ],
  ['Shorten the notes', script('write notes.md', '  short')],
  ['Extend the notes', script('write notes.md', '  as it was, and more')],
  [
    'Publish the package',
    script('say All is built.', 'ask execute | npm publish --dry-run', 'append README.md | Published.'),
  ],
] as const;

const time = '2026-01-01T00:00:00Z';
const tracker = issues.map(([title, description], index) =>
  JSON.stringify({
    id: `pool-${index + 1}`,
    title,
    description,
    status: 'open',
    priority: index,
    issue_type: 'task',
    created_at: time,
    created_by: 'ada',
    updated_at: time,
  }),
);
const files = {
  '.beads/issues.jsonl': `${tracker.join('\n')}\n`,
  'pool.ts': `${pool.join('\n')}\n`,
  'notes.md': 'as it was\n',
  'README.md': '# Pool\n',
  'AGENTS.md': 'Be brief.\n',
};

uiTest(
  'five agents are launched with one command, answered, reviewed, merged, and a conflict between them is resolved',
  { files, timeout: 480_000 },
  async ({ window: first, code, workspace }) => {
    const git = (...words: readonly string[]): string =>
      execFileSync('git', words, { cwd: workspace, encoding: 'utf8' }).trim();
    await openViews(first);
    await first.view('Issues').row(/Publish the package/);
    await first.run('Phaseline: Launch Agents for Ready Issues…');
    await first.quickInput.row(/Publish the package/).waitFor();
    for (const [title] of issues)
      await first.quickInput.row(title).locator('.monaco-checkbox, .quick-input-list-checkbox').first().click();
    await first.picture('launch-ready');
    await first.quickInput.accept();
    await first.quickInput.answer('Do what the issue says.', 'What shall each do');

    await first.view('Agents').row('Waiting for you');
    await first.statusItem(/1 waiting/).waitFor();
    await code.closeWindow(first);
    const window = await code.window();
    await openViews(window);
    const agents = window.view('Agents');
    await agents.row('Waiting for you');
    for (const view of ['Plan', 'Hooks']) await window.view(view).pane.locator('.pane-header').click();
    await agents.row(/Write the guide/);
    await window.pictures('agents-five');

    await window.run('Phaseline: Answer Agent…');
    await window.quickInput.row(/Always allow "execute"/).waitFor();
    await drawn(window, 'npm publish --dry-run');
    await window.picture('answer');
    await window.quickInput.pick('Always allow "execute"');
    await agents.row(/Publish the package.*1 file changed/);
    assert.match(readFileSync(path.join(workspace, '.vscode/settings.json'), 'utf8'), /"execute": "allow"/);

    await agents.inlineAction(/Write the guide/, 'Open Transcript');
    await drawn(window, 'I write it for newcomers.');
    await window.pictures('transcript-read');

    await commentOn(window, 'pool.ts', 'Make it 200.');
    await window.run('Phaseline: Send Comments to Agent');
    await window.run('Phaseline: Open Transcript');
    await window.quickInput.pick('Raise the limits');
    await drawn(window, 'Make it 200.');
    await agents.row(/Finished\s*5/);

    await window.run('Phaseline: Accept Changes…');
    await window.quickInput.pick('Raise the limits');
    const hunk = window.quickInput.row(/limit9 = 900/);
    await hunk.waitFor();
    await hunk.locator('.monaco-checkbox, .quick-input-list-checkbox').first().click();
    await window.picture('accept');
    await window.quickInput.accept();
    await window.quickInput.pick('Merge commit');
    await agents.row(/Raise the limits.*merged into main/);
    const merged = readFileSync(path.join(workspace, 'pool.ts'), 'utf8');
    assert.match(merged, /limit1 = 100;[\s\S]*limit9 = 9;/, 'what was not ticked was left out');

    await merge(window, 'Shorten the notes', 'One commit');
    await agents.row(/Shorten the notes.*merged into main/);
    assert.equal(git('log', '-1', '--format=%s'), 'Shorten the notes (agents/pool-3)');
    await agents.row(/Extend the notes.*conflicts with main in 1 file/);
    await window.pictures('conflict-foreseen');

    await agents.inlineAction(/Extend the notes/, 'Resolve Conflict…');
    await window.quickInput.row(/Resolve it yourself/).waitFor();
    await window.picture('conflict-choice');
    await window.quickInput.pick('Resolve it yourself');
    await agents.row(/Extend the notes.*conflict with main to resolve/);
    await window.page.locator('.merge-editor').first().waitFor();
    await window.pictures('conflict');
    const worktree =
      git('worktree', 'list')
        .split('\n')
        .find((line) => line.includes('pool-4'))
        ?.split(' ')[0] ?? '';
    assert.match(readFileSync(path.join(worktree, 'notes.md'), 'utf8'), /^<<<<<<< /);
    await window.run('View: Close All Editors');
    writeFileSync(path.join(worktree, 'notes.md'), 'short, and more\n');
    await merge(window, 'Extend the notes', 'Merge commit');
    await agents.row(/Extend the notes.*merged into main/);
    assert.equal(readFileSync(path.join(workspace, 'notes.md'), 'utf8'), 'short, and more\n');

    await window.run('Phaseline: Undo Merge…');
    await window.quickInput.pick('Extend the notes');
    await (await window.dialog('Undo the merge of Extend the notes?')).press('Undo Merge');
    await agents.row(/Extend the notes(?!.*merged)/);
    assert.equal(readFileSync(path.join(workspace, 'notes.md'), 'utf8'), 'short\n');
  },
);

uiTest(
  'the whole prompt is seen and changed before it is sent, with files and issues completed in it',
  { files, timeout: 240_000 },
  async ({ window }) => {
    await openViews(window);
    await window.view('Issues').row(/Write the guide/);
    await window.run('Phaseline: Launch Agent…');
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

/** Waits until this text is drawn in an editor. */
async function drawn(window: Workbench, text: string): Promise<void> {
  await window.page.locator('.monaco-editor .view-line').filter({ hasText: text }).first().waitFor();
}

/** Opens the diff of a file beneath its agent, and writes a comment beside the line that the cursor is in. */
async function commentOn(window: Workbench, file: string, text: string): Promise<void> {
  const agents = window.view('Agents');
  await agents.expand(/Raise the limits/);
  await agents.click(file);
  const modified = window.page.locator('.editor-group-container.active .monaco-diff-editor .editor.modified');
  await modified.locator('.view-line').filter({ hasText: 'limit1 = 100' }).first().click();
  await window.run('Comments: Add Comment on Current Selection');
  const box = window.page.locator('.comment-thread-widget, .review-widget').first();
  await box.locator('.monaco-editor').first().waitFor();
  await window.page.keyboard.type(text);
  await window.pictures('comment');
  await box.locator('.monaco-button').filter({ hasText: 'Comment' }).first().click();
  await agents.row(/Raise the limits.*1 comment to send/);
}

async function merge(window: Workbench, title: string, way: string): Promise<void> {
  await window.run('Phaseline: Merge Task…');
  await window.quickInput.pick(title);
  await window.quickInput.pick(way);
}
