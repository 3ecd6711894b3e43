// The end of agents' work: one reviewed, two merged, a conflict foreseen and resolved, the window gone and back in the middle of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';
import type { Workbench } from '../harness/workbench.ts';
import { files, foldViews, launchFive, settings } from './five-agents.ts';
import { openViews } from './open-views.ts';

uiTest(
  'two of five agents are merged, and the conflict of a third is resolved over a reload of the window',
  { files, settings, timeout: 480_000 },
  async ({ window: first, code, workspace }) => {
    await openViews(first);
    await launchFive(first);
    await first.view('Agents').row(/Finished\s*4/);
    await foldViews(first, 'Plan', 'Issues', 'Hooks');
    await first.view('Agents').inlineAction(/Raise the limits/, 'Review Changes');
    await first.page.locator('.multiDiffEntry .view-line').filter({ hasText: 'limit9 = 900' }).first().waitFor();
    await first.pictures('review');

    await merge(first, 'Write the guide', 'merge-foreseen');
    await merge(first, 'Shorten the notes');
    await first.view('Agents').row(/Extend the notes.*conflicts with main in 1 file/);
    await first.pictures('conflict');

    await layOut(first);
    await code.closeWindow(first);
    const window = await code.window();
    await window.openContainer('Phaseline');
    await window.view('Agents').row(/Extend the notes.*conflict with main to resolve/);
    await layOut(window);
    await window.pictures('conflict-resolving');
    await resolve(window, 'short, and more');
    await merge(window, 'Extend the notes');
    await window.pictures('merged');

    const git = (...words: readonly string[]): string =>
      execFileSync('git', words, { cwd: workspace, encoding: 'utf8' }).trim();
    assert.equal(readFileSync(path.join(workspace, 'notes.md'), 'utf8').trim(), 'short, and more');
    assert.match(readFileSync(path.join(workspace, 'guide.md'), 'utf8'), /Start here/);
    assert.equal(git('log', '--merges', '--first-parent', '--format=%s', 'main').split('\n').length, 3);
    assert.equal(git('status', '--porcelain', '--', 'notes.md', 'guide.md', 'README.md'), '');
  },
);

/** Merges a finished agent's work from its row, in the way that is offered first. */
async function merge(window: Workbench, title: string, picture?: string): Promise<void> {
  const agents = window.view('Agents');
  await agents.inlineAction(new RegExp(title), 'Merge Task…');
  await window.quickInput.row(/Merge commit/).waitFor();
  if (picture !== undefined) await window.picture(picture);
  await window.quickInput.accept();
  await agents.row(new RegExp(`${title}.*merged into main`));
}

/** Has the conflict opened, marked, in the editor that VS Code has for it. */
async function layOut(window: Workbench): Promise<void> {
  await window.view('Agents').inlineAction(/Extend the notes/, 'Resolve Conflict…');
  await window.quickInput.row(/Let its agent resolve it/).waitFor();
  await window.quickInput.pick(/Resolve it yourself/);
  await window.page.locator('.merge-editor .code-view.result .view-line').first().waitFor();
}

/** Writes over the whole result, and saves it. */
async function resolve(window: Workbench, text: string): Promise<void> {
  const result = window.page.locator('.merge-editor .code-view.result');
  await result.locator('.view-line').first().click();
  await window.page.keyboard.press('Control+a');
  await window.page.keyboard.type(text);
  await result.locator('.view-line').filter({ hasText: text }).first().waitFor();
  await window.editor.save();
}
