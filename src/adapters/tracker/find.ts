import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isRecord } from '../../issues/record.ts';

/** What tells that a `.beads` folder is a tracker: Beads also keeps a folder of that name in people's homes. */
export const marks: readonly string[] = [
  'issues.jsonl',
  'metadata.json',
  'config.yaml',
  'embeddeddolt',
  'dolt',
  'redirect',
];

/**
 * The `.beads` folder that a folder belongs to, redirects followed; undefined when there is none up to the repository's root.
 * In a linked worktree it is the main worktree's, so that all agents share one tracker, unless the worktree has a Dolt store
 * or a redirect of its own. Like `bd`, `BEADS_DIR` in `env` comes first.
 */
export async function findTracker(
  folder: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  const named = env['BEADS_DIR'];
  if (named && (await isTracker(named))) return followRedirect(path.resolve(named));
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const own = path.join(at, '.beads');
    const git = await kindOf(path.join(at, '.git'));
    const main = git === 'file' ? await mainWorktree(at) : undefined;
    const shared = main && path.join(main, '.beads');
    if (shared && (await isTracker(shared)) && !(await standsAlone(own))) return followRedirect(shared);
    if (await isTracker(own)) return followRedirect(own);
    if (git !== undefined || path.dirname(at) === at) return undefined;
  }
}

/** Every `.beads` folder that is, or could become, the one that `findTracker` finds; outside a repository only the folder's own could. */
export async function trackerFolders(folder: string): Promise<ReadonlySet<string>> {
  const found = await findTracker(folder);
  const places: string[] = [];
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    places.push(path.join(at, '.beads'));
    const git = await kindOf(path.join(at, '.git'));
    const main = git === 'file' ? await mainWorktree(at) : undefined;
    const also = [main && path.join(main, '.beads'), found].filter((place) => place !== undefined);
    if (git !== undefined) return new Set([...places, ...also]);
    if (path.dirname(at) === at) return new Set([...places.slice(0, 1), ...also]);
  }
}

/** Whether the tracker's truth is a Dolt database, embedded or of a server. */
export const hasDoltStore = async (beads: string): Promise<boolean> =>
  (await kindOf(path.join(beads, 'embeddeddolt'))) === 'folder' ||
  (await kindOf(path.join(beads, 'dolt'))) === 'folder' ||
  (await readMetadata(beads)).dolt_mode === 'server';

/** What `metadata.json` says of the Dolt store, as text. */
export type Metadata = Partial<Record<(typeof metadataNames)[number], string>>;

const metadataNames = [
  'dolt_mode',
  'dolt_database',
  'dolt_server_host',
  'dolt_server_port',
  'dolt_server_socket',
  'dolt_server_user',
  'dolt_server_tls',
] as const;

/** Nothing when it is not there or not JSON. */
export async function readMetadata(beads: string): Promise<Metadata> {
  try {
    const read: unknown = JSON.parse(await readFile(path.join(beads, 'metadata.json'), 'utf8'));
    if (!isRecord(read)) return {};
    const given = metadataNames.filter((name) => ['string', 'number', 'boolean'].includes(typeof read[name]));
    return Object.fromEntries(given.map((name) => [name, String(read[name])]));
  } catch {
    return {};
  }
}

async function isTracker(beads: string): Promise<boolean> {
  if ((await kindOf(beads)) !== 'folder') return false;
  for (const mark of marks) if ((await kindOf(path.join(beads, mark))) !== undefined) return true;
  return false;
}

const standsAlone = async (beads: string): Promise<boolean> =>
  (await kindOf(path.join(beads, 'redirect'))) === 'file' || (await hasDoltStore(beads));

/** One redirect is followed, as Beads does: its first line that is no comment, from the folder that holds `.beads`. */
async function followRedirect(beads: string): Promise<string> {
  const text = await readFile(path.join(beads, 'redirect'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  const target = lines.find((line) => line !== '' && !line.startsWith('#'));
  const folder = target === undefined ? beads : path.resolve(path.dirname(beads), target);
  return (await kindOf(folder)) === 'folder' ? folder : beads;
}

/** The main worktree of a linked one, read from Git's own files; undefined for submodules and bare repositories. */
async function mainWorktree(worktree: string): Promise<string | undefined> {
  try {
    const pointer = await readFile(path.join(worktree, '.git'), 'utf8');
    const gitFolder = path.resolve(worktree, pointer.replace(/^gitdir:\s*/, '').trim());
    const common = path.resolve(gitFolder, (await readFile(path.join(gitFolder, 'commondir'), 'utf8')).trim());
    return path.basename(common) === '.git' ? path.dirname(common) : undefined;
  } catch {
    return undefined;
  }
}

async function kindOf(file: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(file)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}
