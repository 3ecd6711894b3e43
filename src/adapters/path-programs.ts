import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** More than these are not offered to anybody. */
const most = 200;

/** Names of programs in the folders of PATH that begin with some letters, in their order, each once; where Windows wants an ending it is left out. */
export async function programsOnPath(
  letters: string,
  { PATH = process.env['PATH'] ?? '', windows = process.platform === 'win32' } = {},
): Promise<readonly string[]> {
  const found = new Set<string>();
  const folders = PATH.split(windows ? ';' : path.delimiter).filter((folder) => folder !== '');
  const lists = folders.map((folder) => readdir(folder, { withFileTypes: true }).catch(() => []));
  for (const entry of (await Promise.all(lists)).flat()) {
    if (entry.isDirectory() || !entry.name.toLowerCase().startsWith(letters.toLowerCase())) continue;
    const name = windows ? /^(.+)\.(?:exe|cmd|bat|com)$/i.exec(entry.name)?.[1] : entry.name;
    if (name !== undefined) found.add(name);
  }
  return [...found].sort().slice(0, most);
}
