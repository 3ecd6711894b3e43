import assert from 'node:assert/strict';
import { uiTest } from '../harness/ui-test.ts';
import { example, storedAs, timeout, writeOutside } from './issue-tracker.ts';
import { untilKept } from './kept-tabs.ts';
import { openViews } from './open-views.ts';

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
    await storedAs(workspace, 'novacron-DIST-102', { status: 'blocked' });
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
  'board and graph come back when the window is opened again, as they were, and live',
  { from: example, timeout },
  async ({ code, window, workspace }) => {
    await openViews(window);
    await window.view('Issues').contextMenu(/novacron-DIST-001/, 'Show Issue Graph');
    await window.webview().locator('.node[data-id="novacron-DIST-201"]').waitFor();
    await window.run('Phaseline: Show Issue Board');
    await window.webview().getByLabel('Swim lanes').selectOption('epic');
    await window.webview().getByLabel('Filter issues').fill('DIST-1');
    await window.webview().locator('.fold').filter({ hasText: 'Distributed Computing' }).waitFor();
    await window.page.evaluate(untilKept('DIST-1'));
    await code.closeWindow(window);
    const again = await code.window();
    await again.editor.tab('Issue Board').waitFor();
    const board = again.webview();
    await board.locator('.fold').filter({ hasText: 'Distributed Computing' }).waitFor();
    await board.locator('.card[data-id="novacron-DIST-101"]').waitFor();
    assert.equal(await board.locator('.card[data-id="novacron-DIST-201"]').count(), 0);
    await writeOutside(workspace, 'novacron-DIST-101', { title: 'Renamed meanwhile' });
    await board.locator('.card').getByText('Renamed meanwhile').waitFor();
    await again.picture('board-restored');
    await again.editor.tab('Graph: novacron-DIST-001').click();
    await again.webview().locator('.node[data-id="novacron-DIST-201"]').waitFor();
    await again.picture('graph-restored');
  },
);

uiTest(
  "an issue's document is there again when the window is opened again",
  { from: example, timeout },
  async ({ code, window }) => {
    await openViews(window);
    await window.view('Issues').openRow(/novacron-DIST-201/, window.editor.tab('novacron-DIST-201'));
    await window.editor.active.getByText('Relations').first().waitFor();
    await window.page.evaluate(untilKept('novacron-DIST-201'));
    await code.closeWindow(window);
    const again = await code.window();
    await again.editor.active.getByText('Relations').first().waitFor();
    await again.picture('issue-restored');
  },
);
