// A Chromium to show VS Code in: the machine's own, else the one that comes as an npm package and needs no root.
import { existsSync } from 'node:fs';
import path from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const programs = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'chrome.exe',
  'msedge.exe',
];
const folders = [
  ...(process.env['PATH'] ?? '').split(path.delimiter),
  '/Applications/Google Chrome.app/Contents/MacOS',
  '/Applications/Microsoft Edge.app/Contents/MacOS',
  'C:\\Program Files\\Google\\Chrome\\Application',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application',
];
const macPrograms = ['Google Chrome', 'Microsoft Edge'];

// No sandbox: it needs rights that containers lack, and only loopback pages are shown. The rest keeps Chromium from calling home.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The browser to use: `PHASELINE_BROWSER`, the machine's own, or undefined for the one from npm. */
function installedBrowser(): string | undefined {
  const chosen = process.env['PHASELINE_BROWSER'];
  if (chosen) return chosen;
  const candidates = folders
    .filter(Boolean)
    .flatMap((folder) => [...programs, ...macPrograms].map((name) => path.join(folder, name)));
  return candidates.find((file) => existsSync(file));
}

/** Starts a headless Chromium. */
export async function launchBrowser(): Promise<Browser> {
  const own = installedBrowser();
  if (own) return chromium.launch({ executablePath: own, args: flags });
  // The package's own arguments are made for a cloud function; --single-process among them is not for a workbench.
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args: flags });
}
