// One view of the side bar: a tree whose rows are read, clicked and expanded by their labels.
import type { Locator, Page } from 'playwright-core';
import { again } from './again.ts';
import { escapeWords } from './quick-input.ts';

/** One drawn row. */
export interface Row {
  readonly label: string;
  readonly description: string;
  /** 1 is the top. */
  readonly level: number;
  /** Undefined for a leaf. */
  readonly expanded: boolean | undefined;
}

export class View {
  /** The whole pane, with its header. */
  readonly pane: Locator;
  readonly #page: Page;
  readonly #rows: Locator;

  constructor(page: Page, name: string) {
    this.#page = page;
    this.pane = page
      .locator('.pane')
      .filter({ has: page.locator(`.pane-header[aria-label^=${JSON.stringify(name)}]`) });
    this.#rows = this.pane.locator('.monaco-list-rows > .monaco-list-row');
  }

  /** Opens the pane when it is folded, and waits until it is drawn. */
  async open(): Promise<void> {
    const header = this.pane.locator('.pane-header');
    await header.waitFor({ state: 'attached' });
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    await this.pane.locator('.pane-body').waitFor();
  }

  /** The rows that are drawn, from top to bottom. */
  async rows(): Promise<Row[]> {
    const rows: (Row & { top: number })[] = [];
    for (const row of await this.#rows.all())
      rows.push({ ...(await readRow(row)), top: Number(await row.getAttribute('data-index')) });
    return rows.sort((a, b) => a.top - b.top).map(({ top: _, ...row }) => row);
  }

  /** A row that is drawn, by its exact label or a pattern over label and description. */
  locate(label: string | RegExp): Locator {
    const text = typeof label === 'string' ? new RegExp(`^\\s*${escapeWords(label)}\\s*$`) : label;
    const name = this.#page
      .locator(typeof label === 'string' ? '.label-name' : '.monaco-icon-label-container')
      .filter({ hasText: text });
    return this.#rows.filter({ has: name }).first();
  }

  /** Waits for a row, turning the tree's pages where it is longer than its pane. */
  async row(label: string | RegExp, timeout = 30_000): Promise<Locator> {
    const row = this.locate(label);
    const deadline = Date.now() + timeout;
    for (let step = 0; ; step += 1) {
      const found = await row.waitFor({ timeout: step === 0 ? 1500 : 300 }).then(
        () => true,
        () => false,
      );
      if (found) return row;
      if (Date.now() > deadline)
        throw new Error(`No row ${label} after ${timeout / 1000} s; there are: ${await this.#drawn()}`);
      await this.#turnPage();
    }
  }

  async #drawn(): Promise<string> {
    const labels = (await this.rows()).map((row) => [row.label, row.description].filter(Boolean).join(' — '));
    return labels.length > 0
      ? labels.join(' | ')
      : `no rows, but "${await this.pane.innerText().catch(() => 'no such view')}"`;
  }

  /** A page down by the keyboard; from the end back to the top. */
  async #turnPage(): Promise<void> {
    const list = this.pane.locator('.monaco-list').first();
    if ((await list.count()) === 0) return;
    const atEnd = (await this.#rows.and(this.#page.locator('[data-last-element="true"]')).count()) > 0;
    await list.focus();
    await this.#page.keyboard.press(atEnd ? 'Home' : 'PageDown');
  }

  /** Clicks a row. */
  async click(label: string | RegExp): Promise<void> {
    await (await this.row(label)).locator('.monaco-icon-label').first().click();
  }

  /** Clicks a row until what it opens is there: a row that is drawn anew in that moment opens nothing. */
  async openRow(label: string | RegExp, opened: Locator): Promise<void> {
    await again(async (timeout) => {
      await this.click(label);
      await opened.first().waitFor({ timeout });
    });
  }

  /** Unfolds a row, if it is not unfolded. */
  async expand(label: string | RegExp): Promise<void> {
    await this.#fold(label, 'true');
  }

  /** Folds a row, if it is not folded. */
  async collapse(label: string | RegExp): Promise<void> {
    await this.#fold(label, 'false');
  }

  async #fold(label: string | RegExp, wanted: 'true' | 'false'): Promise<void> {
    const row = await this.row(label);
    if ((await row.getAttribute('aria-expanded')) === wanted) return;
    await row.locator('.monaco-tl-twistie').click();
    await this.pane
      .locator(`.monaco-list-row[aria-expanded="${wanted}"]`)
      .filter({ has: row.locator('.label-name') })
      .or(row)
      .first()
      .waitFor();
  }

  /** Hovers a row and presses one of the buttons that then stand at its end. A row that moves away from under the mouse is hovered again. */
  async inlineAction(label: string | RegExp, action: string): Promise<void> {
    await again(async (timeout) => {
      const row = await this.row(label);
      await row.hover({ timeout });
      await row.locator(`.actions .action-label[aria-label^=${JSON.stringify(action)}]`).click({ timeout });
    });
  }

  /** Chooses an entry of a row's context menu. */
  async contextMenu(label: string | RegExp, entry: string | RegExp): Promise<void> {
    await contextMenu(this.#page, () => this.row(label), entry);
  }

  /** Presses a button of the view's own title bar. */
  async titleAction(action: string): Promise<void> {
    await again(async (timeout) => {
      await this.pane.hover({ timeout });
      await this.pane.locator(`.pane-header .action-label[aria-label^=${JSON.stringify(action)}]`).click({ timeout });
    });
  }

  /** What the view says while it is empty. */
  async welcome(): Promise<string> {
    return this.pane.locator('.welcome-view-content').innerText();
  }
}

/** Chooses an entry of the context menu of something that is drawn; the menu is opened again where it closed before anything was chosen. */
export async function contextMenu(
  page: Page,
  of: () => Promise<Locator>,
  entry: string | RegExp,
  timeout = 60_000,
): Promise<void> {
  const item = page.locator('.monaco-menu .action-menu-item').filter({ hasText: entry }).first();
  const deadline = Date.now() + timeout;
  do {
    if (Date.now() > deadline) throw new Error(`A context menu did not stay open for ${entry} in ${timeout / 1000} s.`);
    await (await of()).click({ button: 'right' });
  } while (!(await chooseFromMenu(item)));
}

/** Clicks an entry until its menu is gone. True where the entry heard it; a menu goes by itself where its window loses the focus. */
async function chooseFromMenu(item: Locator): Promise<boolean> {
  const isDone = (work: Promise<unknown>): Promise<boolean> =>
    work.then(
      () => true,
      () => false,
    );
  if (!(await isDone(item.waitFor({ timeout: 5000 })))) return false;
  const heard = Promise.race([
    isDone(item.evaluate(untilHeard)),
    item.waitFor({ state: 'hidden', timeout: 0 }).then(() => false),
  ]);
  while (await item.isVisible()) {
    await isDone(item.click({ timeout: 3000 }));
    await isDone(item.waitFor({ state: 'hidden', timeout: 3000 }));
  }
  return heard;
}

/** In the page: until a mouse button is let go over an entry. VS Code's menus are deaf to that for 100 ms after they came. */
const untilHeard = `(entry) => new Promise((resolve) => {
  const came = performance.now();
  entry.addEventListener('mouseup', () => {
    if (performance.now() - came > 100) resolve();
  });
})`;

async function readRow(row: Locator): Promise<Row> {
  const text = async (selector: string): Promise<string> => {
    const found = row.locator(selector).first();
    return (await found.count()) > 0 ? (await found.innerText()).replaceAll('\u00a0', ' ').trim() : '';
  };
  const expanded = await row.getAttribute('aria-expanded');
  return {
    label: await text('.label-name'),
    description: await text('.label-description'),
    level: Number(await row.getAttribute('aria-level')),
    expanded: expanded === null ? undefined : expanded === 'true',
  };
}
