import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { InitializeParams, Location, WorkspaceFoldersChangeEvent } from 'vscode-languageserver-protocol';
import { programsOnPath } from '../adapters/path-programs.ts';
import { findFiles, listFolder, readText } from '../adapters/text-files.ts';
import { innermostFolder } from '../adapters/workspace.ts';
import type { Lookup } from '../plan/features/complete-paths.ts';
import type { Looked } from '../plan/model/knowledge.ts';
import { PlanText } from './documents.ts';

const isPlan = (name: string): boolean => /(?:^|\.)phaseplan\.ya?ml$/.test(name);
const isMarkdown = (name: string): boolean => /\.(?:md|markdown)$/i.test(name);

/** A document that is no plan, as it is on disk. */
export type Prose = { readonly uri: string; readonly text: string };

/**
 * The folders that the client works in, and the files in them that nobody may have open. They are looked for when something is asked
 * of all plans: nothing is watched, and a file that has not changed is not read anew.
 */
export class Workspace {
  #folders: readonly string[] = [];
  readonly #read = new Map<string, { readonly stamp: string; readonly plan: PlanText }>();

  configure({ workspaceFolders, rootUri }: InitializeParams): void {
    const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    this.#folders = uris.flatMap((uri) => fileOf(uri) ?? []);
  }

  change({ added, removed }: WorkspaceFoldersChangeEvent): void {
    const gone = new Set(removed.map(({ uri }) => fileOf(uri)));
    this.#folders = [
      ...this.#folders.filter((folder) => !gone.has(folder)),
      ...added.flatMap(({ uri }) => fileOf(uri) ?? []),
    ];
  }

  /** Absolute paths. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  /** Plans on disk, those that `isOpen` left out. */
  async plans(isOpen: (file: string) => boolean, signal: AbortSignal): Promise<readonly PlanText[]> {
    const files = (await this.#files(isPlan, signal)).filter((file) => !isOpen(file));
    if (signal.aborted) return [];
    const known = new Set(files);
    for (const file of this.#read.keys()) if (!known.has(file)) this.#read.delete(file);
    return (await Promise.all(files.map((file) => this.#plan(file)))).flatMap((plan) => plan ?? []);
  }

  async #plan(file: string): Promise<PlanText | undefined> {
    const found = await readText(file);
    if (found === undefined) return undefined;
    const before = this.#read.get(file);
    if (before?.stamp === found.stamp) return before.plan;
    const plan = new PlanText(pathToFileURL(file).href, found.text);
    this.#read.set(file, { stamp: found.stamp, plan });
    return plan;
  }

  /** Markdown documents that hold a word. */
  async prose(word: string, signal: AbortSignal): Promise<readonly Prose[]> {
    const texts = (await this.#files(isMarkdown, signal)).map(async (file): Promise<readonly Prose[]> => {
      if (signal.aborted) return [];
      const text = (await readText(file))?.text;
      return text?.includes(word) ? [{ uri: pathToFileURL(file).href, text }] : [];
    });
    return (await Promise.all(texts)).flat();
  }

  /** The innermost folder around a document, else the first. */
  around({ uri }: { readonly uri: string }): string | undefined {
    return innermostFolder(this.#folders, fileOf(uri) ?? '') ?? this.#folders[0];
  }

  /** What is in a plan's folder, and on PATH, for who writes about it just now. */
  async look(plan: { readonly uri: string }, { folder, program }: Lookup): Promise<Looked> {
    const root = this.around(plan);
    const entries = folder !== undefined && root !== undefined ? await listFolder(root, folder) : undefined;
    return {
      ...(folder !== undefined && entries !== undefined ? { folders: { [folder]: entries } } : {}),
      ...(program === undefined ? {} : { onPath: await programsOnPath(program) }),
    };
  }

  /** The line of Beads' own file that holds an issue, where there is such a file; that of the plan's folder first. */
  async issue(plan: { readonly uri: string }, id: string): Promise<Location | undefined> {
    const written = new RegExp(`[{,]\\s*"id"\\s*:\\s*${JSON.stringify(id).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`);
    const own = this.around(plan);
    for (const folder of own === undefined ? [] : new Set([own, ...this.#folders])) {
      const file = path.join(folder, '.beads', 'issues.jsonl');
      const line = (await readText(file))?.text.split('\n').findIndex((text) => written.test(text)) ?? -1;
      const start = { line, character: 0 };
      if (line >= 0) return { uri: pathToFileURL(file).href, range: { start, end: start } };
    }
    return undefined;
  }

  async #files(wanted: (name: string) => boolean, signal: AbortSignal): Promise<readonly string[]> {
    const found = this.#folders.map(async (folder) =>
      (await findFiles(folder, wanted, signal)).map((file) => path.join(folder, file)),
    );
    return [...new Set((await Promise.all(found)).flat())].sort();
  }
}

/** The path of a `file:` URI; undefined for every other. */
export function fileOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}
