import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Workbench } from '../harness/workbench.ts';
import { holds } from '../harness/workspace.ts';

/** A window that opens slowly has used up a good part of it. */
export const timeout = 240_000;

export const example = path.resolve(import.meta.dirname, '../../examples/novacron');

type Stored = { readonly id: string; readonly [field: string]: unknown };

const fileOf = (workspace: string): string => path.join(workspace, '.beads/issues.jsonl');

/** The issue as the tracker's file has it; of several lines the last one counts. */
export async function stored(workspace: string, id: string): Promise<Stored | undefined> {
  return issueIn(await readFile(fileOf(workspace), 'utf8'), id);
}

const issueIn = (text: string, id: string): Stored | undefined =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line): Stored => JSON.parse(line))
    .findLast((issue) => issue.id === id);

/** Waits until the tracker's file has the issue so: a window shows what it writes before it is written. */
export const storedAs = (workspace: string, id: string, fields: Readonly<Record<string, unknown>>): Promise<void> =>
  holds(fileOf(workspace), (text) => {
    // Read in the middle of a write, its last line is torn.
    const issue = text.endsWith('\n') ? issueIn(text, id) : undefined;
    return issue !== undefined && Object.entries(fields).every(([field, value]) => issue[field] === value);
  });

/** As another program would: a line more in the file. */
export async function writeOutside(workspace: string, id: string, change: Record<string, unknown>): Promise<void> {
  const issue = { ...(await stored(workspace, id)), id, ...change, updated_at: new Date().toISOString() };
  await appendFile(fileOf(workspace), `${JSON.stringify(issue)}\n`);
}

/** Asks again where the menu or the list closed before it was heard, as both do when another window takes the focus. */
export async function setPriority(window: Workbench, issue: RegExp, priority: string): Promise<void> {
  for (let asked = 0; asked < 3; asked += 1) {
    await window.view('Issues').contextMenu(issue, 'Set Issue Priority');
    const chosen = window.quickInput.row(priority).locator('.quick-input-list-entry').click({ timeout: 10_000 });
    const isChosen = await chosen.then(
      () => true,
      () => false,
    );
    if (isChosen) return;
  }
  throw new Error(`The priorities of ${issue} were asked for three times, and ${priority} could not be chosen.`);
}

/** Until the row says this priority, to the eye by its badge and to a screen reader in words. */
export const says = (window: Workbench, issue: RegExp, priority: string): Promise<void> =>
  window
    .view('Issues')
    .locate(issue)
    .and(window.page.locator(`[aria-label*="${priority}"]`))
    .waitFor();

/** A line of an editor that holds this text. */
export const lineWith = (window: Workbench, text: string | RegExp): Locator =>
  window.page.locator('.monaco-editor .view-line').filter({ hasText: text }).first();

/** Waits until this text is drawn in an editor. */
export const drawn = (window: Workbench, text: string | RegExp): Promise<void> => lineWith(window, text).waitFor();

/** The number of the line that holds this, counted in what is drawn: the document must fit the window. */
export async function lineOf(window: Workbench, text: string): Promise<number> {
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

/** The title of the issue in front, set by two to something else: both are shown, and nothing is overwritten before a person says so. */
export async function titleConflict(
  window: Workbench,
  workspace: string,
  { id, title, picture }: { readonly id: string; readonly title: string; readonly picture: string },
): Promise<void> {
  const issues = window.view('Issues');
  await window.editor.setLine(await lineOf(window, `# ${title}`), '# My title');
  await writeOutside(workspace, id, { title: 'Their title' });
  await issues.row(/Their title/);
  await window.page.keyboard.press('Control+s');
  const asked = await window.notification(/content of the file is newer/);
  await asked.press('Compare');
  await window.page.locator('.monaco-diff-editor').waitFor();
  await drawn(window, '# Their title');
  await drawn(window, '# My title');
  await window.pictures(picture);
  assert.equal((await stored(workspace, id))?.['title'], 'Their title');
  await window.page.locator('.editor-actions .action-label[aria-label^="Use your changes"]').click();
  await issues.row(/My title/);
  await storedAs(workspace, id, { title: 'My title' });
}
