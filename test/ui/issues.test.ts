// Issues as a person works with them: documents, the view at ten thousand rows, board and graph, ids everywhere.
import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { uiTest } from '../harness/ui-test.ts';
import type { Workbench } from '../harness/workbench.ts';
import { openViews } from './open-views.ts';

/** A window that opens slowly has used up a good part of it. */
const timeout = 240_000;

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
  // While lines are drawn anew, some have no place.
  for (let drawing = 0; drawing < 20; drawing += 1) {
    await line.waitFor();
    const box = await line.boundingBox();
    for (const number of await window.editor.active.locator('.line-numbers').all()) {
      const at = await number.boundingBox();
      if (at && box && Math.abs(at.y - box.y) < at.height / 2) return Number(await number.textContent());
    }
  }
  throw new Error(`No line holds ${text}`);
}

uiTest(
  'an issue is edited as a document: only what was changed is written',
  { from: example, timeout },
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
  { from: example, timeout },
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
  { from: example, timeout },
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

/** Ten thousand issues under two hundred epics, as `bd export` writes them. */
const many = Array.from({ length: 10_000 }, (_, at) => {
  const epic = at - (at % 50);
  return JSON.stringify({
    id: `big-${at}`,
    title: at === epic ? `Epic number ${at / 50}` : `Issue number ${at}`,
    status: at !== epic && at % 3 === 1 ? 'closed' : at % 7 === 2 ? 'in_progress' : 'open',
    priority: at % 5,
    issue_type: at === epic ? 'epic' : 'task',
    ...(at % 4 === 0 ? {} : { assignee: ['ada', 'bob', 'kim'][at % 3] }),
    labels: [['api', 'ui', 'docs', 'infra'][at % 4]],
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-02T00:00:00Z',
    ...(at === epic
      ? {}
      : { dependencies: [{ issue_id: `big-${at}`, depends_on_id: `big-${epic}`, type: 'parent-child' }] }),
  });
});

/** Leaves the Issues view the whole side bar. */
async function onlyIssues(window: Workbench): Promise<void> {
  await openViews(window);
  for (const other of ['Plan', 'Agents', 'Hooks']) await window.view(other).pane.locator('.pane-header').click();
}

/** By the mouse, step by step: a tooltip that lies over the target goes when the button is pressed. */
async function drag(window: Workbench, from: Locator, to: Locator): Promise<void> {
  const { mouse } = window.page;
  const target = await to.boundingBox();
  assert.ok(target, 'the target is not shown');
  const [x, y] = [target.x + target.width / 3, target.y + target.height / 2];
  await from.hover();
  await mouse.down();
  await mouse.move(x, y - 4, { steps: 10 });
  await mouse.move(x, y, { steps: 4 });
  await mouse.up();
}

async function groupBy(window: Workbench, grouping: string): Promise<void> {
  await window.run('Phaseline: Group Issues By…');
  await window.quickInput.pick(grouping);
  await window.statusItem(/Issues by/).waitFor();
}

uiTest(
  'ten thousand issues are scrolled, grouped, filtered, dragged, and change when somebody else writes',
  { files: { '.beads/issues.jsonl': `${many.join('\n')}\n` }, timeout: 300_000 },
  async ({ t, window, workspace }) => {
    await onlyIssues(window);
    const issues = window.view('Issues');
    await issues.row(/17\/49 · 34 %.*big-0 ·/);
    const list = issues.pane.locator('.monaco-list').first();
    await list.focus();
    await window.page.keyboard.press('End');
    await issues.pane.locator('.monaco-list-row[data-last-element="true"]').waitFor();
    await window.page.keyboard.press('Home');
    await window.pictures('issues-many');

    const groups: readonly (readonly [grouping: string, first: RegExp])[] = [
      ['Status', /In progress/],
      ['Assignee', /ada/],
      ['Label', /api/],
      ['Ready first', /Ready/],
      ['Priority', /P0 critical/],
    ];
    for (const [grouping, first] of groups) {
      await groupBy(window, grouping);
      await issues.row(first);
      await window.picture(`issues-by-${grouping.toLowerCase().replace(/ /g, '-')}`);
    }

    // From one priority to another, by the mouse.
    await window.run('Phaseline: Filter Issues…');
    await window.quickInput.type('id:big-5,big-6');
    await issues.row(/big-6 ·/);
    await window.quickInput.accept();
    // Rows that are drawn anew in that moment let a drop fall beside its target: then it is done once more.
    for (let attempt = 1; (await stored(workspace, 'big-5'))?.['priority'] !== 1; attempt += 1) {
      assert.ok(attempt < 4, 'big-5 is not at P1');
      await drag(window, await issues.row(/big-5 ·/), await issues.row(/P1 high/));
      await window
        .statusItem(/big-5: P1/)
        .waitFor({ timeout: 8000 })
        .catch(() => undefined);
    }
    assert.equal((await stored(workspace, 'big-5'))?.['priority'], 1);
    await window.picture('issues-filtered');
    await window.run('Phaseline: Clear Issue Filter');

    await groupBy(window, 'Epic');
    const shown = issues.row(/Their new title/);
    const began = performance.now();
    await writeOutside(workspace, 'big-0', { title: 'Their new title' });
    await shown;
    t.diagnostic(`an outside write showed after ${Math.round(performance.now() - began)} ms`);
  },
);

uiTest('a refused change is taken back in the view, and says why', { from: example, timeout }, async ({ window }) => {
  await openViews(window);
  const issues = window.view('Issues');
  await issues.row(/novacron-DIST-103/);
  await window.run('Phaseline: Add Dependency…');
  await window.quickInput.pick(/ProBFT/, 'novacron-DIST-103');
  await window.quickInput.pick(/Implement Bullshark/, 'novacron-DIST-201');
  const refused = await window.notification(/would close a circle: novacron-DIST-103/);
  assert.match(refused.text, /novacron-DIST-201/);
});

uiTest('an issue is found by words of its text', { from: example, timeout }, async ({ window }) => {
  await openViews(window);
  await window.view('Issues').row(/novacron-DIST-201/);
  await window.run('Phaseline: Find Issue…');
  await window.quickInput.type('throughput PBFT');
  await window.quickInput.row(/Implement Bullshark/).waitFor();
  await window.picture('issue-found');
  await window.quickInput.accept();
  await drawn(window, '5-6x throughput improvement over PBFT');
});

uiTest(
  'the board shows every issue in the column of its state, and cards are moved',
  { from: example, timeout },
  async ({ window, workspace }) => {
    await openViews(window);
    await window.view('Issues').row(/novacron-DIST-201/);
    await window.run('Phaseline: Show Issue Board');
    const board = window.webview();
    const card = (id: string) => board.locator(`.card[data-id="${id}"]`);
    await card('novacron-DIST-101').getByText('Fix 5 P0 Critical Issues').waitFor();
    await board
      .locator('.head')
      .filter({ hasText: /Blocked\s*1/ })
      .waitFor();
    // By the keyboard, then by the mouse.
    await card('novacron-DIST-102').focus();
    await window.page.keyboard.press('Alt+ArrowRight');
    await board
      .locator('.head')
      .filter({ hasText: /Blocked\s*2/ })
      .waitFor();
    assert.equal((await stored(workspace, 'novacron-DIST-102'))?.['status'], 'blocked');
    await card('novacron-DIST-103').dragTo(board.locator('.head').nth(2), {
      targetPosition: { x: 60, y: 80 },
      force: true,
    });
    await board
      .locator('.head')
      .filter({ hasText: /In progress\s*1/ })
      .waitFor();
    await window.pictures('board');
    await board.getByLabel('Swim lanes').selectOption('epic');
    await board.locator('.fold').filter({ hasText: 'Distributed Computing' }).waitFor();
    await board.getByLabel('Issues of which phase').selectOption({ index: 2 });
    await board.getByText(/\d+ of 10/).waitFor();
    await window.picture('board-lanes');
  },
);

uiTest(
  'the graph shows what waits for what, as a picture and as a table',
  { from: example, timeout },
  async ({ window }) => {
    await openViews(window);
    await window.view('Issues').contextMenu(/novacron-DIST-001/, 'Show Issue Graph');
    const graph = window.webview();
    await graph.locator('.node[data-id="novacron-DIST-201"]').waitFor();
    assert.equal(await graph.locator('.node').count(), 11);
    await graph.getByRole('row', { name: /novacron-DIST-201.*blocked.*novacron-DIST-103/ }).waitFor();
    await graph.getByText(/longest chain: novacron-DIST-103 → novacron-DIST-201/).waitFor();
    await window.pictures('graph');
    await graph.locator('.node[data-id="novacron-DIST-201"]').focus();
    await window.page.keyboard.press('ArrowLeft');
    await window.page.keyboard.press('Enter');
    await window.editor.tab('novacron-DIST-103').waitFor();
  },
);

uiTest(
  'ids are links with a hover in any text',
  { from: example, timeout, files: { 'notes.txt': 'First novacron-DIST-103, not novacron-DIST-999.\n' } },
  async ({ window }) => {
    await openViews(window);
    await window.view('Issues').row(/novacron-DIST-201/);
    await window.editor.open('notes.txt');
    await window.editor.active.locator('.detected-link').filter({ hasText: 'novacron-DIST-103' }).first().waitFor();
    assert.equal(await window.editor.active.locator('.detected-link').filter({ hasText: '999' }).count(), 0);
    await window.editor.goTo(1, 10);
    assert.match(await window.editor.hover(/changed/), /novacron-DIST-103/);
    await window.picture('ids');
  },
);

uiTest('ids are links in the Source Control box', { from: example, timeout }, async ({ window }) => {
  await openViews(window);
  await window.view('Issues').row(/novacron-DIST-201/);
  await window.run('Source Control: Focus on Changes View');
  const message = window.page.locator('.scm-editor .monaco-editor').first();
  await message.click();
  await window.page.keyboard.type('Fixes novacron-DIST-103');
  await message.locator('.detected-link').filter({ hasText: 'novacron-DIST-103' }).first().waitFor();
  await window.picture('ids-source-control');
});
