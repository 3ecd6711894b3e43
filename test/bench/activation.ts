// How long VS Code waits for the extension where a plan starts it, as VS Code itself reports it.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { cachedEntry } from '../../scripts/caches.ts';
import { openVSCode } from '../harness/vscode.ts';
import type { Workbench } from '../harness/workbench.ts';
import { makeWorkspace } from '../harness/workspace.ts';
import { type Bench, Samples, summary } from './record.ts';

const example = path.resolve(import.meta.dirname, '../../examples/novacron');

export const activationBench: Bench = async (report, small) => {
  if (cachedEntry('vscode-server') === undefined) {
    report.skip('activation, without VS Code for the browser: npm run fetch -- vscode-server');
    return;
  }
  const samples = new Samples();
  const workspace = await makeWorkspace({ from: example });
  try {
    for (let round = 0; round < (small ? 1 : 5); round += 1) await once(workspace, samples);
  } finally {
    await rm(workspace, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
  for (const name of samples.names)
    report.record(summary({ bench: 'activation', case: name, unit: 'ms' }, samples.get(name)));
};

/** A VS Code of its own, so that each round begins as cold as the others. */
async function once(workspace: string, samples: Samples): Promise<void> {
  const code = await openVSCode({ workspace });
  try {
    const page = await pageOnTheStart(await code.window());
    const { load, call, resolved } = waitedFor(page);
    const own = markAt(page, 'didLoadExtensionCode') - markAt(page, 'willLoadExtensionCode');
    samples.add('load', load);
    samples.add('load: our own code, without what VS Code loads in between', own);
    samples.add('activate is called', call);
    samples.add('until it has resolved', resolved);
    samples.add('our code, call and resolving together', own + call + resolved);
  } finally {
    await code.close();
  }
}

/** What VS Code writes of its start; it writes that when the page is opened, so until we are in it, it is opened again. */
async function pageOnTheStart(window: Workbench): Promise<string> {
  for (;;) {
    await window.run('Developer: Startup Performance');
    await window.editor.active.getByText('System Info').waitFor();
    await window.editor.focus();
    await window.page.keyboard.press('Control+a');
    await window.page.keyboard.press('Control+c');
    const page = String(await window.page.evaluate('navigator.clipboard.readText()'));
    if (ownLine.test(page)) return page;
    await window.run('View: Close Editor');
  }
}

/** Our line in the table of extensions: eager or not, then milliseconds. */
const ownLine = /^\| phaseline\.phaseline *\|[^|]*\| *(\d+) *\| *(\d+) *\| *(\d+) *\|/m;

function waitedFor(page: string): { readonly load: number; readonly call: number; readonly resolved: number } {
  const [, load, call, resolved] = ownLine.exec(page) ?? [];
  return { load: Number(load), call: Number(call), resolved: Number(resolved) };
}

/** When the extension host came by one of its marks, in milliseconds. */
const markAt = (page: string, mark: string): number =>
  Number(new RegExp(`^code/extHost/${mark}/phaseline\\.phaseline\\t(\\d+)`, 'm').exec(page)?.[1]);
