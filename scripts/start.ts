// `npm start`: builds Phaseline and opens a real VS Code with it on a scratch copy of the example.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { endRunner } from '../test/harness/group.ts';
import { startServer } from '../test/harness/server.ts';
import { makeRepository } from '../test/harness/workspace.ts';
import { fetchDownload, findDownload } from './caches.ts';
import { root, runScript } from './checks.ts';

const usage = `npm start                        opens VS Code with Phaseline on a fresh copy of examples/novacron
npm start -- --browser           in a browser, even where desktop VS Code is installed
npm start -- --desktop           in desktop VS Code (\`code\` on PATH), or says why not
npm start -- --workspace DIR     opens DIR instead; an empty or new DIR is filled with the example and kept
npm start -- --plan FILE         the plan to open in it (else the first *.phaseplan.yaml)
npm start -- --port N            the port of the browser's VS Code (else a free one)
npm start -- --no-open           only prints the address

Without --workspace, the copy lies in a temporary folder that is removed at the end. Ctrl-C ends everything.`;

const { values } = parseArgs({
  options: {
    browser: { type: 'boolean' },
    desktop: { type: 'boolean' },
    workspace: { type: 'string' },
    plan: { type: 'string' },
    port: { type: 'string' },
    'no-open': { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

const isEmpty = async (folder: string): Promise<boolean> => !existsSync(folder) || (await readdir(folder)).length === 0;

/** The folder to open, and how to be rid of it afterwards. */
async function prepareWorkspace(): Promise<{ folder: string; discard(): Promise<void> }> {
  const given = values.workspace === undefined ? undefined : path.resolve(values.workspace);
  const folder = given ?? (await mkdtemp(path.join(os.tmpdir(), 'phaseline-example-')));
  if (await isEmpty(folder)) {
    await cp(path.join(root, 'examples', 'novacron'), folder, { recursive: true });
    await makeRepository(folder);
  }
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  return { folder, discard: given ? async () => undefined : discard };
}

async function findPlan(folder: string): Promise<string[]> {
  if (values.plan !== undefined) return [values.plan];
  return (await readdir(folder)).filter((name) => name.endsWith('.phaseplan.yaml')).slice(0, 1);
}

/** The `code` of desktop VS Code, where it is installed and has a display to draw on. */
function desktopProgram(): string | undefined {
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  if (!hasDisplay) return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

/** Resolves when the person has had enough. A terminal and npm may both pass on one Ctrl-C, so later ones are ignored. */
const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });

/** Opens the window and waits until it is closed; the copy has to stay for as long. */
async function openDesktop(program: string, folder: string, files: readonly string[]): Promise<void> {
  const words = [
    '--new-window',
    '--wait',
    `--extensionDevelopmentPath=${root}`,
    folder,
    ...files.map((file) => path.resolve(folder, file)),
  ];
  console.log(`Opening ${folder} in ${program}; this ends when its window is closed.`);
  const windows = process.platform === 'win32';
  // On Windows `code` is a batch file, which only a shell starts; there, every word is quoted.
  const child = windows
    ? spawn(
        `"${program}"`,
        words.map((word) => `"${word}"`),
        { stdio: 'inherit', shell: true },
      )
    : spawn(program, words, { stdio: 'inherit' });
  const closed = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => resolve());
  });
  await Promise.race([closed, interrupted()]);
}

async function openBrowser(folder: string, files: readonly string[]): Promise<void> {
  const download = findDownload('vscode-server');
  if (download) await fetchDownload(download, console.log);
  const interruption = interrupted();
  const server = await startServer({ extension: root, port: Number(values.port ?? 0) });
  try {
    const address = server.address(folder, files);
    console.log(`VS Code with Phaseline is open on ${folder} at\n\n${address}\n\nCtrl-C ends it.`);
    if (!values['no-open']) showInBrowser(address);
    await Promise.race([interruption, server.ended]);
  } finally {
    await server.close();
  }
}

/** Hands the address to the platform's opener, where there is one and a screen to show it on. */
function showInBrowser(address: string): void {
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  if (!hasDisplay) return;
  const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ['open'],
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  };
  const [program, ...words] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...words, address], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('No browser could be opened here: open the address yourself.'));
  child.unref();
}

async function start(): Promise<number> {
  const built = await runScript('build', [path.join(root, 'scripts', 'build.mjs'), '--quiet']);
  if (!built.ok) {
    console.error(built.output);
    return 1;
  }
  const desktop = values.browser ? undefined : desktopProgram();
  if (values.desktop && !desktop) {
    console.error(
      'Desktop VS Code cannot be opened: no `code` is on PATH, or there is no display. Without --desktop, the browser is used.',
    );
    return 1;
  }
  const { folder, discard } = await prepareWorkspace();
  try {
    const files = await findPlan(folder);
    if (desktop) await openDesktop(desktop, folder, files);
    else await openBrowser(folder, files);
  } finally {
    await endRunner(folder);
    await discard();
  }
  return 0;
}

if (values.help) console.log(usage);
else {
  try {
    process.exitCode = await start();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
