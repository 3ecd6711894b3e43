// Issues as a person works with them: documents, the view at ten thousand rows, board and graph, ids everywhere.
import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';
import type { Workbench } from '../harness/workbench.ts';
import { openViews } from './open-views.ts';

const example = path.resolve(import.meta.dirname, '../../examples/novacron');

type Stored = { readonly id: string; readonly [field: string]: unknown };

/** The issue as the tracker's file has it; of several lines the last one counts. */
async function stored(workspace: string, id: string): Promise<Stored | undefined> {
  const lines = (await readFile(path.join(workspace, '.beads/issues.jsonl'), 'utf8')).split('\n').filter(Boolean);
  return lines.map((line): Stored => JSON.parse(line)).findLast((issue) => issue.id === id);
}

/** As another program would: a line more in the file. */
async function writeOutside(workspace: string, id: string, change: Record<string, unknown>): Promise<void> {
  const issue = { ...(await stored(workspace, id)), id, ...change, updated_at: new Date().toISOString() };
  await appendFile(path.join(workspace, '.beads/issues.jsonl'), `${JSON.stringify(issue)}\n`);
}

/** Waits until this text is drawn in an editor. */
const drawn = (window: Workbench, text: string | RegExp): Promise<void> =>
  window.page.locator('.monaco-editor .view-line').filter({ hasText: text }).first().waitFor();

/** The number of the line that holds this, counted in what is drawn: the document must fit the window. */
async function lineOf(window: Workbench, text: string): Promise<number> {
  const line = window.editor.active.locator('.view-line').filter({ hasText: text }).first();
  const box = await line.boundingBox();
  const numbers = await window.editor.active.locator('.line-numbers').all();
  for (const number of numbers) {
    const at = await number.boundingBox();
    if (at && box && Math.abs(at.y - box.y) < at.height / 2) return Number(await number.textContent());
  }
  throw new Error(`No line holds ${text}`);
}

uiTest(
  'an issue is edited as a document: only what was changed is written',
  { from: example },
  async ({ window, workspace }) => {
    await openViews(window);
    await window.view('Issues').click(/novacron-DIST-201/);
    await drawn(window, 'needs: [');
    await drawn(window, '## Relations');
    await window.editor.setLine(await lineOf(window, 'priority:'), 'priority: urgent');
    assert.match(await window.problem(/is no priority/), /write P0 \(critical\)/);
    await window.picture('issue-document-problem');
    await window.editor.setLine(await lineOf(window, 'priority:'), 'priority: P3');
    // Meanwhile somebody else changes another field.
    await writeOutside(workspace, 'novacron-DIST-201', { assignee: 'ada' });
    await window.view('Issues').row(/novacron-DIST-201 · ada/, 5000);
    await window.editor.save();
    await drawn(window, 'assignee: ada');
    const after = await stored(workspace, 'novacron-DIST-201');
    assert.deepEqual([after?.['priority'], after?.['assignee']], [3, 'ada']);
    await window.pictures('issue-document');
  },
);

uiTest(
  'two people who set one field differently see both before anything is overwritten',
  { from: example },
  async ({ window, workspace }) => {
    await openViews(window);
    await window.view('Issues').click(/novacron-DIST-201/);
    await drawn(window, 'needs: [');
    const title = await lineOf(window, '# Implement');
    await window.editor.setLine(title, '# My title');
    await writeOutside(workspace, 'novacron-DIST-201', { title: 'Their title' });
    await window.view('Issues').row('Their title', 5000);
    await window.page.keyboard.press('Control+s');
    const asked = await window.notification(/content of the file is newer/);
    await asked.press('Compare');
    await window.page.locator('.monaco-diff-editor').waitFor();
    await drawn(window, '# Their title');
    await drawn(window, '# My title');
    await window.pictures('issue-conflict');
    assert.equal((await stored(workspace, 'novacron-DIST-201'))?.['title'], 'Their title');
    await window.page.locator('.editor-actions .action-label[aria-label^="Use your changes"]').click();
    await window.view('Issues').row('My title', 5000);
    assert.equal((await stored(workspace, 'novacron-DIST-201'))?.['title'], 'My title');
  },
);

uiTest(
  'a new issue is written as a document, with words of the tracker offered',
  { from: example },
  async ({ window, workspace }) => {
    await openViews(window);
    await window.view('Issues').row(/novacron-DIST-201/);
    await window.run('Phaseline: Write New Issue');
    await drawn(window, 'Saving (Ctrl+S) creates the issue');
    await window.statusItem('Ln 12, Col 3').waitFor();
    await window.editor.type('Write the runbook');
    await window.editor.setLine(await lineOf(window, 'parent:'), 'parent: ');
    await window.page.keyboard.press('Escape');
    const offered = await window.editor.completions();
    assert.ok(
      offered.some((label) => label.includes('novacron-DIST-001')),
      offered.join(' | '),
    );
    await window.picture('issue-document-completion');
    await window.editor.complete('novacron-DIST-001');
    await window.page.keyboard.press('Control+s');
    await window.view('Issues').row('Write the runbook');
    await window.editor
      .tab(/novacron-DIST/)
      .or(window.editor.tab(/novacron-/))
      .first()
      .waitFor();
    await drawn(window, 'part of');
    assert.equal(await window.editor.tab('New issue').count(), 0);
    const made = (await readFile(path.join(workspace, '.beads/issues.jsonl'), 'utf8'))
      .split('\n')
      .find((line) => line.includes('Write the runbook'));
    assert.match(made ?? '', /"depends_on_id":"novacron-DIST-001"/);
  },
);
