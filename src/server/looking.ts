import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findAgentTypes } from '../adapters/agents/types.ts';
import { findProgram } from '../adapters/programs.ts';
import type { WantedParams } from '../protocol/lsp.ts';
import type { Host } from './host.ts';
import { fileOf } from './workspace.ts';

/** What an editor with our extension says in its `initializationOptions`: it tells about the world by itself. */
export const tells = (options: unknown): boolean =>
  typeof options === 'object' && options !== null && 'tells' in options && options.tells === true;

/**
 * For a client that tells nothing: the agent types of each folder, and that paths are relative to it. The tracker stays unknown,
 * since asking it may start a program.
 */
export async function lookAround(host: Host): Promise<void> {
  for (const folder of host.workspace.folders) {
    const found = await findAgentTypes(folder);
    // Somebody may have told by now.
    if (!host.looksItself) return;
    const agents = found.map(({ name, description, source }) => ({ name, description, source }));
    host.worlds.tell({ agents, folder: pathToFileURL(folder).href });
    host.worldChanged();
  }
}

/** The same for programs and files that plans name. */
export function lookFor(host: Host, { programs, files, folder }: WantedParams): void {
  const cwd = folder === undefined ? host.workspace.folders[0] : fileOf(folder);
  if (cwd === undefined) return;
  host.worlds.tell({
    folder: pathToFileURL(cwd).href,
    programs: Object.fromEntries(programs.map((name) => [name, findProgram(name, { cwd }) !== undefined])),
    files: Object.fromEntries(files.map((file) => [file, existsSync(path.join(cwd, file))])),
  });
  host.worldChanged();
}
