import assert from 'node:assert/strict';
import { uiTest } from '../harness/ui-test.ts';
import { example, stored, timeout } from './issue-tracker.ts';
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
    await window.statusItem('novacron-DIST-102: blocked').waitFor();
    assert.equal((await stored(workspace, 'novacron-DIST-102'))?.['status'], 'blocked');
    // Cards that are drawn anew in that moment let a drop fall beside its target: then it is done once more.
    const moved = board.locator('.head').filter({ hasText: /In progress\s*1/ });
    for (let attempt = 1; (await moved.count()) === 0; attempt += 1) {
      assert.ok(attempt < 4, 'novacron-DIST-103 is not in progress');
      const target = board.locator('.head').nth(2);
      await card('novacron-DIST-103').dragTo(target, { targetPosition: { x: 60, y: 80 }, force: true });
      await moved.waitFor({ timeout: 8000 }).catch(() => undefined);
    }
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
