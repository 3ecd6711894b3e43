import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { findTracker } from '../adapters/tracker/find.ts';
import { findWorkspace, innermostFolder, workspaceFolders } from '../adapters/workspace.ts';
import { DisposableStore } from '../base/disposable.ts';
import { Emitter, type Listen } from '../base/emitter.ts';
import { tagOf } from './documents/address.ts';
import type { Home } from './home.ts';

/** What a home is made for. */
export type Place = {
  readonly root: string;
  readonly folder: vscode.WorkspaceFolder;
  readonly tag: string;
};

/** Makes a home; what it holds is let go of with the store. */
export type MakeHome = (place: Place, held: DisposableStore) => Home;

type OpenHome = { readonly home: Home; readonly held: DisposableStore };

/**
 * The folders that the window works on, in the order of its workspace. Two folders of one repository are one, as they are for the runner. Folders
 * come and go while the window is open.
 */
export class Homes implements vscode.Disposable {
  readonly #make: MakeHome;
  readonly #open: OpenHome[] = [];
  readonly #opened = new Emitter<OpenHome>();
  readonly #changed = new Emitter<void>();
  readonly #listening: vscode.Disposable;

  /** A folder came or went. */
  readonly onChange: Listen<void> = this.#changed.listen;

  constructor(make: MakeHome) {
    this.#make = make;
    this.#listening = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      this.#look();
      this.#changed.emit();
    });
    this.#look();
  }

  get all(): readonly Home[] {
    return this.#open.map(({ home }) => home);
  }

  /** Does something for every folder that is there or comes; what it returns is let go of when the folder goes. */
  each(what: (home: Home) => vscode.Disposable): vscode.Disposable {
    const own = new DisposableStore();
    const begin = ({ home, held }: OpenHome): void => {
      const done = what(home);
      held.add(done);
      own.add(done);
    };
    for (const open of this.#open) begin(open);
    own.add(this.#opened.listen(begin));
    return own;
  }

  at(root: string): Home | undefined {
    return this.all.find((home) => home.root === root);
  }

  tagged(tag: string): Home | undefined {
    return this.all.find((home) => home.tag === tag);
  }

  /** The folder that a document is of: the innermost around it, or the one that a document of ours names. */
  of(uri: vscode.Uri): Home | undefined {
    const tag = tagOf(uri);
    if (tag !== undefined) return this.tagged(tag);
    const roots = this.all.map(({ root }) => root);
    return this.at(innermostFolder(roots, uri.fsPath) ?? '');
  }

  /** Somebody looks: connects the folder, or of several those that have a tracker, plans or runs. */
  async awaken(): Promise<void> {
    const { all } = this;
    for (const home of all) {
      if (home.model.value.link.state === 'off' && (all.length === 1 || (await isUsed(home)))) void home.link.ensure();
    }
  }

  dispose(): void {
    this.#listening.dispose();
    for (const { held } of this.#open.splice(0)) held.dispose();
    this.#opened.dispose();
    this.#changed.dispose();
  }

  #look(): void {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const places = new Map<string, vscode.WorkspaceFolder>();
    for (const folder of folders) {
      const root = findWorkspace(folder.uri.fsPath);
      if (!places.has(root)) places.set(root, folder);
    }
    for (const gone of this.#open.filter(({ home }) => !places.has(home.root))) {
      this.#open.splice(this.#open.indexOf(gone), 1);
      gone.held.dispose();
    }
    for (const [root, folder] of places) if (this.at(root) === undefined) this.#begin(root, folder);
    const order = [...places.keys()];
    this.#open.sort((a, b) => order.indexOf(a.home.root) - order.indexOf(b.home.root));
  }

  #begin(root: string, folder: vscode.WorkspaceFolder): void {
    const held = new DisposableStore();
    const open = { home: this.#make({ root, folder, tag: this.#tagFor(folder.name) }, held), held };
    this.#open.push(open);
    this.#opened.emit(open);
  }

  /** Letters that a URI carries as they are, and that no other folder has. */
  #tagFor(name: string): string {
    if (this.#open.length === 0) return '';
    const plain =
      name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '') || 'folder';
    for (let number = 1; ; number += 1) {
      const tag = number === 1 ? plain : `${plain}-${number}`;
      if (this.tagged(tag) === undefined) return tag;
    }
  }
}

const isUsed = async ({ root, model }: Home): Promise<boolean> =>
  (model.value.plans ?? []).length > 0 ||
  existsSync(workspaceFolders(root).home) ||
  (await findTracker(root)) !== undefined;
