import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { again } from '../harness/again.ts';
import { uiTest } from '../harness/ui-test.ts';
import type { Workbench } from '../harness/workbench.ts';
import { example, timeout } from './issue-tracker.ts';
import { openViews } from './open-views.ts';

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

/** Drawn as text, and nothing over it that a person has not asked for. */
const plainTerminal = {
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.initialHint': false,
  'terminal.integrated.suggest.enabled': false,
  'terminal.integrated.shellIntegration.enabled': false,
};

uiTest('ids are links in a terminal', { from: example, timeout, settings: plainTerminal }, async ({ window }) => {
  const { editor, page } = window;
  await openViews(window);
  await window.view('Issues').row(/novacron-DIST-201/);
  await window.run('Terminal: Create New Terminal');
  const lines = page.locator('.xterm-rows > div');
  await lines
    .filter({ hasText: /[$#%>]/ })
    .first()
    .waitFor();
  await page.keyboard.type('echo "see novacron-DIST-103 first"\n');
  const said = lines.filter({ hasText: /^see novacron-DIST-103 first/ }).locator('span');
  await again((timeout) => hoverId(window, said, timeout));
  await window.picture('ids-terminal');
  await again(async (timeout) => {
    const { x, y } = await hoverId(window, said, timeout);
    await page.keyboard.down('Control');
    await page.mouse.move(x + 4, y);
    await page.mouse.click(x + 4, y);
    await page.keyboard.up('Control');
    await editor.tab('novacron-DIST-103').waitFor({ timeout });
  });
});

/**
 * Lays the mouse on the id in a line of the terminal, waits for its hover, and returns where that was. A terminal asks for links only when the mouse
 * comes to a line, and forgets them when the line is drawn anew.
 */
async function hoverId({ page }: Workbench, said: Locator, timeout: number): Promise<{ x: number; y: number }> {
  const box = await said.first().boundingBox({ timeout });
  assert.ok(box);
  const letter = box.width / ((await said.first().textContent()) ?? '').length;
  const at = { x: box.x + 10 * letter, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y + 60);
  await page.mouse.move(at.x, at.y, { steps: 4 });
  await page
    .locator('.terminal-hover, .workbench-hover, .monaco-hover')
    .filter({ hasText: /ProBFT/ })
    .first()
    .waitFor({ timeout });
  return at;
}
