import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { languageId } from '../../protocol/lsp.ts';
import type { Model } from '../model.ts';
import { readSetting } from '../settings.ts';
import type { Store } from '../store.ts';
import { type PlanText, readPlanText } from './read.ts';

const pattern = '**/{*.phaseplan.yaml,*.phaseplan.yml,phaseplan.yaml,phaseplan.yml}';
const exclude = '**/{node_modules,.git,.phaseline}/**';
const chosenKey = 'activePlan';

/** Finds the folder's plans, knows which of them the views show, and keeps that one read as it is edited. */
export class Plans implements vscode.Disposable {
  readonly #root: string;
  readonly #folder: vscode.WorkspaceFolder;
  readonly #model: Store<Model>;
  readonly #memory: vscode.Memento;
  readonly #held = new DisposableStore();
  readonly #changed = this.#held.add(new Emitter<string>());

  /** Told of the path of each plan whose text is another one now, in an editor or on disk. */
  readonly onChange = this.#changed.listen;

  constructor(root: string, folder: vscode.WorkspaceFolder, model: Store<Model>, memory: vscode.Memento) {
    this.#root = root;
    this.#folder = folder;
    this.#model = model;
    this.#memory = memory;
    const watcher = this.#held.add(
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern)),
    );
    this.#held.add(watcher.onDidCreate(() => void this.find()));
    this.#held.add(watcher.onDidDelete(() => void this.find()));
    this.#held.add(watcher.onDidChange((uri) => this.#isActive(uri) && void this.#read()));
    for (const happened of [watcher.onDidCreate, watcher.onDidDelete, watcher.onDidChange])
      this.#held.add(happened((uri) => this.#changed.emit(this.relative(uri))));
    this.#held.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#isActive(document.uri)) this.#take(document.getText());
        if (document.languageId === languageId) this.#changed.emit(this.relative(document.uri));
      }),
    );
  }

  /** Searches the folder anew; the active plan is chosen and read on the way. */
  async find(): Promise<void> {
    const found = await vscode.workspace.findFiles(new vscode.RelativePattern(this.#folder, pattern), exclude, 500);
    const plans = found.map((uri) => this.relative(uri)).sort();
    const path = this.#choose(plans);
    const active = path === this.#model.value.active?.path ? this.#model.value.active : path && { ...unread, path };
    this.#model.update({ plans, active: active || undefined });
    await this.#read();
  }

  /** Makes this plan the one that views show. */
  async activate(plan: string): Promise<void> {
    await this.#memory.update(chosenKey, plan);
    this.#model.update({ active: { ...unread, path: plan } });
    await this.#read();
  }

  /** What any plan of the folder says now. */
  async read(plan: string): Promise<PlanText> {
    const text = await this.#text(plan);
    return text === undefined ? unreadable : readPlanText(text);
  }

  uri(plan: string): vscode.Uri {
    return vscode.Uri.file(path.join(this.#root, plan));
  }

  /** Relative to the root, forward slashes; begins with `..` for what lies outside. */
  relative(uri: vscode.Uri): string {
    return path.relative(this.#root, uri.fsPath).split(path.sep).join('/');
  }

  dispose(): void {
    this.#held.dispose();
  }

  #choose(plans: readonly string[]): string | undefined {
    const wanted = [readSetting('activePlan', this.#folder.uri), this.#memory.get<string>(chosenKey)];
    return wanted.find((plan) => plan !== undefined && plans.includes(plan)) ?? plans[0];
  }

  #isActive(uri: vscode.Uri): boolean {
    const { active } = this.#model.value;
    return active !== undefined && uri.scheme === 'file' && this.relative(uri) === active.path;
  }

  async #read(): Promise<void> {
    const { active } = this.#model.value;
    if (active === undefined) return;
    const text = await this.#text(active.path);
    if (text === undefined) this.#model.update({ active: { ...unreadable, path: active.path } });
    else this.#take(text);
  }

  /** The text as an editor holds it, else as it is on disk. */
  async #text(plan: string): Promise<string | undefined> {
    const uri = this.uri(plan);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    try {
      return open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch {
      return undefined;
    }
  }

  /** A text that cannot be read as a plan leaves the last good one in the tree, with the errors on top. */
  #take(text: string): void {
    const { active } = this.#model.value;
    if (active === undefined) return;
    const read = readPlanText(text);
    this.#model.update({ active: { ...active, ...read, plan: read.plan ?? active.plan } });
  }
}

const unread: PlanText = { plan: undefined, outline: undefined, errors: 0, firstError: '' };
const unreadable: PlanText = { ...unread, errors: 1, firstError: 'It cannot be read.' };
