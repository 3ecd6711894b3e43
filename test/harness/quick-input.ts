// The box at the top: the palette's list, quick picks and input boxes, answered as a person does.
import type { Locator, Page } from 'playwright-core';
import { again } from './again.ts';

export class QuickInput {
  readonly widget: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.widget = page.locator('.quick-input-widget').filter({ visible: true });
  }

  /**
   * Opens the box and answers it. What comes to the front meanwhile takes the focus, and the box closes: then it is opened again, as a person
   * would. `answer` gets how long to wait for each thing, in milliseconds.
   */
  async ask(open: () => Promise<void>, answer: (timeout: number) => Promise<void>): Promise<void> {
    try {
      await again(
        async (timeout) => {
          await open();
          await answer(timeout);
        },
        () => this.#page.keyboard.press('Escape'),
      );
    } catch (error) {
      const offered = await this.labels().catch(() => []);
      throw new Error(`It offers: ${offered.join(' | ')}`, { cause: error });
    }
  }

  /** The row with exactly this label, or one that matches. */
  row(label: string | RegExp): Locator {
    const name = this.#page.locator('.quick-input-list-label .label-name, .quick-input-list-entry .label-name');
    const text = typeof label === 'string' ? new RegExp(`^\\s*${escapeWords(label)}\\s*$`) : label;
    return this.widget
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: name.filter({ hasText: text }) })
      .first();
  }

  /** The labels of the rows that are drawn. */
  async labels(): Promise<string[]> {
    const names = await this.widget.locator('.quick-input-list .monaco-list-row .label-name').allInnerTexts();
    return names.map((name) => name.trim());
  }

  /** Types into the box, over what stands there. */
  async type(text: string, timeout?: number): Promise<void> {
    await this.widget.locator('input.input').fill(text, within(timeout));
  }

  /** Waits for the row and chooses it; `typed` filters a long list first. */
  async pick(label: string | RegExp, typed?: string, timeout?: number): Promise<void> {
    const row = this.row(label);
    if (typed !== undefined) {
      const any = this.widget.locator('.quick-input-list .monaco-list-row').first();
      await row.or(any).first().waitFor(within(timeout));
      await this.type(typed, timeout);
    }
    await this.#leaving(() => row.locator('.quick-input-list-entry').click(within(timeout)));
  }

  /**
   * Does what the box closes on, and waits until it is gone or asks something else: who types into it while it goes, types into a box that closes. One
   * that stays, and asks the same again, is waited for in vain and not for long.
   */
  async #leaving(act: () => Promise<void>): Promise<void> {
    const before = await this.#page.evaluate(`(${asking})()`);
    await act();
    const isOther = `(${asking})() !== ${JSON.stringify(before)}`;
    await this.#page.waitForFunction(isOther, undefined, { timeout: 3000 }).catch(() => undefined);
  }

  /** Ticks the rows of a list in which several may be chosen, and accepts. */
  async pickMany(labels: readonly string[]): Promise<void> {
    for (const label of labels)
      await this.row(label).locator('.monaco-checkbox, .quick-input-list-checkbox').first().click();
    await this.accept();
  }

  /** Answers an input box; `prompt` tells it from the box before, by its title, prompt or placeholder. */
  async answer(text: string, prompt?: string | RegExp): Promise<void> {
    const box = this.widget.filter({ has: this.#page.locator('.quick-input-list[style*="display: none"]') });
    await box.waitFor();
    if (prompt !== undefined) {
      await box
        .filter({ hasText: prompt })
        .or(box.filter({ has: this.#page.getByPlaceholder(prompt) }))
        .first()
        .waitFor();
    }
    await this.type(text);
    await this.accept();
  }

  /** Enter. */
  async accept(timeout?: number): Promise<void> {
    await this.#leaving(() => this.widget.locator('input.input').press('Enter', within(timeout)));
  }

  /** Waits for it, and presses Escape until it is gone: a box that is only just opening does not hear it. */
  async dismiss(): Promise<void> {
    await this.widget.waitFor();
    do {
      await this.#page.keyboard.press('Escape');
      await this.widget.waitFor({ state: 'hidden', timeout: 3000 }).catch(() => undefined);
    } while (await this.widget.isVisible());
  }

  /** What stands under the box: a prompt, or why an answer is refused. */
  async message(): Promise<string> {
    return this.widget.locator('.quick-input-message').innerText();
  }
}

/** In the page: what the box asks; empty where there is none. */
const asking = `() => {
  const box = document.querySelector('.quick-input-widget');
  if (box === null || box.style.display === 'none') return '';
  const words = [...box.querySelectorAll('.quick-input-title, .quick-input-message')].map((part) => part.textContent);
  return [...words, box.querySelector('input.input')?.placeholder, 'asked'].join(' | ');
}`;

const within = (timeout: number | undefined): { timeout?: number } => (timeout === undefined ? {} : { timeout });

/** The text as a regular expression that matches it alone; VS Code's non-breaking spaces count as spaces. */
export const escapeWords = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '[ \\u00a0]');
