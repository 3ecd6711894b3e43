import { readdir } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';

/** What people never edit, and what holds more files than all else. */
const skipped: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Entries that are looked at before it is given up: nobody waits for a check of a plan. */
const mostEntries = 200_000;

/** Which of some globs match a file below a folder; one that cannot be read, or was not found before giving up, is left out. */
export async function matchGlobs(folder: string, globs: readonly string[]): Promise<Readonly<Record<string, boolean>>> {
  const open = new Map<string, (file: string) => boolean>();
  for (const glob of globs) {
    const test = compile(glob);
    if (test) open.set(glob, test);
  }
  const found: Record<string, boolean> = {};
  let entries = 0;
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(path.join(folder, below), { withFileTypes: true }).catch(() => [])) {
      entries += 1;
      if (open.size === 0 || entries > mostEntries) return;
      const file = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && !skipped.has(entry.name)) await walk(file);
      else if (entry.isFile()) for (const [glob, test] of open) if (test(file)) found[glob] = open.delete(glob);
    }
  };
  if (open.size > 0) await walk('');
  if (entries <= mostEntries) for (const glob of open.keys()) found[glob] = false;
  return found;
}

/** A folder stands for all in it, as for hooks. */
function compile(source: string): ((file: string) => boolean) | undefined {
  const glob = source.replace(/^(?:\.\/)+/, '');
  try {
    return picomatch(glob.endsWith('/') ? `${glob}**` : glob, { dot: true });
  } catch {
    return undefined;
  }
}
