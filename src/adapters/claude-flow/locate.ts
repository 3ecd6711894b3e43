import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findProgram, launchOf } from '../programs.ts';

/** The version that all facts in this folder were measured with; recommended where none is found. */
export const measuredVersion = '3.43.0';

/** An installed claude-flow. */
export type ClaudeFlowPackage = {
  /** Absolute folder of the package. */
  readonly folder: string;
  readonly version: string;
};

export type LocateOptions = {
  /** Absolute. */
  readonly workspace: string;
  /** An exact version, or a folder that is or holds the package (relative ones from the workspace). */
  readonly setting?: string | undefined;
  readonly environment?: NodeJS.ProcessEnv;
};

/**
 * Finds claude-flow where the user has it: the folder of the setting, else the workspace's node_modules (and those above it), PATH, npm's
 * global folder, what npx fetched, Phaseline's cache. A version in the setting skips all others. Never installs and never updates anything.
 */
export function locateClaudeFlow(options: LocateOptions): ClaudeFlowPackage | undefined {
  const { workspace, setting, environment = process.env } = options;
  const wanted = setting !== undefined && /^\d+\.\d+\.\d+/.test(setting) ? setting : undefined;
  const folders =
    setting !== undefined && setting !== '' && wanted === undefined
      ? [path.resolve(workspace, setting), path.resolve(workspace, setting, 'node_modules', 'claude-flow')]
      : candidates(workspace, environment);
  for (const folder of folders) {
    const version = versionIn(folder);
    if (version !== undefined && (wanted === undefined || version === wanted)) return { folder, version };
  }
  return undefined;
}

/** What Node runs to start it. */
export const claudeFlowEntry = ({ folder }: ClaudeFlowPackage): string => path.join(folder, 'bin', 'cli.js');

function candidates(workspace: string, environment: NodeJS.ProcessEnv): readonly string[] {
  const inside = (modules: string): string => path.join(modules, 'claude-flow');
  const above = upwards(workspace).map((folder) => inside(path.join(folder, 'node_modules')));
  return [
    ...above,
    ...onPath(workspace, environment),
    ...globalFolders(environment).map(inside),
    ...byNpx(environment),
    ...cached(environment),
  ];
}

function upwards(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

/** The package whose program a terminal would start. */
function onPath(workspace: string, environment: NodeJS.ProcessEnv): readonly string[] {
  const found = findProgram('claude-flow', { PATH: environment['PATH'] ?? environment['Path'] ?? '', cwd: workspace });
  if (found === undefined) return [];
  const launch = launchOf(found, []);
  const script = launch.ok ? (launch.value.args[0] ?? found) : found;
  return existsSync(script) ? upwards(path.dirname(realpathSync(script))) : [];
}

/** npm's global node_modules, worked out from where Node and npm's prefix lie; asking npm would take a second. */
function globalFolders(environment: NodeJS.ProcessEnv): readonly string[] {
  const { npm_config_prefix: prefix, APPDATA: data } = environment;
  const windows = process.platform === 'win32';
  const prefixes = [prefix, windows ? data && path.join(data, 'npm') : path.resolve(process.execPath, '../..')];
  return prefixes.flatMap((one) => (one ? [path.join(one, ...(windows ? [] : ['lib']), 'node_modules')] : []));
}

/** What `npx` once fetched, the newest first: its folder is used from then on, and no `npx` is ever started. */
function byNpx({ npm_config_cache: own, LOCALAPPDATA: local }: NodeJS.ProcessEnv): readonly string[] {
  const cache =
    own ?? (process.platform === 'win32' && local ? path.join(local, 'npm-cache') : path.join(os.homedir(), '.npm'));
  const root = path.join(cache, '_npx');
  if (!existsSync(root)) return [];
  const found = readdirSync(root).map((name) => path.join(root, name, 'node_modules', 'claude-flow'));
  const newestFirst = (one: string, other: string): number =>
    (versionIn(other) ?? '').localeCompare(versionIn(one) ?? '', 'en', { numeric: true });
  return found.sort(newestFirst);
}

/** `npm run fetch -- claude-flow` puts it there: one folder for each version, the newest first. */
function cached(environment: NodeJS.ProcessEnv): readonly string[] {
  const root = cacheRoot(environment);
  if (!existsSync(root)) return [];
  const folders = readdirSync(root).filter((name) => name.startsWith('claude-flow-') && !/\.(part-|lock)/.test(name));
  const newestFirst = folders.sort((one, other) => other.localeCompare(one, 'en', { numeric: true }));
  return newestFirst.map((name) => path.join(root, name, 'node_modules', 'claude-flow'));
}

function cacheRoot({ PHASELINE_CACHE: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local }: NodeJS.ProcessEnv): string {
  if (own) return path.resolve(own);
  if (process.platform === 'win32')
    return path.join(local ?? path.join(os.homedir(), 'AppData', 'Local'), 'phaseline', 'cache');
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'phaseline');
  return path.join(xdg || path.join(os.homedir(), '.cache'), 'phaseline');
}

function versionIn(folder: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    if (typeof manifest !== 'object' || manifest === null || !('name' in manifest) || !('version' in manifest))
      return undefined;
    const { name, version } = manifest;
    return name === 'claude-flow' && typeof version === 'string' && existsSync(claudeFlowEntry({ folder, version }))
      ? version
      : undefined;
  } catch {
    return undefined;
  }
}
