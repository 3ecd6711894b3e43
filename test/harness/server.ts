// VS Code's own server on a free loopback port, for a browser to open. `npm start` uses it too.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cachedEntry } from '../../scripts/caches.ts';
import { startGroup } from './group.ts';

/** VS Code settings, as in settings.json. */
export type Settings = Readonly<Record<string, unknown>>;

export interface ServerOptions {
  /** Settings of the person, over the quiet ones below. */
  readonly settings?: Settings;
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** An unpacked extension: it is linked into the extensions folder, so that a rebuild and a reload of the window show a change. */
  readonly extension?: string;
  /** A packaged extension, installed before the start. */
  readonly vsix?: string;
  /** More environment for the server and the extensions. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the server keeps its data; a temporary folder, removed at the end, when absent. */
  readonly dataFolder?: string;
}

export interface Server {
  readonly origin: string;
  /** The address of a window on a folder, or on the folders that a file names, with files open. */
  address(workspace: string, open?: readonly string[]): string;
  /** What the server printed, and what the extension host and the extension's channels logged so far. */
  log(): Promise<string>;
  /** Resolves when the server is no more. */
  readonly ended: Promise<void>;
  /** Ends the server and everything it started. */
  close(): Promise<void>;
}

/** A window without welcome, chat and trust questions. */
export const quietSettings: Settings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

const serverEntry = (): string => {
  const entry = cachedEntry('vscode-server');
  if (!entry) throw new Error('VS Code for the browser is not here yet: npm run fetch -- vscode-server');
  return entry;
};

/** Starts the server and resolves once it answers; rejects with what it printed when it ends instead. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const entry = serverEntry();
  const data = options.dataFolder ?? (await mkdtemp(path.join(os.tmpdir(), 'phaseline-vscode-')));
  const folders = ['--server-data-dir', data, '--extensions-dir', path.join(data, 'extensions')];
  await writeSettings(data, { ...quietSettings, ...options.settings });
  const env = { ...process.env, ...options.env };
  if (options.extension) await link(path.join(data, 'extensions'), options.extension);
  if (options.vsix) await install(entry, folders, options.vsix, env);
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    String(options.port ?? 0),
    '--without-connection-token',
    '--accept-server-license-terms',
  ];
  const group = startGroup(process.execPath, [entry, ...args, ...folders, '--telemetry-level', 'off'], env);
  const ended = new Promise<void>((resolve) => {
    group.child.on('exit', () => resolve());
  });
  const close = async (): Promise<void> => {
    await group.end();
    if (!options.dataFolder) await rm(data, { recursive: true, force: true, maxRetries: 5 });
  };
  const output: string[] = [];
  try {
    const port = await new Promise<string>((resolve, reject) => {
      const read = (text: string): void => {
        output.push(text);
        const found = /Extension host agent listening on (\d+)/.exec(output.join(''));
        if (found?.[1]) resolve(found[1]);
      };
      group.child.stdout?.setEncoding('utf8').on('data', read);
      group.child.stderr?.setEncoding('utf8').on('data', read);
      group.child.on('error', reject);
      group.child.on('exit', (code) =>
        reject(new Error(`VS Code's server ended with exit code ${code}:\n${output.join('')}`)),
      );
    });
    const authority = `127.0.0.1:${port}`;
    return {
      origin: `http://${authority}`,
      ended,
      address: (workspace, open) => address(authority, workspace, open),
      log: async () => [output.join(''), ...(await extensionLogs(path.join(data, 'data', 'logs')))].join('\n'),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function address(authority: string, workspace: string, open: readonly string[] = []): string {
  const remote = (file: string): string => `vscode-remote://${authority}${pathToFileURL(file).pathname}`;
  const payload = [['skipWelcome', 'true'], ...open.map((file) => ['openFile', remote(path.resolve(workspace, file))])];
  const kind = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const query = new URLSearchParams({ [kind]: pathToFileURL(workspace).pathname, payload: JSON.stringify(payload) });
  return `http://${authority}/?${query}`;
}

/**
 * Installs an unpacked extension by a link. The web's own development mode would need the server's smoke test switch, and
 * that switch hides every notification.
 */
async function link(extensions: string, extension: string): Promise<void> {
  const { publisher, name, version } = JSON.parse(await readFile(path.join(extension, 'package.json'), 'utf8'));
  await mkdir(extensions, { recursive: true });
  await symlink(extension, path.join(extensions, `${publisher}.${name}-${version}`), 'junction');
}

/** A person's settings lie on the server's disk here; some of them count only there, others only as the machine's. */
async function writeSettings(data: string, settings: Settings): Promise<void> {
  for (const scope of ['User', 'Machine']) {
    const folder = path.join(data, 'data', scope);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
  }
}

async function install(entry: string, folders: readonly string[], vsix: string, env: NodeJS.ProcessEnv): Promise<void> {
  const group = startGroup(process.execPath, [entry, ...folders, '--install-extension', vsix, '--force'], env);
  const output: string[] = [];
  for (const stream of [group.child.stdout, group.child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const code = await new Promise<number | null>((resolve) => group.child.on('close', resolve));
  // The server's exit code says nothing here; its sentence does.
  if (code !== 0 || !/successfully installed/.test(output.join('')))
    throw new Error(`${vsix} was not installed:\n${output.join('')}`);
}

/** The logs of the extension host and of the output channels of the extensions, without VS Code's own. */
async function extensionLogs(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true }).catch((): string[] => []);
  const wanted = files.filter(
    (file) => /remoteexthost\.log$|output_logging|phaseline/i.test(file) && file.endsWith('.log'),
  );
  return Promise.all(wanted.map(async (file) => `--- ${file}\n${await readFile(path.join(folder, file), 'utf8')}`));
}
