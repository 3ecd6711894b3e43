import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { IgnoredFiles } from './ignored.ts';

/** A folder with more than this is not searched to its end. */
const mostEntries = 50_000;

/**
 * Files under a folder whose name is wanted, relative to it with forward slashes, in no order that means anything. What Git or every hook
 * ignores is not looked into, links are not followed, and folders that cannot be read hold nothing.
 */
export async function findFiles(
  folder: string,
  wanted: (name: string) => boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ignored = new IgnoredFiles(folder);
  const found: string[] = [];
  const waiting = [''];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined && seen < mostEntries; next = waiting.pop()) {
    if (signal.aborted) return found;
    for (const entry of await readdir(path.join(folder, next), { withFileTypes: true }).catch(() => [])) {
      const file = next === '' ? entry.name : `${next}/${entry.name}`;
      seen += 1;
      if (entry.isDirectory()) {
        if (!ignored.has(`${file}/`)) waiting.push(file);
      } else if (entry.isFile() && wanted(entry.name) && !ignored.has(file)) found.push(file);
    }
  }
  return found;
}

/** More than this of one folder is not offered to anybody. */
const mostShown = 1000;

/**
 * What a folder under a root holds, in the order of names, folders with a slash at their end; what is ignored is left out. Undefined where
 * there is no such folder, or it is not under the root.
 */
export async function listFolder(root: string, folder: string): Promise<readonly string[] | undefined> {
  const inside = path.relative(root, path.resolve(root, folder));
  if (inside.startsWith('..') || path.isAbsolute(inside)) return undefined;
  try {
    const ignored = new IgnoredFiles(root);
    const lead = inside === '' ? '' : `${inside.split(path.sep).join('/')}/`;
    const entries = await readdir(path.join(root, inside), { withFileTypes: true });
    return entries
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .filter((name) => !ignored.has(lead + name))
      .sort()
      .slice(0, mostShown);
  } catch {
    return undefined;
  }
}

/** A text with what tells whether it has changed since; undefined where there is none to read. */
export async function readText(file: string): Promise<{ readonly text: string; readonly stamp: string } | undefined> {
  try {
    const { mtimeMs, size } = await stat(file);
    return { text: await readFile(file, 'utf8'), stamp: `${mtimeMs}:${size}` };
  } catch {
    return undefined;
  }
}
