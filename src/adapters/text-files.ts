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
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const ignored = new IgnoredFiles(folder);
  const found: string[] = [];
  const waiting = [''];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined && seen < mostEntries; next = waiting.pop()) {
    if (signal?.aborted) return found;
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

/** A text with what tells whether it has changed since; undefined where there is none to read. */
export async function readText(file: string): Promise<{ readonly text: string; readonly stamp: string } | undefined> {
  try {
    const { mtimeMs, size } = await stat(file);
    return { text: await readFile(file, 'utf8'), stamp: `${mtimeMs}:${size}` };
  } catch {
    return undefined;
  }
}
