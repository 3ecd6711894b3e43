// Large programs that development uses, kept outside the checkout: one folder per name and version, fetched once per machine.
import { type SpawnOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Says what is being done, one line a step. */
export type Progress = (line: string) => void;

/** A program that is fetched from the npm registry into the cache. */
export interface Download {
  readonly name: string;
  readonly version: string;
  /** What it is for, in a few words. */
  readonly what: string;
  /** npm packages with their exact versions. */
  readonly packages: Readonly<Record<string, string>>;
  /** The file that is run, seen from the cache folder. */
  readonly entry: string;
  /** Words that follow it: for an agent, those that make it speak the Agent Client Protocol. */
  readonly args?: readonly string[];
  /** Leaves out optional packages that this use does not need. */
  readonly omitOptional?: boolean;
  /** Its size on disk on Linux, in megabytes of 1,000,000 bytes, as measured. */
  readonly megabytes: number;
  /** What remains to be done once the packages lie in `folder`. */
  readonly after?: (folder: string, progress: Progress) => Promise<void>;
}

const platform = `${process.platform}-${process.arch}`;

/** Everything that can be fetched. Install scripts never run: what one of them would have done is done by `after`, in plain sight. */
export const downloads: readonly Download[] = [
  {
    name: 'vscode-server',
    version: '4.139.1',
    what: 'VS Code 1.139.1 for the browser: `npm start` without a desktop, and the tests in test/ui',
    packages: { 'code-server': '4.139.1' },
    entry: 'node_modules/code-server/lib/vscode/out/server-main.js',
    megabytes: 595,
    after: finishServer,
  },
  {
    name: 'claude-flow',
    version: '3.43.0',
    what: 'the real claude-flow, for the tests of its hooks',
    packages: { 'claude-flow': '3.43.0' },
    entry: 'node_modules/claude-flow/bin/cli.js',
    args: ['mcp', 'start'],
    omitOptional: true,
    megabytes: 91,
  },
  {
    name: 'yaml-language-server',
    version: '2.0.0',
    what: 'the language server that `npm run bench plan` measures ours against',
    packages: { 'yaml-language-server': '2.0.0' },
    entry: 'node_modules/yaml-language-server/bin/yaml-language-server',
    megabytes: 30,
  },
  {
    name: 'gemini',
    version: '0.61.0',
    what: 'a real agent: Gemini CLI',
    packages: { '@google/gemini-cli': '0.61.0' },
    entry: 'node_modules/@google/gemini-cli/bundle/gemini.js',
    args: ['--acp'],
    omitOptional: true,
    megabytes: 98,
  },
  {
    name: 'codex',
    version: '2.6.0',
    what: 'a real agent: Codex and its adapter',
    packages: { '@agentclientprotocol/codex-acp': '2.6.0', '@openai/codex': '0.166.0' },
    entry: 'node_modules/@agentclientprotocol/codex-acp/dist/index.js',
    megabytes: 474,
  },
  {
    name: 'claude',
    version: '0.101.0',
    what: 'a real agent: Claude Code and its adapter',
    packages: { '@agentclientprotocol/claude-agent-acp': '0.101.0' },
    entry: 'node_modules/@agentclientprotocol/claude-agent-acp/dist/index.js',
    megabytes: 391,
  },
  {
    name: 'opencode',
    version: '1.18.33',
    what: 'a real agent: OpenCode',
    packages: { 'opencode-ai': '1.18.33' },
    entry: `node_modules/opencode-${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}/bin/opencode${process.platform === 'win32' ? '.exe' : ''}`,
    args: ['acp'],
    megabytes: 371,
  },
  {
    name: 'qwen',
    version: '0.24.4',
    what: 'a real agent: Qwen Code',
    packages: { '@qwen-code/qwen-code': '0.24.4' },
    entry: 'node_modules/@qwen-code/qwen-code/cli-entry.js',
    args: ['--acp'],
    omitOptional: true,
    megabytes: 128,
  },
  {
    name: 'dolt',
    version: '1.86.4',
    what: 'a Dolt server, for the tests of trackers behind one; built here, which needs Go and a C compiler',
    packages: {},
    entry: 'dolt',
    megabytes: 120,
    after: buildDolt,
  },
];

/** The record called `name`, if there is one. */
export const findDownload = (name: string): Download | undefined => downloads.find((one) => one.name === name);

/** The cache of this machine. */
export function cacheRoot(): string {
  const { PHASELINE_CACHE: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (own) return path.resolve(own);
  if (process.platform === 'win32')
    return path.join(local ?? path.join(os.homedir(), 'AppData', 'Local'), 'phaseline', 'cache');
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'phaseline');
  return path.join(xdg || path.join(os.homedir(), '.cache'), 'phaseline');
}

/** Where `download` lies, or would lie, on this machine. */
export const cacheFolder = ({ name, version }: Download): string =>
  path.join(cacheRoot(), `${name}-${version}-${platform}`);

/** The file to run, or undefined when it was not fetched yet. A folder appears in the cache only when it is complete. */
export function cachedEntry(name: string): string | undefined {
  const download = findDownload(name);
  if (!download || !existsSync(cacheFolder(download))) return undefined;
  return path.join(cacheFolder(download), download.entry);
}

/** The words that start it, or undefined when it was not fetched yet. */
export function cachedCommand(name: string): string[] | undefined {
  const entry = cachedEntry(name);
  if (!entry) return undefined;
  const program = entry.endsWith('.js') ? [process.execPath, entry] : [entry];
  return [...program, ...(findDownload(name)?.args ?? [])];
}

/** For a test that needs it: false, or the reason to skip. */
export function notFetched(name: string): string | false {
  return cachedEntry(name) ? false : `${name} is not on this machine: npm run fetch -- ${name}`;
}

/** Fetches `download` unless it is there already; rejects with a sentence when it cannot be had. */
export async function fetchDownload(download: Download, progress: Progress): Promise<string> {
  const folder = cacheFolder(download);
  const entry = path.join(folder, download.entry);
  if (existsSync(folder)) return entry;
  await mkdir(cacheRoot(), { recursive: true });
  const unlock = await lock(`${folder}.lock`, progress);
  try {
    if (existsSync(folder)) return entry;
    progress(
      `Fetching ${download.name} ${download.version} into ${folder} (about ${download.megabytes} MB, once per machine)`,
    );
    const unfinished = await mkdtemp(`${folder}.part-`);
    try {
      const manifest = { name: 'phaseline-cache', private: true, dependencies: download.packages };
      await writeFile(path.join(unfinished, 'package.json'), JSON.stringify(manifest));
      if (Object.keys(download.packages).length > 0) {
        const optional = download.omitOptional ? ['--omit=optional'] : [];
        await npm(unfinished, ['install', '--ignore-scripts', ...optional], progress);
      }
      await download.after?.(unfinished, progress);
      await stat(path.join(unfinished, download.entry));
      await rename(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
    return entry;
  } finally {
    await unlock();
  }
}

/**
 * VS Code's server is a package inside a package. Two of its modules are compiled here; where there is no compiler it goes on
 * without them, with less in its own logs and an extension host that outlives it, which the harness ends anyway.
 */
async function finishServer(folder: string, progress: Progress): Promise<void> {
  const server = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  await npm(server, ['install', '--ignore-scripts', '--omit=dev'], progress);
  try {
    await npm(
      server,
      ['rebuild', 'node-pty', '@vscode/spdlog', '@parcel/watcher', '@vscode/native-watchdog'],
      progress,
    );
  } catch {
    progress('  Some native modules could not be compiled here; VS Code works without them.');
  }
}

/** Compiling it takes two minutes on two idle cores, and much longer on busy ones. */
const longestBuild = 12 * 60_000;

/** Built from its Go module, all of whose modules are pinned in scripts/dolt. */
async function buildDolt(folder: string, progress: Progress): Promise<void> {
  const words = ['build', '-mod=readonly', '-tags', 'gms_pure_go', '-trimpath', '-ldflags', '-s -w'];
  progress(`  go ${words.join(' ')} github.com/dolthub/dolt/go/cmd/dolt`);
  await run('go', [...words, '-o', path.join(folder, 'dolt'), 'github.com/dolthub/dolt/go/cmd/dolt'], {
    cwd: path.join(import.meta.dirname, 'dolt'),
    env: { ...process.env, CGO_ENABLED: '1', GOFLAGS: '' },
    timeout: longestBuild,
  });
}

/** Runs npm in `folder`, under this Node and with this Node's headers, whatever the user's own configuration says. */
async function npm(folder: string, args: readonly string[], progress: Progress): Promise<void> {
  progress(`  npm ${args.join(' ')}`);
  const home = path.resolve(process.execPath, '../..');
  const headers = existsSync(path.join(home, 'include', 'node')) ? { npm_config_nodedir: home } : {};
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--no-update-notifier', '--loglevel=error'];
  const words = [...args, ...quiet, '--prefix', folder];
  const { npm_execpath: script } = process.env;
  // npm tells its scripts where it lies; without that, the one on PATH, which on Windows is a batch file that only a shell starts.
  const [command, ...rest] = script ? [process.execPath, script, ...words] : ['npm', ...words];
  const shell = !script && process.platform === 'win32';
  await run(command, rest, { cwd: folder, env: { ...process.env, ...headers }, shell });
}

/** Rejects with the end of what it printed when it does not succeed. */
async function run(command: string, words: readonly string[], options: SpawnOptions): Promise<void> {
  const child = spawn(command, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`${command} ${words.join(' ')} failed with exit code ${code}:\n${output.join('').slice(-3000)}`),
        );
    });
  });
}

const holderLives = async (file: string): Promise<boolean> => {
  try {
    process.kill(Number(await readFile(path.join(file, 'pid'), 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
};

/** One fetch of a thing at a time; a lock whose holder died is taken over. */
async function lock(file: string, progress: Progress): Promise<() => Promise<void>> {
  for (let waited = 0; ; waited += 1) {
    try {
      await mkdir(file);
      await writeFile(path.join(file, 'pid'), String(process.pid));
      return () => rm(file, { recursive: true, force: true });
    } catch {
      if (waited === 0) progress(`Another run is fetching it (${file}): waiting for that`);
      // The holder needs a moment between making the folder and writing its number into it.
      if (waited > 2 && !(await holderLives(file))) await rm(file, { recursive: true, force: true });
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
