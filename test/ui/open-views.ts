import assert from 'node:assert/strict';
import type { Workbench } from '../harness/workbench.ts';

/** Opens our container with all four views unfolded, in a side bar that is wide enough to read them. */
export async function openViews(window: Workbench): Promise<void> {
  await window.openContainer('Phaseline');
  for (const view of ['Plan', 'Issues', 'Agents', 'Hooks']) await window.view(view).open();
  const bar = await window.page.locator('.part.sidebar').boundingBox();
  assert.ok(bar);
  const edge = { x: bar.x + bar.width, y: bar.y + bar.height / 2 };
  await window.page.mouse.move(edge.x, edge.y);
  await window.page.mouse.down();
  await window.page.mouse.move(edge.x + 200, edge.y, { steps: 4 });
  await window.page.mouse.up();
}
