import { readdir } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import type { Mention } from '../../agents/demo-edit.ts';

const skipped = new Set(['.git', '.phaseline', '.beads', 'node_modules']);
const mostFiles = 20_000;
/** Of one glob; a demonstration need not touch a whole tree. */
const mostPerGlob = 2;

/** Files of a folder, relative, forward slashes, sorted; not those of tools and packages. */
export async function filesIn(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
      if (found.length >= mostFiles) return;
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !skipped.has(entry.name)) await visit(relative);
      else if (entry.isFile()) found.push(relative);
    }
  };
  await visit('');
  return found.sort();
}

/** The existing files that a prompt means: by path, by the end of a path where only one file has it, or by glob. */
export function meantFiles(mentions: readonly Mention[], files: readonly string[]): readonly string[] {
  const meant = new Set<string>();
  for (const { path: named, glob } of mentions) {
    if (glob) {
      const matches = picomatch(named, { dot: true });
      for (const file of files.filter((one) => matches(one)).slice(0, mostPerGlob)) meant.add(file);
    } else if (files.includes(named)) meant.add(named);
    else {
      const ending = files.filter((file) => file.endsWith(`/${named}`));
      if (ending.length === 1) for (const file of ending) meant.add(file);
    }
  }
  return [...meant];
}
