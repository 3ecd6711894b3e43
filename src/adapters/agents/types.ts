import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type DescribedType, readAgentType } from '../../agents/agent-type.ts';
import { sparcTypes } from '../../agents/sparc.ts';

/** A type with the file that it comes from: relative to the workspace, or absolute for one of the person's own. */
export type FoundType = DescribedType & { readonly source: string };

/** Types described in `.claude/agents/**` of the workspace and of the person's home, by name, the workspace's win; then SPARC's modes. */
export async function findAgentTypes(workspace: string, home: string = os.homedir()): Promise<readonly FoundType[]> {
  const types = new Map<string, FoundType>();
  for (const root of new Set([home, workspace])) {
    for (const type of await typesIn(path.join(root, '.claude', 'agents'), workspace)) types.set(type.name, type);
  }
  const described = [...types.values()].sort((one, other) => one.name.localeCompare(other.name));
  return [...described, ...sparcTypes.filter(({ name }) => !types.has(name))];
}

async function typesIn(folder: string, workspace: string): Promise<readonly FoundType[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith('.md')).sort();
  const found: FoundType[] = [];
  for (const name of files) {
    const file = path.join(folder, name);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const relative = path.relative(workspace, file);
    const source = relative.startsWith('..') || path.isAbsolute(relative) ? file : relative.replaceAll(path.sep, '/');
    found.push({ ...readAgentType(text, path.basename(name, '.md')), source });
  }
  return found;
}
