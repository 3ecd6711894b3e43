// A comment beside a line of an agent's work goes back to the agent.
import assert from 'node:assert/strict';
import { uiTest } from '../harness/ui-test.ts';
import type { Workbench } from '../harness/workbench.ts';
import { drawn, files, foldViews, launchFive, settings } from './five-agents.ts';
import { openViews } from './open-views.ts';

uiTest(
  'a comment beside a changed line is sent to the agent, which goes on with it',
  { files, settings, timeout: 480_000 },
  async ({ window }) => {
    await openViews(window);
    await launchFive(window);
    const agents = window.view('Agents');
    await agents.row(/Finished\s*4/);
    await foldViews(window, 'Plan', 'Issues', 'Hooks');
    await commentOn(window, 'pool.py', 'Make it 200.');
    await window.run('Phaseline: Send Comments to Agent');
    await window.run('Phaseline: Open Transcript');
    await window.quickInput.pick('Raise the limits');
    await find(window, 'Make it 200.');
    await agents.row(/Finished\s*4/);
  },
);

/** A transcript is shown from its end: what was said before is looked for. */
async function find(window: Workbench, text: string): Promise<void> {
  await drawn(window, 'Done: each of these files has a comment now.');
  await window.editor.focus();
  await window.page.keyboard.press('Control+f');
  await window.page.keyboard.type(text);
  await window.page.keyboard.press('Enter');
  await drawn(window, text);
}

/** Opens the diff of a file beneath its agent, and writes a comment beside the line that the cursor is in. */
async function commentOn(window: Workbench, file: string, text: string): Promise<void> {
  const agents = window.view('Agents');
  // A row that is drawn anew in that moment stays folded: then it is unfolded once more.
  for (let attempt = 1; !(await agents.locate(file).isVisible()); attempt += 1) {
    assert.ok(attempt < 5, `${file} is not shown beneath its agent`);
    await agents.expand(/Raise the limits/);
    await agents
      .locate(file)
      .waitFor({ timeout: 3000 })
      .catch(() => undefined);
  }
  const modified = window.page.locator('.editor-group-container.active .monaco-diff-editor .editor.modified');
  const line = modified.locator('.view-line').filter({ hasText: 'limit1 = 100' }).first();
  await agents.openRow(file, line);
  await line.click();
  await window.run('Comments: Add Comment on Current Selection');
  const box = window.page.locator('.comment-thread-widget, .review-widget').first();
  await box.locator('.monaco-editor').first().click();
  await window.page.keyboard.type(text);
  await window.pictures('comment');
  await box.locator('.monaco-button').filter({ hasText: 'Comment' }).first().click();
  await agents.row(/Raise the limits.*1 comment to send/);
}
