import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { findProgram } from '../adapters/programs.ts';
import type { Wanted } from '../plan/model/wanted.ts';
import type { KnowledgeParams } from '../protocol/lsp.ts';
import type { Home } from './home.ts';

type Found = Readonly<Record<string, boolean>>;

/** Looks for what plans name: programs, files, globs and tools. Files come and go, so they are looked for again when some do. */
export class Search implements vscode.Disposable {
  readonly #home: Home;
  readonly #tell: (facts: KnowledgeParams) => void;
  readonly #files = new Set<string>();
  readonly #globs = new Set<string>();
  readonly #tools = new Set<string>();
  readonly #kept: vscode.Disposable;

  constructor(home: Home, tell: (facts: KnowledgeParams) => void) {
    this.#home = home;
    this.#tell = tell;
    const again = (): void => void this.#again();
    this.#kept = vscode.Disposable.from(
      vscode.workspace.onDidCreateFiles(again),
      vscode.workspace.onDidDeleteFiles(again),
      vscode.workspace.onDidRenameFiles(again),
    );
  }

  async look({ programs, files, globs, tools }: Wanted): Promise<void> {
    const { root } = this.#home;
    for (const name of files) this.#files.add(name);
    for (const glob of globs) this.#globs.add(glob);
    this.#tell({
      programs: Object.fromEntries(programs.map((name) => [name, findProgram(name, { cwd: root }) !== undefined])),
      files: this.#here(files),
    });
    if (globs.length > 0) this.#tell({ globs: await this.#matched(globs) });
    for (const tool of tools) this.#tools.add(tool);
    if (tools.length > 0) await this.askForTools();
  }

  /** Who carries actions out knows what it has; where no runner is up, nobody can say. */
  async askForTools(): Promise<void> {
    const tools = [...this.#tools];
    const { link, model } = this.#home;
    if (tools.length === 0 || !model.value.trusted || model.value.link.state !== 'on') return;
    const found = await link.request('tools.found', { tools });
    if (found.ok && found.value.tools !== null) this.#tell({ tools: found.value.tools });
  }

  async #again(): Promise<void> {
    if (this.#files.size + this.#globs.size === 0) return;
    this.#tell({ files: this.#here(this.#files), globs: await this.#matched(this.#globs) });
  }

  #here(files: Iterable<string>): Found {
    return Object.fromEntries([...files].map((name) => [name, existsSync(path.join(this.#home.root, name))]));
  }

  async #matched(globs: Iterable<string>): Promise<Found> {
    const looks = [...globs].map(async (glob) => [glob, await this.#matches(glob)] as const);
    return Object.fromEntries(await Promise.all(looks));
  }

  async #matches(glob: string): Promise<boolean> {
    const pattern = glob.replace(/^(?:\.\/)+/, '').replace(/\/$/, '/**');
    // Only what people never edit is left out: what Git or the settings hide may well be meant.
    const found = await vscode.workspace.findFiles(
      new vscode.RelativePattern(this.#home.root, pattern),
      '**/{.git,node_modules}/**',
      1,
    );
    return found.length > 0;
  }

  dispose(): void {
    this.#kept.dispose();
  }
}
