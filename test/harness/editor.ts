// The text editor in front: opened, read, typed into and asked as a person does.
import type { Locator, Page } from 'playwright-core';
import { again } from './again.ts';
import type { QuickInput } from './quick-input.ts';

export class Editor {
  /** The text editor that has or last had the focus. */
  readonly active: Locator;
  readonly #page: Page;
  readonly #quickInput: QuickInput;

  constructor(page: Page, quickInput: QuickInput) {
    this.#page = page;
    this.#quickInput = quickInput;
    this.active = page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** The tab of a file, by its name. */
  tab(name: string | RegExp): Locator {
    return this.#page.locator('.tabs-container .tab').filter({ hasText: name });
  }

  /** Opens a file of the workspace by its path through Go to File, and waits until its text is drawn. */
  async open(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? path;
    await this.#quickInput.ask(
      () => this.#press('Control+p'),
      async (timeout) => {
        await this.#quickInput.type(path, timeout);
        await this.#quickInput.pick(name, undefined, timeout);
      },
    );
    await this.tab(name).and(this.#page.locator('.active')).first().waitFor();
    await this.active.locator('.view-line').first().waitFor();
  }

  /** Puts the cursor there; both numbers count from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.#quickInput.ask(
      () => this.#press('Control+g'),
      async (timeout) => {
        await this.#quickInput.type(`:${line}:${column}`, timeout);
        await this.#quickInput.accept(timeout);
      },
    );
    await this.#cursorAt(line, column);
  }

  async #cursorAt(line: number, column: number): Promise<void> {
    const position = new RegExp(`^Ln ${line}, Col ${column}$`);
    await this.#page.locator('.statusbar-item').filter({ hasText: position }).waitFor();
  }

  /** Types text at the cursor, key by key, so that completion and the like see it. */
  async type(text: string): Promise<void> {
    await this.focus();
    await this.#page.keyboard.type(text);
  }

  /** Puts text in the place of the whole document, by pasting: nothing is indented or completed on the way. */
  async setText(text: string): Promise<void> {
    await this.focus();
    await this.#press('Control+a');
    await this.#paste(text, 1);
  }

  /** Puts text in the place of a line, counted from 1. */
  async setLine(line: number, text: string): Promise<void> {
    await this.goTo(line);
    await this.focus();
    await this.#press('Shift+End');
    await this.#paste(text, line);
  }

  /** The paste is done when the cursor stands behind it. */
  async #paste(text: string, line: number): Promise<void> {
    const lines = text.split('\n');
    await this.#page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.#press('Control+v');
    await this.#cursorAt(line + lines.length - 1, (lines.at(-1)?.length ?? 0) + 1);
  }

  /** Saves, and waits until the tab says so. */
  async save(): Promise<void> {
    await this.#press('Control+s');
    await this.#page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
  }

  /** The lines that are drawn. */
  async text(): Promise<string> {
    const lines = await this.active.locator('.view-lines > .view-line').all();
    const drawn = await Promise.all(
      lines.map(async (line) => ({
        top: await line.evaluate((node: { offsetTop: number }) => node.offsetTop),
        text: (await line.innerText()).replaceAll('\u00a0', ' '),
      })),
    );
    return drawn
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text)
      .join('\n');
  }

  /** Gives the editor the focus without moving its cursor. */
  async focus(): Promise<void> {
    await this.active.locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  /** Asks for completions at the cursor and returns the labels that are drawn. */
  async completions(): Promise<string[]> {
    const rows = this.#page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    return again(async (timeout) => {
      await this.focus();
      await this.#press('Control+Space');
      await rows.first().waitFor({ timeout });
      return (await rows.allInnerTexts()).map((text) => text.trim());
    }, this.#escape);
  }

  /** Accepts the completion with this label from the list that is open. */
  async complete(label: string): Promise<void> {
    await this.#page.locator('.suggest-widget.visible .monaco-list-row').filter({ hasText: label }).first().click();
  }

  /** The hover at the cursor, once it holds `text`; its parts arrive one after the other. */
  async hover(text: string | RegExp = /\S/): Promise<string> {
    const hover = this.#page
      .locator('.monaco-hover:not(.hidden) .monaco-hover-content')
      .filter({ visible: true, hasText: text })
      .first();
    return again(async (timeout) => {
      await this.focus();
      await this.#press('Control+k');
      await this.#press('Control+i');
      await hover.waitFor({ timeout });
      return hover.innerText({ timeout });
    }, this.#escape);
  }

  /** Opens the fixes at the cursor and returns their titles. */
  async fixes(): Promise<string[]> {
    const rows = this.#page.locator('.action-widget .monaco-list-row.action');
    // Where the editor has not yet heard of the problem it says that there is no fix, and closes: then they are asked for once more.
    return again(async (timeout) => {
      await this.focus();
      await this.#press('Control+.');
      await rows.first().waitFor({ timeout });
      return (await rows.allInnerTexts()).map((text) => text.trim());
    }, this.#escape);
  }

  /** Applies the fix with this title from the list that is open. */
  async applyFix(title: string | RegExp): Promise<void> {
    await this.#page.locator('.action-widget .monaco-list-row.action').filter({ hasText: title }).first().click();
  }

  /** A code lens, by its text. */
  lens(text: string | RegExp): Locator {
    return this.active.locator('.codelens-decoration a').filter({ hasText: text }).first();
  }

  readonly #escape = (): Promise<void> => this.#page.keyboard.press('Escape');

  async #press(keys: string): Promise<void> {
    await this.#page.keyboard.press(process.platform === 'darwin' ? keys.replace('Control+', 'Meta+') : keys);
  }
}
