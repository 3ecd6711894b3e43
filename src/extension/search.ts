import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { findProgram } from '../adapters/programs.ts';
import { DisposableStore } from '../base/disposable.ts';
import type { Wanted } from '../plan/model/wanted.ts';
import type { KnowledgeParams } from '../protocol/lsp.ts';
import { FileWatch } from './file-watch.ts';
import type { Home } from './home.ts';

type Found = Readonly<Record<string, boolean>>;

/** Looks for what plans name: programs, files, globs and tools. They come and go, whoever makes them, so they are looked for again when some do. */
export class Search implements vscode.Disposable {
  readonly #home: Home;
  readonly #tell: (facts: KnowledgeParams) => void;
  readonly #programs = new Set<string>();
  readonly #files = new Set<string>();
  readonly #globs = new Set<string>();
  readonly #tools = new Set<string>();
  readonly #held = new DisposableStore();
  readonly #watch: FileWatch;

  constructor(home: Home, tell: (facts: KnowledgeParams) => void) {
    this.#home = home;
    this.#tell = tell;
    this.#watch = this.#held.add(new FileWatch({ root: home.root, changes: false, heard: () => void this.#again() }));
    // Who comes back to the window may have installed something meanwhile.
    this.#held.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#tell({ programs: this.#installed(this.#programs) });
      }),
    );
  }

  async look({ programs, files, globs, tools }: Wanted): Promise<void> {
    for (const name of programs) this.#programs.add(name);
    for (const name of files) this.#files.add(name);
    for (const glob of globs) this.#globs.add(glob);
    for (const one of [...files, ...globs.map(patternOf)]) this.#watch.add(one);
    this.#tell({ programs: this.#installed(programs), files: this.#here(files) });
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

  #installed(programs: Iterable<string>): Found {
    const { root } = this.#home;
    return Object.fromEntries([...programs].map((name) => [name, findProgram(name, { cwd: root }) !== undefined]));
  }

  #here(files: Iterable<string>): Found {
    return Object.fromEntries([...files].map((name) => [name, existsSync(path.join(this.#home.root, name))]));
  }

  async #matched(globs: Iterable<string>): Promise<Found> {
    const looks = [...globs].map(async (glob) => [glob, await this.#matches(glob)] as const);
    return Object.fromEntries(await Promise.all(looks));
  }

  async #matches(glob: string): Promise<boolean> {
    // Only what people never edit is left out: what Git or the settings hide may well be meant.
    const found = await vscode.workspace.findFiles(
      new vscode.RelativePattern(this.#home.root, patternOf(glob)),
      '**/{.git,node_modules}/**',
      1,
    );
    return found.length > 0;
  }

  dispose(): void {
    this.#held.dispose();
  }
}

/** As VS Code takes it: a folder stands for all in it. */
const patternOf = (glob: string): string => glob.replace(/^(?:\.\/)+/, '').replace(/\/$/, '/**');
