// One window of VS Code, driven as a person drives it. Every wait is for something that is drawn.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { again } from './again.ts';
import { Editor } from './editor.ts';
import { QuickInput } from './quick-input.ts';
import { View } from './view.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Colour themes for pictures: their names in VS Code, and the class that the window then has. */
const themes = {
  dark: ['Dark Modern', 'vs-dark'],
  light: ['Light Modern', 'vs'],
  'high-contrast': ['Dark High Contrast', 'hc-black'],
} as const;
export type Theme = keyof typeof themes;

/** A notification or modal question that stands in the window. */
export interface Message {
  readonly text: string;
  /** Presses one of its buttons. */
  press(button: string): Promise<void>;
}

export class Workbench {
  readonly page: Page;
  readonly editor: Editor;
  readonly quickInput: QuickInput;

  constructor(page: Page) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.editor = new Editor(page, this.quickInput);
  }

  /** Runs a command by its title (`Category: Title`) from the palette. */
  async run(title: string): Promise<void> {
    await this.quickInput.ask(
      () => this.page.keyboard.press('F1'),
      async (timeout) => {
        await this.quickInput.type(`>${title}`, timeout);
        await this.quickInput.pick(title, undefined, timeout);
      },
    );
  }

  /** Opens a container of the activity bar. */
  async openContainer(name: string): Promise<void> {
    const label = this.page.locator(`.action-label[aria-label^=${JSON.stringify(name)}]`);
    const item = this.page.locator('.activitybar .action-item').filter({ has: label }).first();
    // A server that was just started scans its extensions first.
    await item.waitFor({ timeout: 90_000 });
    if ((await item.getAttribute('aria-selected')) !== 'true') await item.click();
    await item.and(this.page.locator('.checked')).waitFor();
  }

  /** A view of the open container, by its name. */
  view(name: string): View {
    return new View(this.page, name);
  }

  /** Waits for a notification that holds this text. */
  async notification(text: string | RegExp): Promise<Message> {
    return this.#message('.notifications-toasts .notification-list-item', '.notification-list-item-message', text);
  }

  /** Waits for a modal question that holds this text. */
  async dialog(text: string | RegExp): Promise<Message> {
    return this.#message('.monaco-dialog-box', '.dialog-message-row', text);
  }

  async #message(box: string, message: string, text: string | RegExp): Promise<Message> {
    const found = this.page.locator(box).filter({ hasText: text }).first();
    await found.waitFor();
    return {
      text: await found.locator(message).first().innerText(),
      press: (button) => found.locator('.monaco-button').filter({ hasText: button }).first().click(),
    };
  }

  /** Waits for a problem that holds this text in the Problems view, and returns its whole line. */
  async problem(text: string | RegExp): Promise<string> {
    return (await this.#problemRow(text)).innerText();
  }

  /** Waits until no problem in the Problems view holds this text. */
  async noProblem(text: string | RegExp): Promise<void> {
    await this.run('Problems: Focus on Problems View');
    await this.page.locator('.markers-panel').waitFor();
    await this.page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: text })
      .first()
      .waitFor({ state: 'detached' });
  }

  async #problemRow(text: string | RegExp): Promise<Locator> {
    await this.run('Problems: Focus on Problems View');
    const row = this.page.locator('.markers-panel .monaco-list-row').filter({ hasText: text }).first();
    await row.waitFor();
    return row;
  }

  /** An entry of the status bar, by its text. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text }).first();
  }

  /** The page inside the webview that is in front. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
  }

  /** What stands in the window, in words: its tabs, what it says and asks, and the text of its webviews. */
  async words(): Promise<string> {
    const texts = async (of: Locator): Promise<string> => (await of.allInnerTexts()).join(' | ') || 'none';
    // The page of a webview is the frame in its frame.
    const frames = this.page.frames().filter((frame) => frame.parentFrame()?.parentFrame());
    const inFrames = frames.map(async (frame) => `"${(await frame.innerText('body')).slice(0, 300)}"`);
    return [
      `Tabs: ${await texts(this.page.locator('.tabs-container .tab'))}`,
      `Notifications: ${await texts(this.page.locator('.notification-list-item-message'))}`,
      `Dialogs and lists: ${await texts(this.page.locator('.monaco-dialog-box, .quick-input-widget, .monaco-menu').filter({ visible: true }))}`,
      `Webviews: ${(await Promise.all(inFrames)).join(' | ') || 'none'}`,
    ].join('\n');
  }

  /** Switches the colour theme. */
  async theme(theme: Theme): Promise<void> {
    const [name, kind] = themes[theme];
    await again(async (timeout) => {
      await this.run('Preferences: Color Theme');
      await this.quickInput.pick(name, name, timeout);
      await this.page.locator(`.monaco-workbench.${kind}`).first().waitFor({ timeout });
    });
  }

  /** Takes a picture of the whole window and returns its file. */
  async picture(name: string): Promise<string> {
    const folder = path.resolve(root, process.env['PHASELINE_PICTURES'] ?? 'out/pictures');
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, `${name}.png`);
    await this.page.screenshot({ path: file, animations: 'disabled' });
    return file;
  }

  /** Takes the same picture in every colour theme, as NAME-dark, NAME-light and NAME-high-contrast; dark stays. */
  async pictures(name: string): Promise<void> {
    for (const theme of ['light', 'high-contrast', 'dark'] as const) {
      await this.theme(theme);
      await this.picture(`${name}-${theme}`);
    }
  }
}
